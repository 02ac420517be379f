using System.Diagnostics;
using System.Globalization;
using Continuo.Journal.Postgres.Schemas;
using Continuo.Runtime.Journaling;
using Continuo.Testing.Postgres;
using Xunit;

namespace Continuo.Journal.Postgres.Tests;

public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly ServerFacts s_good = new(150_004, "UTF8", "on", "on", false, false, false);

    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.Create();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void A_server_that_could_lose_what_it_acknowledged_or_lacks_something_is_refused_with_a_remedy()
    {
        Assert.Null(Refusals.Find(s_good, "s"));
        Assert.Null(Refusals.Find(s_good with { SynchronousCommit = "remote_apply" }, "s"));
        Assert.Contains("Set fsync = on", Refusals.Find(s_good with { Fsync = "off" }, "s"), StringComparison.Ordinal);
        Assert.Contains("synchronous_commit off", Refusals.Find(s_good with { SynchronousCommit = "off" }, "s"), StringComparison.Ordinal);
        Assert.Contains("version 15 or later", Refusals.Find(s_good with { Version = 140_009 }, "s"), StringComparison.Ordinal);
        Assert.Contains("ENCODING 'UTF8'", Refusals.Find(s_good with { Encoding = "LATIN1" }, "s"), StringComparison.Ordinal);
        Assert.Contains("address of the primary", Refusals.Find(s_good with { IsStandby = true }, "s"), StringComparison.Ordinal);
        Assert.Contains("address of the primary", Refusals.Find(s_good with { IsReadOnly = true }, "s"), StringComparison.Ordinal);
        Assert.Contains("session mode", Refusals.Find(s_good with { IsPooledByTransaction = true }, "s"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        await _store.Server.Sql($"CREATE DATABASE {_store.Schema}_ascii ENCODING 'SQL_ASCII' TEMPLATE template0");

        Assert.Contains("has encoding SQL_ASCII", await Refused(_store.Server.Url($"{_store.Schema}_ascii")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_wait_for_its_disk_is_refused()
    {
        await _store.Server.Sql($"CREATE DATABASE {_store.Schema}_async");
        await _store.Server.Sql($"ALTER DATABASE {_store.Schema}_async SET synchronous_commit TO off");

        Assert.Contains("synchronous_commit off", await Refused(_store.Server.Url($"{_store.Schema}_async")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_flushes_nothing_is_refused()
    {
        await using var server = await ThrowawayPostgres.Start("fsync = off");

        Assert.Contains("has fsync off", await Refused(server!.Url()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://me:s3cret@127.0.0.1:1/db", "cannot be reached")]
    [InlineData("postgres://me:s3cret@[::1/db", "not understood")]
    [InlineData("postgres://me:s3cret@127.0.0.1/db?nonsense=s3cret", "not understood")]
    [InlineData("Host=127.0.0.1;Password=s3cret;Nonsense=s3cret", "not understood")]
    [InlineData("Host=127.0.0.1;Port=1;Username=me;Password=s3cret", "cannot be reached")]
    public async Task No_message_tells_the_password(string store, string expected)
    {
        var options = _store.Options with { Store = store };
        var problem = await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresJournal.Open(options));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_missing_is_told_in_words() => Assert.Contains("does not exist", await Refused(_store.Server.Url("nowhere")), StringComparison.Ordinal);

    [Theory]
    [InlineData("transaction", true)]
    [InlineData("session", false)]
    public async Task A_pooler_that_hands_connections_out_by_transaction_is_refused(string mode, bool isRefused)
    {
        var pgbouncer = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);
        if (pgbouncer is null)
        {
            Assert.Skip("pgbouncer is not installed.");
        }

        await using var pooler = await Pooler.Start(pgbouncer, mode, _store.Server.Port);
        if (isRefused)
        {
            Assert.Contains("by transaction", await Refused(_store.Server.Url(port: pooler.Port)), StringComparison.Ordinal);
        }
        else
        {
            await using var journal = await PostgresJournal.Open(_store.Options with { Store = _store.Server.Url(port: pooler.Port) });
        }
    }

    private async Task<string> Refused(string store) =>
        (await Assert.ThrowsAsync<JournalUnavailableException>(() => PostgresJournal.Open(_store.Options with { Store = store }))).Message;

    private sealed class Pooler(Process process, string folder, int port) : IAsyncDisposable
    {
        public int Port => port;

        public static async Task<Pooler> Start(string program, string mode, int server)
        {
            var folder = Directory.CreateTempSubdirectory("continuo-pgbouncer-").FullName;
            var port = FreePort();
            await File.WriteAllTextAsync(Path.Combine(folder, "users.txt"), "\"postgres\" \"\"\n");
            await File.WriteAllTextAsync(
                Path.Combine(folder, "pgbouncer.ini"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    [databases]
                    * = host=127.0.0.1 port={server}
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = {port}
                    auth_type = trust
                    auth_file = {folder}/users.txt
                    pool_mode = {mode}
                    unix_socket_dir =
                    """));
            if (Environment.IsPrivilegedProcess)
            {
                Process.Start("chown", ["-R", "postgres", folder])!.WaitForExit();
            }

            var start = Environment.IsPrivilegedProcess
                ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, "-q", $"{folder}/pgbouncer.ini"])
                : new ProcessStartInfo(program, ["-q", $"{folder}/pgbouncer.ini"]);
            var pooler = new Pooler(Process.Start(start)!, folder, port);
            while (!await IsListening(port))
            {
            }

            return pooler;
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }

        private static async Task<bool> IsListening(int port)
        {
            using var client = new System.Net.Sockets.TcpClient();
            try
            {
                await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
                return true;
            }
            catch (System.Net.Sockets.SocketException)
            {
                return false;
            }
        }
    }
}
