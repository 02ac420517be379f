using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Reads the properties of one object. What nobody asked for is unknown, which <see cref="Close"/> reports.</summary>
/// <param name="context">The document.</param>
/// <param name="map">The object.</param>
/// <param name="owner">How a message names the object.</param>
internal sealed class Fields(LoadContext context, SourceMap map, string owner)
{
    private readonly List<string> _known = context.Open(map);

    public SourceMap Map => map;

    public string Owner => owner;

    /// <summary>Fields of <paramref name="node"/>, or null and a diagnostic when it is not an object.</summary>
    public static Fields? Of(LoadContext context, SourceNode node, string owner)
    {
        if (node is SourceMap map)
        {
            return new Fields(context, map, owner);
        }

        WrongType(context, node, owner, "an object");
        return null;
    }

    public static void WrongType(LoadContext context, SourceNode node, string what, string expected, string? remedy = null)
    {
        var wantsText = expected.StartsWith("a text", StringComparison.Ordinal) && node is SourceScalar;
        remedy ??= wantsText && !node.Json.IsNull ? $"Put it in quotes: '{((SourceScalar)node).Text}'." : null;
        context.Diagnostics.Add(DiagnosticCodes.WrongType, node, $"{Capital(what)} must be {expected}, found {node.Kind}.", remedy);
    }

    public static string Capital(string what) => what.Length > 0 && char.IsAsciiLetterLower(what[0]) && !what.StartsWith('\'') ? char.ToUpperInvariant(what[0]) + what[1..] : what;

    public bool Has(string name) => map[name] is not null;

    public SourceNode? Optional(string name)
    {
        _known.Add(name);
        return map[name];
    }

    public SourceNode? Required(string name, string? remedy = null)
    {
        var node = Optional(name);
        if (node is null)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingProperty, map, $"{Capital(owner)} needs '{name}'.", remedy);
        }

        return node;
    }

    public string? Text(string name, bool required = false)
    {
        var node = required ? Required(name) : Optional(name);
        if (node is null || node.Json.IsString)
        {
            return node?.Json.String;
        }

        WrongType(context, node, $"'{name}'", "a text");
        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        var node = Optional(name);
        if (node is null)
        {
            return otherwise;
        }

        if (node.Json.Kind is not (JsonKind.True or JsonKind.False))
        {
            WrongType(context, node, $"'{name}'", "true or false");
        }

        return node.Json.IsTruthy;
    }

    public int? Integer(string name, bool required = false, int least = int.MinValue)
    {
        var node = required ? Required(name) : Optional(name);
        if (node is null)
        {
            return null;
        }

        if (!node.Json.IsNumber || node.Json.Number != Math.Floor(node.Json.Number) || Math.Abs(node.Json.Number) > int.MaxValue)
        {
            WrongType(context, node, $"'{name}'", "a whole number", "");
            return null;
        }

        var value = (int)node.Json.Number;
        if (value < least)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, node, $"'{name}' must be at least {least}, found {value}.");
        }

        return value;
    }

    /// <summary>One of <paramref name="options"/>; the first is the default.</summary>
    public string Choice(string name, params ReadOnlySpan<string> options)
    {
        var first = options[0];
        if (Text(name) is not { } text)
        {
            return first;
        }

        if (options.Contains(text))
        {
            return text;
        }

        var known = options.ToArray();
        context.Diagnostics.Add(DiagnosticCodes.BadValue, map[name]!, $"'{name}' must be one of {string.Join(", ", known)}; found '{text}'.", Suggestion.For(text, known));
        return first;
    }

    public Fields? Object(string name, bool required = false)
    {
        var node = required ? Required(name) : Optional(name);
        return node is null ? null : Of(context, node, $"'{name}'");
    }

    public SourceList? List(string name)
    {
        var node = Optional(name);
        if (node is null or SourceList)
        {
            return node as SourceList;
        }

        WrongType(context, node, $"'{name}'", "a list");
        return null;
    }

    /// <summary>The one of <paramref name="names"/> that is there; null and a diagnostic when none or several are.</summary>
    public string? OneOf(params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (var name in names)
        {
            var node = Optional(name);
            if (node is not null && found is not null)
            {
                context.Diagnostics.Add(DiagnosticCodes.Exclusive, node.Anchor, node.Pointer, $"{Capital(owner)} has '{found}' and '{name}'; only one of {string.Join(", ", names.ToArray())} may be given.", $"Remove one of them.");
                return null;
            }

            found = node is null ? found : name;
        }

        if (found is null)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingProperty, map, $"{Capital(owner)} needs one of {string.Join(", ", names.ToArray())}.", Nearest(names.ToArray()));
        }

        return found;
    }

    /// <summary>Reports every property that nobody asked for.</summary>
    /// <param name="elsewhere">Says where a property that is known elsewhere belongs; null when it is unknown there too.</param>
    public void Close(Func<string, string?>? elsewhere = null)
    {
        foreach (var member in map.Members)
        {
            if (!_known.Contains(member.Key))
            {
                context.Diagnostics.Add(
                    DiagnosticCodes.UnknownProperty,
                    member.KeyPosition,
                    member.Value.Pointer,
                    $"{Capital(owner)} has no property '{member.Key}'.",
                    context.Diagnostics.IsFull ? null : elsewhere?.Invoke(member.Key) ?? Suggestion.For(member.Key, _known.Where(k => !Has(k))) ?? $"Known are {string.Join(", ", _known.Distinct())}.");
            }
        }
    }

    private string? Nearest(string[] names) =>
        map.Members.Select(m => Suggestion.For(m.Key, names)).FirstOrDefault(s => s is not null);
}
