using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Continuo.Messaging.Tests;

/// <summary>A real broker on a port of its own; the test is skipped by name where the program is not installed.</summary>
public sealed class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;

    private BrokerProcess(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public static Task<BrokerProcess> Nats(string more = "") => Start("nats-server", (port, _) => ($"-a 127.0.0.1 -p {port} {more}", []));

    public static Task<BrokerProcess> Redis(string more = "") => Start("redis-server", (port, folder) => ($"--port {port} --bind 127.0.0.1 --save \"\" --dir {folder} {more}", []));

    public static Task<BrokerProcess> Mosquitto() => Start("mosquitto", (port, _) => ($"-p {port}", []));

    public static Task<BrokerProcess> RabbitMq() => Start("rabbitmq-server", (port, folder) => ("", new()
    {
        ["RABBITMQ_NODENAME"] = $"continuo{port}@localhost",
        ["RABBITMQ_NODE_PORT"] = $"{port}",
        ["RABBITMQ_DIST_PORT"] = $"{FreePort()}",
        ["RABBITMQ_MNESIA_BASE"] = folder,
        ["RABBITMQ_LOG_BASE"] = folder,
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
        ["HOME"] = folder,
    }));

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<BrokerProcess> Start(string program, Func<int, string, (string Arguments, Dictionary<string, string> Environment)> how)
    {
        var path = Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed");
        var folder = Directory.CreateTempSubdirectory("continuo-broker-").FullName;
        var port = FreePort();
        var (arguments, environment) = how(port, folder);
        var start = new ProcessStartInfo(path!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Listening(process, port);
        return new BrokerProcess(process, folder, port);
    }

    // The package's own script changes to another user, who may not write here.
    private static string? Find(string program) =>
        Directory.Exists("/usr/lib/rabbitmq/lib") && program == "rabbitmq-server"
            ? Directory.GetDirectories("/usr/lib/rabbitmq/lib").Select(folder => Path.Combine(folder, "sbin", program)).FirstOrDefault(File.Exists)
            : $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task Listening(Process process, int port)
    {
        using var patience = new CancellationTokenSource(s_start);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await again.WaitForNextTickAsync(patience.Token))
        {
            Assert.False(process.HasExited, "the broker ended at once");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
