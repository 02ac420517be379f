using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Where a gRPC service is.</summary>
/// <param name="Name">Its full name, with its package.</param>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port, unless the standard one.</param>
public sealed record GrpcService(string Name, string Host, int? Port = null)
{
    internal JsonObject ToJson()
    {
        var service = JsonObject.Of(("name", Name), ("host", Host));
        return Port is { } port ? service.With("port", port) : service;
    }
}
