using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Continuo.Testing.Postgres;

/// <summary>A PostgreSQL server of the test run's own, in a folder that goes with it: what it has acknowledged is flushed, as on a real one.</summary>
/// <remarks>It ends with this process, however that ends: a shell that holds its other end of a pipe sees to it.</remarks>
public sealed class ThrowawayPostgres : IAsyncDisposable
{
    private const string Watch =
        """
        "$1/postgres" -D "$2/data" >"$2/log" 2>&1 &
        cat >/dev/null
        # It may be another one than the first.
        server=$(head -n 1 "$2/data/postmaster.pid")
        kill -QUIT $server; wait
        while kill -0 $server 2>/dev/null; do sleep 0.05; done
        rm -rf "$2"
        """;

    private static readonly Lazy<Task<ThrowawayPostgres?>> s_shared = new(() => Start());

    private readonly string _folder;
    private readonly Process _watcher;

    private ThrowawayPostgres(string folder, int port, Process watcher) => (_folder, Port, _watcher) = (folder, port, watcher);

    public int Port { get; }

    /// <summary>What the server has logged.</summary>
    public string LogFile => Path.Combine(_folder, "log");

    /// <summary>One for all tests of a process; null when PostgreSQL is not installed.</summary>
    public static Task<ThrowawayPostgres?> Shared => s_shared.Value;

    /// <summary>The folder of the server's programs; null when PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>As <c>--store</c> has it.</summary>
    public string Url(string database = "postgres", int? port = null) => string.Create(CultureInfo.InvariantCulture, $"postgres://postgres@127.0.0.1:{port ?? Port}/{database}");

    /// <param name="settings">Lines for postgresql.conf.</param>
    public static async Task<ThrowawayPostgres?> Start(params string[] settings)
    {
        if (Programs is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("continuo-postgres-").FullName;
        var port = FreePort();
        if (Environment.IsPrivilegedProcess)
        {
            await Run("chown", "postgres", folder);
        }

        await RunAsServer(Path.Combine(Programs, "initdb"), "-D", Path.Combine(folder, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions");
        await File.AppendAllLinesAsync(
            Path.Combine(folder, "data", "postgresql.conf"),
            [$"port = {port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{folder}'", "shared_buffers = 128MB", "max_connections = 200", "max_wal_size = 2GB", .. settings]);
        var watcher = Process.Start(AsServer("sh", "-c", Watch, "continuo-postgres", Programs, folder, redirect: true))!;
        var server = new ThrowawayPostgres(folder, port, watcher);
        await server.Ready();
        return server;
    }

    /// <summary>Ends the server as a power cut would, and starts it again: it recovers from what it had flushed.</summary>
    public async Task Crash()
    {
        await RunAsServer(Path.Combine(Programs!, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        await RunAsServer(Path.Combine(Programs!, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-l", LogFile, "-w", "start");
    }

    /// <summary>Runs one of the server's programs, such as pg_dump, against it.</summary>
    /// <returns>What it wrote.</returns>
    public Task<string> RunProgram(string name, params string[] arguments) =>
        Run(Path.Combine(Programs!, name), ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", .. arguments]);

    /// <summary>Statements by psql, outside of any transaction.</summary>
    public Task<string> Sql(string statements, string database = "postgres") => RunProgram("psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements);

    public async ValueTask DisposeAsync()
    {
        _watcher.StandardInput.Close();
        await _watcher.WaitForExitAsync();
        _watcher.Dispose();
    }

    private async Task Ready()
    {
        for (var deadline = Stopwatch.StartNew(); ;)
        {
            var (code, _) = await Execute(new ProcessStartInfo(Path.Combine(Programs!, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture)]));
            if (code == 0)
            {
                return;
            }

            if (_watcher.HasExited || deadline.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(LogFile)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static string? FindPrograms()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return installed
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) && version >= 15)
            .OrderBy(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<string> RunAsServer(string program, params string[] arguments) => Run(AsServer(program, arguments));

    private static ProcessStartInfo AsServer(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? new("runuser", ["-u", "postgres", "--", program, .. arguments]) : new(program, arguments);

    private static ProcessStartInfo AsServer(string program, string flag, string script, string name, string programs, string folder, bool redirect)
    {
        var start = AsServer(program, flag, script, name, programs, folder);
        start.RedirectStandardInput = redirect;
        return start;
    }

    private static Task<string> Run(string program, params string[] arguments) => Run(new ProcessStartInfo(program, arguments));

    private static async Task<string> Run(ProcessStartInfo start)
    {
        var (code, output) = await Execute(start);
        return code == 0 ? output : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {code}: {output}");
    }

    private static async Task<(int Code, string Output)> Execute(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, "/");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
