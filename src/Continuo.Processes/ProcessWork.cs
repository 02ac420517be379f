using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Processes;

/// <summary>What a task asks for, its secrets in the clear.</summary>
/// <param name="Request">The effect.</param>
/// <param name="Arguments">The effect's arguments, resolved.</param>
/// <param name="Secrets">Those that were resolved, and what else must be masked.</param>
internal sealed record ProcessWork(EffectRequest Request, JsonValue Arguments, CallSecrets Secrets)
{
    public JsonValue With => Arguments["with"];

    public bool IsAwaited => Arguments["await"].IsTruthy;

    public string Return => Arguments["return"].AsString ?? "stdout";

    public bool KeepsStdout => IsAwaited && Return is ("stdout" or "all");

    public bool KeepsStderr => IsAwaited && Return is ("stderr" or "all");

    public string Stdin => ProcessText.Of(With["stdin"]);

    public Dictionary<string, string?> Environment => ProcessText.Environment(With["environment"], Request);

    /// <summary>A text that an expression may have given.</summary>
    public string Text(string name) => With[name].AsString ?? throw ProcessText.Wrong(name, "text", With[name]);
}
