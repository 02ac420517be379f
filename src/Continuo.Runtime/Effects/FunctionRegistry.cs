using System.Collections.Frozen;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>A task's code in C#: input to result.</summary>
public delegate ValueTask<JsonValue> Function(JsonValue input, CancellationToken cancellation);

/// <summary>The functions of the host, by name. <c>call: NAME</c> runs them in this process.</summary>
public sealed class FunctionRegistry(IEnumerable<KeyValuePair<string, Function>> functions)
{
    private readonly FrozenDictionary<string, Function> _functions = functions.ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<string> Names => _functions.Keys;

    public Function? Find(string name) => _functions.GetValueOrDefault(name);
}
