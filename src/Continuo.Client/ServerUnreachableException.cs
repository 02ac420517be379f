namespace Continuo.Client;

/// <summary>No server answers at the address.</summary>
public sealed class ServerUnreachableException(Uri? server, Exception inner) : Exception($"No server answers at {server}: {inner.Message}", inner)
{
    public Uri? Server { get; } = server;
}
