using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>The cases of a switch, in the order in which they are tried.</summary>
public sealed class SwitchBuilder
{
    private readonly List<JsonValue> _cases = [];

    internal SwitchBuilder()
    {
    }

    /// <param name="name">The case's name.</param>
    /// <param name="when">When it is taken.</param>
    /// <param name="then">continue, exit, end, or a task of the same list as the switch.</param>
    public SwitchBuilder Case(string name, Expr when, string then) => Add(name, JsonObject.Of(("when", when), ("then", then)));

    /// <summary>The case that is taken when no other is.</summary>
    public SwitchBuilder Default(string then, string name = "default") => Add(name, JsonObject.Of(("then", then)));

    internal JsonArray Build() => JsonArray.Own([.. _cases]);

    private SwitchBuilder Add(string name, JsonObject made)
    {
        _cases.Add(JsonObject.Of((name, made)));
        return this;
    }
}
