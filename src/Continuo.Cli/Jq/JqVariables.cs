using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>The variables given on the command line or in a line of a batch; <c>$ARGS.named</c> holds them all.</summary>
internal sealed class JqVariables(IReadOnlyDictionary<string, JsonValue> variables, TimeProvider clock) : JqEnvironment
{
    public IReadOnlyCollection<string> Names => [.. variables.Keys, "ARGS"];

    public override DateTimeOffset Now => clock.GetUtcNow();

    public override bool TryGetVariable(string name, out JsonValue value)
    {
        if (variables.TryGetValue(name, out value))
        {
            return true;
        }

        if (name != "ARGS")
        {
            return false;
        }

        var named = new JsonObject.Builder();
        foreach (var (key, given) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            named.Set(key, given);
        }

        value = JsonObject.Of(("positional", JsonValue.EmptyArray), ("named", named.Build()));
        return true;
    }
}
