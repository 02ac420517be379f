using System.Collections.Frozen;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Server.Secrets;

/// <summary>Secrets from the options, a folder of files, the encrypted store, <c>secrets.json</c> and <c>CONTINUO_SECRET_*</c>, in this order.</summary>
/// <remarks>
/// Environment variables have few letters to choose from, so their names are compared by letters and digits alone and without case:
/// <c>CONTINUO_SECRET_PET_STORE_KEY</c> is the secret <c>petStoreKey</c>, and <c>pet-store-key</c> too.
/// </remarks>
internal sealed class SecretTable(IEnumerable<KeyValuePair<string, JsonValue>> named, IEnumerable<KeyValuePair<string, string>> environment) : ISecretSource
{
    public const string FileName = "secrets.json";
    public const string EnvironmentPrefix = "CONTINUO_SECRET_";

    private readonly FrozenDictionary<string, JsonValue> _named = named.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, JsonValue> _environment = environment
        .GroupBy(pair => Plain(pair.Key))
        .ToFrozenDictionary(group => group.Key, group => SecretText.Read(group.Last().Value), StringComparer.Ordinal);

    public JsonValue? Find(string name) =>
        _named.TryGetValue(name, out var value) || _environment.TryGetValue(Plain(name), out value) ? (JsonValue?)value : null;

    /// <exception cref="HostingException">A source is there and cannot be read; says which and what to do.</exception>
    public static SecretTable Read(ContinuoOptions options)
    {
        var named = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        var path = Path.Combine(options.DataDirectory, FileName);
        if (File.Exists(path))
        {
            foreach (var (name, value) in ReadFile(path))
            {
                named[name] = value;
            }
        }

        foreach (var (name, value) in new SecretVault(options.DataDirectory, TimeProvider.System).Read())
        {
            named[name] = value;
        }

        foreach (var (name, value) in options.SecretsDirectory is { } folder ? SecretFolder.Read(folder) : [])
        {
            named[name] = value;
        }

        foreach (var (name, value) in options.Secrets)
        {
            named[name] = value;
        }

        return new SecretTable(named, ReadEnvironment());
    }

    private static JsonObject ReadFile(string path)
    {
        try
        {
            var secrets = JsonValue.Parse(File.ReadAllBytes(path)).AsObject
                ?? throw new HostingException($"{path} must be a JSON object of secrets by name.");
            foreach (var (name, value) in secrets)
            {
                if (!value.IsString && !value.IsObject)
                {
                    throw new HostingException($"{path}: the secret '{name}' must be text or an object of texts.");
                }
            }

            return secrets;
        }
        catch (JsonSyntaxException problem)
        {
            throw new HostingException($"{path}:{problem.Line}:{problem.Column}: {problem.Problem}", problem);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadEnvironment()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) && name is not (SecretVault.KeyVariable or SecretVault.NewKeyVariable) && variable.Value is string value)
            {
                yield return new(name[EnvironmentPrefix.Length..], value);
            }
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
