using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Puts the values of secrets in the place of their tokens for one call, and remembers them so that echoes can be masked.</summary>
/// <remarks>For one thread.</remarks>
public sealed class CallSecrets(ISecretSource source)
{
    private readonly List<KeyValuePair<string, string>> _values = [];
    private readonly Dictionary<string, JsonValue> _issued = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything to mask.</summary>
    public bool Any => _values.Count > 0;

    /// <summary>The value with every symbolic text in it replaced by the real one; the same value when nothing in it is symbolic.</summary>
    /// <exception cref="SecretMissingException">A secret is unknown.</exception>
    public JsonValue Resolve(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Symbolic:
                Remember(value.Symbolic);
                return value.Symbolic.Resolve(Find);
            case JsonKind.Array:
                return ResolveItems(value);
            case JsonKind.Object:
                return ResolveMembers(value);
            default:
                return value;
        }
    }

    /// <summary>The real value, and nothing of it is masked: for a secret that holds more than secrets. Who asks resolves the members that are.</summary>
    /// <exception cref="SecretMissingException">A secret is unknown.</exception>
    public JsonValue Reveal(SymbolicText text) => text.Resolve(Find);

    /// <summary>Notes that <paramref name="text"/> must leave as <paramref name="token"/>.</summary>
    public void Remember(string text, string token) => _values.Add(new(text, token));

    /// <summary>Makes a secret known that was issued for this call alone.</summary>
    public void Issue(string name, JsonValue value)
    {
        _issued[name] = value;
        Remember(value, name);
    }

    public SecretMask Mask() => SecretMask.For(_values);

    private JsonValue? Find(string name) => _issued.TryGetValue(name, out var issued) ? issued : source.Find(name);

    private JsonValue ResolveItems(JsonValue value)
    {
        JsonValue[]? copy = null;
        var items = value.Array.Span;
        for (var i = 0; i < items.Length; i++)
        {
            var item = Resolve(items[i]);
            if (copy is null && item.IsSameAs(items[i]))
            {
                continue;
            }

            copy ??= items.ToArray();
            copy[i] = item;
        }

        return copy is null ? value : JsonArray.Own(copy);
    }

    private JsonValue ResolveMembers(JsonValue value)
    {
        var members = value.Object;
        var resolved = members;
        for (var i = 0; i < members.Count; i++)
        {
            var member = Resolve(members.Values[i]);
            if (!member.IsSameAs(members.Values[i]))
            {
                resolved = resolved.With(members.Keys[i], member);
            }
        }

        return resolved;
    }

    private void Remember(SymbolicText text)
    {
        foreach (var part in text.Parts)
        {
            if (part is SymbolicPart.Secret secret)
            {
                Remember(secret.Resolve(Find), string.Join('.', secret.Path.Insert(0, secret.Name)));
            }
            else if (part is SymbolicPart.Encoded encoded)
            {
                Remember(encoded.Inner);
                Remember(encoded.Apply(Find), encoded.ToString());
            }
        }
    }

    private void Remember(JsonValue value, string path)
    {
        if (value.IsString || value.IsNumber)
        {
            Remember(value.AsString ?? value.ToString(), $"[secret {path}]");
        }

        foreach (var (key, member) in value.AsObject ?? JsonObject.Empty)
        {
            Remember(member, $"{path}.{key}");
        }

        foreach (var item in value.AsArray ?? JsonArray.Empty)
        {
            Remember(item, path);
        }
    }
}
