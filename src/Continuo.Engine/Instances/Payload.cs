namespace Continuo.Engine.Instances;

/// <summary>A value too large to stand in a fact: stored once per instance, and named by its hash wherever it occurs.</summary>
/// <param name="Hash">Of the bytes.</param>
/// <param name="Bytes">The encoded value. What is large within it is a payload of its own.</param>
public sealed record Payload(PayloadHash Hash, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A value whose encoding is longer than this is a payload.</summary>
    public const int InlineBytes = 8 << 10;
}
