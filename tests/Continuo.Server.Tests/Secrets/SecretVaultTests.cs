using System.Text;
using Continuo.Server.Secrets;
using Continuo.Workflows.Json;

namespace Continuo.Server.Tests.Secrets;

public sealed class SecretVaultTests : IDisposable
{
    private const string Value = "correct-horse-battery-staple";
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-vault-").FullName;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_data, true);

    [Fact]
    public async Task What_is_set_is_read_listed_and_removed()
    {
        await Vault().Set("apiKey", Value, CancellationToken.None);
        await Vault().Set("basic", JsonValue.Parse("""{"username":"ada"}"""), CancellationToken.None);

        Assert.Equal(Value, Vault().Read()["apiKey"].AsString);
        Assert.Equal("ada", Vault().Read()["basic"]["username"].AsString);
        Assert.Equal(["apiKey", "basic"], Vault().Names());
        Assert.True(await Vault().Remove("basic", CancellationToken.None));
        Assert.False(await Vault().Remove("basic", CancellationToken.None));
        Assert.Equal(["apiKey"], Vault().Names());
    }

    [Fact]
    public async Task No_value_and_no_name_is_in_the_folder()
    {
        await Vault().Set("apiKey", Value, CancellationToken.None);
        await Vault().Rotate(CancellationToken.None);

        foreach (var path in Directory.EnumerateFiles(_data))
        {
            var bytes = File.ReadAllBytes(path);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Value)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("apiKey"u8));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Value))).AsSpan(0, 20)));
        }
    }

    [Fact]
    public async Task The_same_secrets_are_never_sealed_the_same_and_their_length_tells_little()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        var first = File.ReadAllBytes(Store);
        await Vault().Set("a", "x", CancellationToken.None);

        Assert.Equal(first.Length, File.ReadAllBytes(Store).Length);
        Assert.NotEqual(first[16..], File.ReadAllBytes(Store)[16..]);
    }

    [Fact]
    public async Task Key_and_store_are_their_owners_alone()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no modes of files.");
            return;
        }

        foreach (var path in new[] { Store, Key })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_a_missing_and_a_broken_key_are_told_apart()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        File.WriteAllText(Key, "nonsense");
        Assert.Contains("holds no key", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
        SecretKey.Make().Write(Key);
        Assert.Contains("another key", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
        File.Delete(Key);
        Assert.Contains("no key", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_byte_is_changed_or_cut_is_told_in_words()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        var whole = File.ReadAllBytes(Store);

        for (var i = 0; i < whole.Length; i += 7)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 0x40;
            File.WriteAllBytes(Store, changed);
            Assert.Contains("damaged", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
        }

        foreach (var length in new[] { 0, 7, 16, 40, whole.Length - 1 })
        {
            File.WriteAllBytes(Store, whole[..length]);
            Assert.Contains("damaged", Assert.Throws<HostingException>(() => Vault().Read()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_rotation_changes_the_key_and_keeps_the_secrets()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        var key = File.ReadAllText(Key);

        await Vault().Rotate(CancellationToken.None);

        Assert.NotEqual(key, File.ReadAllText(Key));
        Assert.Equal(Value, Vault().Read()["a"].AsString);
        File.WriteAllText(Key, key);
        Assert.Throws<HostingException>(() => Vault().Read());
    }

    [Fact]
    public async Task A_rotation_that_broke_off_anywhere_loses_nothing()
    {
        await Vault().Set("a", Value, CancellationToken.None);
        var (oldKey, oldStore) = (File.ReadAllText(Key), File.ReadAllBytes(Store));
        await Vault().Rotate(CancellationToken.None);
        var (newKey, newStore) = (File.ReadAllText(Key), File.ReadAllBytes(Store));

        foreach (var store in new[] { oldStore, newStore })
        {
            File.WriteAllText(Key, oldKey);
            SecretKey.Parse(newKey, "the test").Write($"{Key}.next");
            File.WriteAllBytes(Store, store);
            Assert.Equal(Value, Vault().Read()["a"].AsString);
            await Vault().Set("b", "later", CancellationToken.None);
            Assert.False(File.Exists($"{Key}.next"));
            await Vault().Rotate(CancellationToken.None);
            Assert.Equal((Value, "later"), (Vault().Read()["a"].AsString, Vault().Read()["b"].AsString));
        }
    }

    [Fact]
    public async Task A_key_of_the_environment_leaves_none_in_the_folder()
    {
        _environment[SecretVault.KeyVariable] = Convert.ToBase64String(SecretKey.Make().Bytes);
        await Vault().Set("a", Value, CancellationToken.None);

        Assert.False(File.Exists(Key));
        Assert.Contains(SecretVault.NewKeyVariable, (await Assert.ThrowsAsync<HostingException>(() => Vault().Rotate(CancellationToken.None))).Message, StringComparison.Ordinal);
        _environment[SecretVault.NewKeyVariable] = Convert.ToHexString(SecretKey.Make().Bytes);
        await Vault().Rotate(CancellationToken.None);
        Assert.Throws<HostingException>(() => Vault().Read());
        _environment[SecretVault.KeyVariable] = _environment[SecretVault.NewKeyVariable];
        Assert.Equal(Value, Vault().Read()["a"].AsString);
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_no_secret()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => Vault().Set($"s{i}", $"v{i}", CancellationToken.None))));

        var secrets = Vault().Read();
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal($"v{i}", secrets[$"s{i}"].AsString));
    }

    private string Store => Path.Combine(_data, SecretVault.FileName);

    private string Key => Path.Combine(_data, "secrets.key");

    private SecretVault Vault() => new(_data, TimeProvider.System, name => _environment.GetValueOrDefault(name));
}
