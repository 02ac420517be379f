using System.Collections;
using Continuo.Runtime.Effects;

namespace Continuo.Server.Hosting;

/// <summary>Functions of the host by name, collected before it starts.</summary>
public sealed class FunctionTable : IEnumerable<KeyValuePair<string, Function>>
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is a function of that name.</exception>
    public FunctionTable Add(string name, Function function)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        if (!_functions.TryAdd(name, function))
        {
            throw new ArgumentException($"A function '{name}' is registered already: give this one another name.", nameof(name));
        }

        return this;
    }

    public IEnumerator<KeyValuePair<string, Function>> GetEnumerator() => _functions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
