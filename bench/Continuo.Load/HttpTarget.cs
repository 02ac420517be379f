using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Continuo.Load;

/// <summary>A server in a process of its own (see HttpHost).</summary>
internal sealed class HttpTarget(HttpClient http, Process server) : ITarget
{
    private static readonly TimeSpan s_ticks = TimeSpan.FromSeconds(1.0 / 100);

    /// <summary>utime and stime of the server, which runs on this machine.</summary>
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{server.Id}/stat").Split(')')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * s_ticks.TotalSeconds;
        }
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public static async Task<HttpTarget> Open(string data)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["host", url, data]))!;
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(url) };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await http.GetStringAsync("/pid");
                return new HttpTarget(http, server);
            }
            catch (HttpRequestException) when (attempt < 200 && !server.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    public async Task Deploy(string workflow)
    {
        using var content = new StringContent(workflow, Encoding.UTF8, "application/yaml");
        (await http.PutAsync("/api/v1/workflows", content)).EnsureSuccessStatusCode();
    }

    public async Task Run(string workflow)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"/api/v1/workflows/load/{workflow}/instances?wait=PT30S", content);
        var body = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.OK || !body.Contains("\"completed\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{response.StatusCode}: {body}");
        }
    }

    public async Task Start(string workflow)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        (await http.PostAsync($"/api/v1/workflows/load/{workflow}/instances", content)).EnsureSuccessStatusCode();
    }

    public Task<bool> PassGate() => throw new NotSupportedException("scatter5 is measured in-process only");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        server.Kill();
        server.Dispose();
        return default;
    }
}
