using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>A call that the workflow made.</summary>
internal sealed record CallMade(EffectKind Kind, string Pointer, JsonValue Asked, JsonObject Arguments)
{
    /// <summary>Of a call over HTTP.</summary>
    public string? Method { get; init; }

    public Uri? Address { get; init; }

    public bool Is(EffectPattern pattern) => pattern.IsOfTask
        ? pattern.MeetsTask(Pointer)
        : Address is { } address ? pattern.Meets(Method!, address) : pattern.Meets(Kind, Asked);

    /// <summary>The call as a pattern would name it.</summary>
    public override string ToString() => Kind switch
    {
        EffectKind.Http => $"http: {Method} {Address}",
        EffectKind.Function => $"function: {Asked["name"].AsString}",
        EffectKind.StartChild => $"workflow: {Asked["namespace"].AsString}/{Asked["name"].AsString}",
        EffectKind.Process => $"process: {Asked["run"].AsString}",
        _ => $"task: {EffectPattern.NameOf(Pointer)}",
    };
}
