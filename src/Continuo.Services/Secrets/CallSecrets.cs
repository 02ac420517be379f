using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Secrets;

/// <summary>Resolves the secrets of one call, and remembers their values so that echoes can be masked.</summary>
internal sealed class CallSecrets(ISecretSource source)
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    /// <summary>The value with every symbolic text in it replaced by the real one.</summary>
    public JsonValue Resolve(JsonValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Symbolic:
                Remember(value.Symbolic);
                return value.Symbolic.Resolve(source.Find);
            case JsonKind.Array:
                var items = new JsonValue[value.Array.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Resolve(value.Array[i]);
                }

                return JsonArray.Own(items);
            case JsonKind.Object:
                var members = new JsonObject.Builder(value.Object.Count);
                foreach (var (key, member) in value.Object)
                {
                    members.Set(key, Resolve(member));
                }

                return members.Build();
            default:
                return value;
        }
    }

    /// <summary>Notes that <paramref name="text"/> must leave as <paramref name="token"/>.</summary>
    public void Remember(string text, string token) => _values.Add(new(text, token));

    public SecretMask Mask() => SecretMask.For(_values);

    private void Remember(SymbolicText text)
    {
        foreach (var part in text.Parts)
        {
            if (part is SymbolicPart.Secret secret)
            {
                Remember(secret.Resolve(source.Find), string.Join('.', secret.Path.Insert(0, secret.Name)));
            }
            else if (part is SymbolicPart.Encoded encoded)
            {
                Remember(encoded.Inner);
                Remember(encoded.Apply(source.Find), encoded.ToString());
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
