using System.Collections;
using Continuo.Runtime.Effects;

namespace Continuo.Server.Hosting;

/// <summary>Functions of the host by name, collected before it starts.</summary>
public sealed class FunctionTable : IEnumerable<KeyValuePair<string, Function>>
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pure = new(StringComparer.Ordinal);

    /// <summary>Names of those that are pure, see <see cref="FunctionRegistry.Pure"/>.</summary>
    public IEnumerable<string> Pure => _pure;

    /// <param name="name">As workflows call it.</param>
    /// <param name="function">What it does.</param>
    /// <param name="pure">It only computes: no effect of it is visible anywhere but in its result.</param>
    /// <exception cref="ArgumentException">There is a function of that name.</exception>
    public FunctionTable Add(string name, Function function, bool pure = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        if (!_functions.TryAdd(name, function))
        {
            throw new ArgumentException($"A function '{name}' is registered already: give this one another name.", nameof(name));
        }

        if (pure)
        {
            _pure.Add(name);
        }

        return this;
    }

    public IEnumerator<KeyValuePair<string, Function>> GetEnumerator() => _functions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
