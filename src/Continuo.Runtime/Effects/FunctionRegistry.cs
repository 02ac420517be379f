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

    /// <summary>
    /// Names of functions that do nothing but compute their result from their input: they need not wait until the journal holds the request, and a crash may forget that they ran.
    /// What they must not do: write, send, count, or read what changes.
    /// </summary>
    public FrozenSet<string> Pure { get; init; } = [];

    /// <summary>These and others; of two with one name the other one counts.</summary>
    internal FunctionRegistry With(IEnumerable<KeyValuePair<string, Function>> others)
    {
        var all = new Dictionary<string, Function>(_functions, StringComparer.Ordinal);
        foreach (var (name, function) in others)
        {
            all[name] = function;
        }

        return new FunctionRegistry(all) { Pure = Pure };
    }

    internal bool IsPure(string name) => Pure.Contains(name);

    public Function? Find(string name) => _functions.GetValueOrDefault(name);
}
