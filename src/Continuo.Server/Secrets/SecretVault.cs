using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Server.Secrets;

/// <summary>The encrypted secrets of a data folder: <c>secrets.enc</c>, with its key beside it in <c>secrets.key</c> or in <c>CONTINUO_SECRET_KEY</c>.</summary>
/// <remarks>
/// Several processes may use it. A writer holds the lock file, reads, and replaces the file as a whole, so no secret of another is lost. Every method throws
/// <see cref="HostingException"/> when the key is missing or wrong, or the file damaged.
/// </remarks>
public sealed class SecretVault
{
    public const string FileName = "secrets.enc";
    public const string KeyVariable = "CONTINUO_SECRET_KEY";
    public const string NewKeyVariable = "CONTINUO_SECRET_NEW_KEY";

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly Func<string, string?> _environment;

    public SecretVault(string folder, TimeProvider time)
        : this(folder, time, Environment.GetEnvironmentVariable)
    {
    }

    internal SecretVault(string folder, TimeProvider time, Func<string, string?> environment) => (_folder, _time, _environment) = (folder, time, environment);

    /// <summary>Whether anything was ever set in it.</summary>
    public bool Exists => File.Exists(Store);

    private string Store => Path.Combine(_folder, FileName);

    private string KeyFile => Path.Combine(_folder, SecretKey.FileName);

    private string NextKeyFile => Path.Combine(_folder, SecretKey.NextFileName);

    /// <summary>Every secret by name, text or an object.</summary>
    public JsonObject Read() => Exists ? Open().Secrets : JsonObject.Empty;

    /// <summary>The names, in order.</summary>
    public ImmutableArray<string> Names() => [.. Read().Select(secret => secret.Key).Order(StringComparer.Ordinal)];

    /// <summary>Sets a secret, text or an object of texts; the first one makes the key.</summary>
    public async Task Set(string name, JsonValue value, CancellationToken cancellation)
    {
        using var held = await Lock(cancellation);
        var (secrets, key) = Exists ? Settled() : (JsonObject.Empty, FirstKey());
        PrivateFile.Write(Store, SealedSecrets.Seal(secrets.With(name, value), key));
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> Remove(string name, CancellationToken cancellation)
    {
        using var held = await Lock(cancellation);
        if (!Exists)
        {
            return false;
        }

        var (secrets, key) = Settled();
        if (!secrets.TryGet(name, out _))
        {
            return false;
        }

        PrivateFile.Write(Store, SealedSecrets.Seal(secrets.Without(name), key));
        return true;
    }

    /// <summary>Seals everything with a new key: one that is made, or of <see cref="NewKeyVariable"/> where the key comes from the environment.</summary>
    public async Task Rotate(CancellationToken cancellation)
    {
        using var held = await Lock(cancellation);
        if (!Exists)
        {
            throw new HostingException($"There is no secret store in '{_folder}'. Set a secret first.");
        }

        var (secrets, _) = Settled();
        if (_environment(KeyVariable) is { Length: > 0 })
        {
            var given = _environment(NewKeyVariable) is { Length: > 0 } text
                ? text
                : throw new HostingException($"The key comes from {KeyVariable}. Give the new one in {NewKeyVariable}, and afterwards in {KeyVariable}.");
            PrivateFile.Write(Store, SealedSecrets.Seal(secrets, SecretKey.Parse(given, NewKeyVariable)));
            return;
        }

        // A crash between two of these leaves the store with one of two keys that are both there.
        var key = SecretKey.Make();
        key.Write(NextKeyFile);
        PrivateFile.Write(Store, SealedSecrets.Seal(secrets, key));
        File.Move(NextKeyFile, KeyFile, overwrite: true);
    }

    /// <summary>Ends a rotation that a crash broke off, so that there is one key again. With the lock held.</summary>
    private (JsonObject Secrets, SecretKey Key) Settled()
    {
        var opened = Open();
        if (SecretKey.Read(NextKeyFile) is { } next)
        {
            if (next.Fingerprint == opened.Key.Fingerprint)
            {
                File.Move(NextKeyFile, KeyFile, overwrite: true);
            }
            else
            {
                File.Delete(NextKeyFile);
            }
        }

        return opened;
    }

    private (JsonObject Secrets, SecretKey Key) Open()
    {
        // While another process rotates, the store and its key change one after the other: what was read of one time fits.
        for (var attempt = 0; ; attempt++)
        {
            var bytes = File.ReadAllBytes(Store);
            var keys = Keys();
            if (keys.Find(key => SealedSecrets.Fits(bytes, key)) is { } fitting)
            {
                return (SealedSecrets.Open(bytes, fitting, Store), fitting);
            }

            if (attempt == 3)
            {
                throw new HostingException(keys.Count == 0
                    ? $"The secret store '{Store}' has no key: there is no '{KeyFile}', and {KeyVariable} is not set. Bring the key back; without it the secrets cannot be read."
                    : $"The secret store '{Store}' was sealed with another key than that of {Origin()}, or is damaged. Give the key that it was sealed with.");
            }
        }
    }

    private List<SecretKey> Keys() => _environment(KeyVariable) is { Length: > 0 } given
        ? [SecretKey.Parse(given, KeyVariable)]
        : [.. new[] { SecretKey.Read(KeyFile), SecretKey.Read(NextKeyFile) }.OfType<SecretKey>()];

    private SecretKey FirstKey()
    {
        if (Keys() is [var key, ..])
        {
            return key;
        }

        var made = SecretKey.Make();
        made.Write(KeyFile);
        return made;
    }

    private string Origin() => _environment(KeyVariable) is { Length: > 0 } ? KeyVariable : $"'{KeyFile}'";

    private async Task<FileStream> Lock(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "secrets.lock");
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (_time.GetElapsedTime(began) < s_patience)
            {
                await Task.Delay(s_retry, _time, cancellation);
            }
            catch (IOException taken)
            {
                throw new HostingException($"Another process holds '{path}'. Try again once it has ended.", taken);
            }
        }
    }
}
