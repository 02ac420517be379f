using System.Diagnostics;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>Evaluates a call in a protocol other than HTTP to the arguments of its effect.</summary>
internal static class ProtocolArguments
{
    public static EffectKind KindOf(CallProtocol protocol) => protocol switch
    {
        CallProtocol.OpenApi => EffectKind.OpenApi,
        CallProtocol.Grpc => EffectKind.Grpc,
        CallProtocol.AsyncApi => EffectKind.AsyncApi,
        CallProtocol.A2A => EffectKind.A2A,
        CallProtocol.Mcp => EffectKind.Mcp,
        _ => throw new UnreachableException(),
    };

    public static JsonValue Of(Decision d, Frame frame, ProtocolCallTask task)
    {
        var scope = d.BodyScope(frame);
        EndpointArguments.BindAuthorization(d, task, frame.In, scope);
        var endpoints = new JsonObject.Builder(task.Endpoints.Length);
        foreach (var endpoint in task.Endpoints)
        {
            endpoints.Set(endpoint.Name, EndpointArguments.Of(d, frame, endpoint, scope, task.Pointer));
        }

        return JsonObject.Of(("with", d.Evaluate(task.With, frame.In, scope, task.Pointer)), ("endpoints", endpoints.Build()));
    }
}
