using Docker.DotNet;
using Microsoft.Extensions.Options;

namespace Continuo.Processes.Containers;

/// <summary>The one client of the container engine, made when the first container is asked for.</summary>
internal sealed class ContainerEngine(IOptions<ProcessesOptions> options) : IDisposable
{
    private static readonly string[] s_sockets = ["/var/run/docker.sock", "/run/podman/podman.sock"];

    private readonly Lazy<DockerClient> _client = new(() => Connect(Address(options.Value)));

    /// <exception cref="ProcessFailedException">The address of the engine is none.</exception>
    public DockerClient Client => _client.Value;

    public static string Address(ProcessesOptions options) =>
        options.DockerHost ?? (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } given ? given : null)
            ?? (OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix://" + (s_sockets.FirstOrDefault(File.Exists) ?? s_sockets[0]));

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    // Containers may run for days; what bounds a call is its cancellation.
    private static DockerClient Connect(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "unix" or "tcp" or "http" or "https" or "npipe"
            ? new DockerClientBuilder().WithEndpoint(uri).WithTimeout(Timeout.InfiniteTimeSpan).Build()
            : throw ProcessFailedException.Configuration($"'{address}' is no address of a container engine: set DOCKER_HOST to unix:///PATH or tcp://HOST:PORT.");
}
