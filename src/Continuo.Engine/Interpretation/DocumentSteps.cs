using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>
/// A document whose address is computed is asked for by an effect of its own, before the call that needs it: what came back is a fact, and every attempt of the call uses it.
/// </summary>
internal static class DocumentSteps
{
    public static bool IsDue(Frame frame, TaskNode task) => frame.Slots is null && EndpointOf(task) is not null;

    public static void Request(Decision d, Frame frame, TaskNode task)
    {
        var scope = d.BodyScope(frame);
        EndpointArguments.BindAuthorization(d, task, frame.In, scope);
        var endpoint = EndpointOf(task)!;
        var kind = task is ProtocolCallTask call ? ProtocolArguments.KindOf(call.Protocol) : EffectKind.Process;
        var arguments = EndpointArguments.Of(d, frame, endpoint, scope, task.Pointer)
            .With("form", endpoint.Computed!.Value.ToString().ToLowerInvariant())
            .With("of", Words.Of(kind));
        d.Emit(new Fact.Requested(frame.Id, EffectKind.Document, arguments, $"{Requests.KeyOf(d.State, d.State.KeyPointerOf(task.Index, task.Pointer), frame.Path, frame.Generation)}/document", Once: false));
    }

    /// <summary>What came back; null when nothing was asked for.</summary>
    public static JsonValue RecordedIn(Frame frame) => frame.Kind is FrameKind.Leaf or FrameKind.Subscription && frame.Slots is { Length: 1 } slots ? slots[0] : JsonValue.Null;

    public static ImmutableArray<ExternalDocument>? RecordedFor(InstanceState state, PendingEffect effect) =>
        effect.Kind != EffectKind.Document && state.Frames.TryGetValue(effect.Frame, out var frame) && RecordedIn(frame)["texts"].AsObject is { } texts
            ? [.. texts.Select(text => new ExternalDocument(text.Key, text.Value.String))]
            : null;

    private static CallEndpoint? EndpointOf(TaskNode task) => task switch
    {
        ProtocolCallTask call => call.Endpoints.FirstOrDefault(endpoint => endpoint.Computed is not null),
        RunProcessTask { Source: { Computed: not null } source } => source,
        _ => null,
    };
}
