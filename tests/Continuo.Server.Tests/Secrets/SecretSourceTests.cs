using Continuo.Server.Secrets;
using Continuo.Server.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuo.Server.Tests.Secrets;

/// <summary>Where secrets come from, which of two wins, and that changes are seen.</summary>
public sealed class SecretSourceTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("continuo-sources-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-mounted-").FullName;

    public void Dispose()
    {
        Directory.Delete(_data, true);
        Directory.Delete(_folder, true);
    }

    [Fact]
    public void A_folder_is_read_as_Kubernetes_mounts_it()
    {
        var swapped = Directory.CreateDirectory(Path.Combine(_folder, "..2026_11_24")).FullName;
        File.WriteAllText(Path.Combine(swapped, "apiKey"), "hush\n");
        File.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..2026_11_24");
        File.CreateSymbolicLink(Path.Combine(_folder, "apiKey"), "..data/apiKey");
        var database = Directory.CreateDirectory(Path.Combine(_folder, "database")).FullName;
        File.WriteAllText(Path.Combine(database, "username"), "ada");
        File.WriteAllText(Path.Combine(database, "password"), "p\n\n");

        var secrets = SecretFolder.Read(_folder).ToDictionary();

        Assert.Equal(["apiKey", "database"], secrets.Keys);
        Assert.Equal("hush", secrets["apiKey"].AsString);
        Assert.Equal(("ada", "p\n"), (secrets["database"]["username"].AsString, secrets["database"]["password"].AsString));
    }

    [Fact]
    public void A_folder_that_is_not_there_and_a_file_that_is_no_text_are_told()
    {
        File.WriteAllBytes(Path.Combine(_folder, "binary"), [0xff, 0xfe, 0x00]);

        Assert.Contains("binary", Assert.Throws<HostingException>(() => SecretFolder.Read(_folder).ToList()).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<HostingException>(() => SecretFolder.Read(_folder + "-not").ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_win_over_the_folder_that_over_the_store_and_that_over_the_file()
    {
        File.WriteAllText(Path.Combine(_data, SecretTable.FileName), """{"a":"file","b":"file","c":"file","d":"file"}""");
        var vault = new SecretVault(_data, TimeProvider.System);
        foreach (var name in "abc")
        {
            await vault.Set($"{name}", "store", CancellationToken.None);
        }

        File.WriteAllText(Path.Combine(_folder, "a"), "folder");
        File.WriteAllText(Path.Combine(_folder, "b"), "folder");
        var options = new ContinuoOptions { DataDirectory = _data, SecretsDirectory = _folder };
        options.Secrets["a"] = "options";

        var table = SecretTable.Read(options);

        Assert.Equal(["options", "folder", "store", "file"], "abcd".Select(name => table.Find($"{name}")!.Value.AsString));
    }

    [Fact]
    public async Task A_change_is_seen_without_a_restart_and_a_broken_store_changes_nothing()
    {
        var time = new HeldClock();
        var vault = new SecretVault(_data, TimeProvider.System);
        await vault.Set("a", "first", CancellationToken.None);
        var followed = new FollowedSecrets(new ContinuoOptions { DataDirectory = _data }, time, NullLogger<FollowedSecrets>.Instance);
        await vault.Set("a", "second", CancellationToken.None);

        Assert.Equal("first", followed.Find("a")!.Value.AsString);
        time.Ticks += TimeSpan.TicksPerSecond * 3;
        Assert.Equal("second", followed.Find("a")!.Value.AsString);
        File.WriteAllBytes(Path.Combine(_data, SecretVault.FileName), [1, 2, 3]);
        time.Ticks += TimeSpan.TicksPerSecond * 3;
        Assert.Equal("second", followed.Find("a")!.Value.AsString);
    }

    [Fact]
    public async Task A_server_whose_store_cannot_be_read_does_not_start()
    {
        await new SecretVault(_data, TimeProvider.System).Set("a", "v", CancellationToken.None);
        File.Delete(Path.Combine(_data, "secrets.key"));

        var refused = await Assert.ThrowsAsync<HostingException>(() => RunningServer.Start(data: _data));

        Assert.Contains("key", refused.Message, StringComparison.Ordinal);
    }

    private sealed class HeldClock : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
