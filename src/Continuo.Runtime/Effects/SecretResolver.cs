using Continuo.Workflows.Json;

namespace Continuo.Runtime.Effects;

/// <summary>Puts the values of secrets in the place of their tokens, for the moment in which an effect is performed.</summary>
internal static class SecretResolver
{
    /// <exception cref="SecretMissingException">A secret is unknown.</exception>
    public static JsonValue Resolve(JsonValue value, ISecretSource secrets) => value.Kind switch
    {
        JsonKind.Symbolic => value.Symbolic.Resolve(secrets.Find),
        JsonKind.Array => ResolveItems(value, secrets),
        JsonKind.Object => ResolveMembers(value, secrets),
        _ => value,
    };

    /// <summary>The same value when nothing in it is symbolic, so that the usual case copies nothing.</summary>
    private static JsonValue ResolveItems(JsonValue value, ISecretSource secrets)
    {
        JsonValue[]? copy = null;
        var items = value.Array.Span;
        for (var i = 0; i < items.Length; i++)
        {
            var item = Resolve(items[i], secrets);
            if (copy is null && item.IsSameAs(items[i]))
            {
                continue;
            }

            copy ??= items.ToArray();
            copy[i] = item;
        }

        return copy is null ? value : JsonArray.Own(copy);
    }

    private static JsonValue ResolveMembers(JsonValue value, ISecretSource secrets)
    {
        var members = value.Object;
        var resolved = members;
        for (var i = 0; i < members.Count; i++)
        {
            var member = Resolve(members.Values[i], secrets);
            if (!member.IsSameAs(members.Values[i]))
            {
                resolved = resolved.With(members.Keys[i], member);
            }
        }

        return resolved;
    }
}
