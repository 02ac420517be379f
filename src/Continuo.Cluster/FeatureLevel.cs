namespace Continuo.Cluster;

/// <summary>What a release can read, as one number that the store keeps the agreed value of.</summary>
/// <remarks>
/// A release that brings a new kind of fact raises the number, and writes the fact only when the store's number has reached it. The number of the store rises once every
/// living node can read it, and never falls: a node of an older release is turned away then, for it could not read what others write.
/// </remarks>
public static class FeatureLevel
{
    /// <summary>Of this release.</summary>
    public const int Current = 1;
}
