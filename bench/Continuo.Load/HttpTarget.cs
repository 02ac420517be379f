using System.Globalization;
using System.Net;
using System.Text;

namespace Continuo.Load;

/// <summary>A server that runs already, with the functions <c>work</c> and <c>gate</c> (see HttpHost).</summary>
internal sealed class HttpTarget(HttpClient http, int pid) : ITarget
{
    private static readonly TimeSpan s_ticks = TimeSpan.FromSeconds(1.0 / 100);

    /// <summary>utime and stime of the server, which runs on this machine.</summary>
    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{pid}/stat").Split(')')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * s_ticks.TotalSeconds;
        }
    }

    public static async Task<HttpTarget> Open(string address)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(address) };
        var pid = int.Parse(await http.GetStringAsync("/pid"), CultureInfo.InvariantCulture);
        return new HttpTarget(http, pid);
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

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return default;
    }
}
