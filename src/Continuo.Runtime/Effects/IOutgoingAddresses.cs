namespace Continuo.Runtime.Effects;

/// <summary>Where addresses of the web lead, and which may be asked: for modules that fetch something besides calls.</summary>
public interface IOutgoingAddresses
{
    /// <summary>Whether the operator lets workflows reach the address.</summary>
    bool Allows(Uri address);

    /// <summary>Where the address leads now: to a registered service, or to itself.</summary>
    Uri Locate(Uri address);
}
