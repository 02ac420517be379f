namespace Continuo.Engine.Interpretation;

internal static class Words
{
    /// <summary>The word for an effect kind in history and telemetry.</summary>
    public static string Of(EffectKind kind) => kind switch
    {
        EffectKind.Http => "http",
        EffectKind.Function => "function",
        EffectKind.Emit => "emit",
        EffectKind.StartChild => "startChild",
        EffectKind.CancelChild => "cancelChild",
        EffectKind.NotifyParent => "notifyParent",
        EffectKind.OpenApi => "openapi",
        EffectKind.Grpc => "grpc",
        EffectKind.AsyncApi => "asyncapi",
        EffectKind.A2A => "a2a",
        EffectKind.Mcp => "mcp",
        EffectKind.Process => "process",
        EffectKind.Document => "document",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
