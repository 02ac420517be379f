using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Evaluation;

/// <summary>What a program may do with a secret: carry it, join it with text, encode it, compare it. All else would show its value.</summary>
internal static class Secrets
{
    public static JsonValue Member(JsonValue secret, JsonValue key)
    {
        if (key.AsString is { } name && secret.Symbolic.Member(name) is { } member)
        {
            return member;
        }

        throw Misuse(secret, key.IsString ? "a text that was made from a secret has no members" : $"it cannot be indexed with {JqText.TypeName(key)}");
    }

    /// <summary>Throws when <paramref name="value"/> is a secret.</summary>
    public static void Refuse(JsonValue value, string what)
    {
        if (value.IsSymbolic)
        {
            throw Misuse(value, $"a program cannot {what}, because its value is known only to the call that uses it");
        }
    }

    public static JqException Misuse(JsonValue secret, string why) =>
        new($"{secret.Symbolic} may only be passed on, joined with text, encoded with @base64 or @uri, or compared: {why}") { IsSecretMisuse = true };

    public static bool Contains(Machine machine, JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Symbolic:
                return true;
            case JsonKind.Array:
                machine.Walk(8 + value.Array.Count);
                foreach (var item in value.Array.Span)
                {
                    if (item.Kind >= JsonKind.Array && Contains(machine, item))
                    {
                        return true;
                    }
                }

                return false;
            case JsonKind.Object:
                machine.Walk(8 + value.Object.Count);
                foreach (var item in value.Object.Values)
                {
                    if (item.Kind >= JsonKind.Array && Contains(machine, item))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>The value with every secret in it replaced by what it stands for, for comparisons only.</summary>
    public static JsonValue Reveal(Machine machine, JsonValue value)
    {
        if (value.Kind < JsonKind.Array || !Contains(machine, value))
        {
            return value;
        }

        switch (value.Kind)
        {
            case JsonKind.Symbolic:
                try
                {
                    return value.Symbolic.Resolve(machine.Environment.Secret);
                }
                catch (SecretMissingException missing)
                {
                    throw new JqException(missing.Message) { IsSecretMisuse = true };
                }

            case JsonKind.Array:
                var items = value.Array.Span.ToArray();
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Reveal(machine, items[i]);
                }

                return JsonArray.Own(items);
            default:
                var builder = new JsonObject.Builder(value.Object.Count);
                foreach (var (key, member) in value.Object)
                {
                    builder.Set(key, Reveal(machine, member));
                }

                return builder.Build();
        }
    }
}
