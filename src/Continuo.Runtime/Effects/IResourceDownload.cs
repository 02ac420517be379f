using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Gets texts over HTTP as calls do, for modules that need one besides calls: with registered services, allowed hosts at each redirect, and every authentication.</summary>
/// <remarks>Called concurrently.</remarks>
public interface IResourceDownload
{
    /// <param name="address">Absolute, http or https.</param>
    /// <param name="authentication">As in the arguments of an effect; null for none.</param>
    /// <param name="limit">More bytes than these are not taken.</param>
    /// <param name="secrets">Those of the effect.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SecretMissingException">A secret of the authentication is not there.</exception>
    ValueTask<DownloadedResource> Get(Uri address, JsonValue authentication, int limit, CallSecrets secrets, CancellationToken cancellation);
}

/// <param name="Text">The text; null when it cannot be had.</param>
/// <param name="Error">Why not.</param>
public sealed record DownloadedResource(string? Text, WorkflowError? Error)
{
    /// <summary>Whether it is there and larger than allowed.</summary>
    public bool IsTooLarge { get; init; }
}
