using System.Net;
using System.Net.Sockets;
using Continuo.Cli.CommandLine;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Demo;

/// <summary>The three services of the sample as processes of their own.</summary>
internal sealed class OrderServices : IAsyncDisposable
{
    // So long each answer is held back after its work is done: time enough to be killed in.
    private const int DelayMilliseconds = 300;

    private static readonly string[] s_names = ["inventory", "payments", "shipping"];

    private readonly HttpClient _http = new();
    private readonly List<ChildProcess> _processes = [];
    private readonly Dictionary<string, Uri> _addresses = [];

    /// <summary>How the server is told where they are.</summary>
    public IEnumerable<string> ServerArguments => _addresses.SelectMany(pair => new[] { "--service", $"{pair.Key}={pair.Value}" });

    public static OrderServices Start(string root, string data)
    {
        var services = new OrderServices();
        foreach (var name in s_names)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}");
            services._addresses[name] = address;
            services._processes.Add(ChildProcess.Start(
                Program(root, name),
                ["--urls", address.ToString(), "--ledger", Path.Combine(data, $"{name}.ledger"), "--delay-ms", $"{DelayMilliseconds}"],
                Path.Combine(data, $"{name}.log")));
        }

        return services;
    }

    public async Task AwaitReady(TimeSpan patience, CancellationToken cancellation)
    {
        foreach (var (name, address) in _addresses)
        {
            await Polling.Until($"the {name} service answers", async () => await Answers(address, cancellation), patience, cancellation);
        }
    }

    /// <summary>A service's ledger as it prints it: <c>{summary,repeats,entries}</c>.</summary>
    public async Task<JsonValue> Ledger(string name, CancellationToken cancellation) =>
        JsonValue.Parse(await _http.GetStringAsync(new Uri(_addresses[name], "/ledger"), cancellation));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task<bool> Answers(Uri address, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(address, "/health"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Program(string root, string name)
    {
        var project = $"Orders.{char.ToUpperInvariant(name[0])}{name[1..]}";
        var path = Path.Combine(root, "artifacts", "bin", project, "release", project);
        return File.Exists(path)
            ? path
            : throw new CliException(ExitCode.Failed, $"{path} is not built.", "Run the demo by ./continuo demo orders in the repository, which builds it.");
    }
}
