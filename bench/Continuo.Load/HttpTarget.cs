using System.Net;
using System.Text;

namespace Continuo.Load;

/// <summary>A server in a process of its own (see HttpHost).</summary>
internal sealed class HttpTarget(Child server) : ITarget
{
    public double CpuSeconds => server.CpuSeconds;

    /// <summary>Starts the server and waits until it answers.</summary>
    public static async Task<HttpTarget> Open(string data)
    {
        var server = Child.Start("host", data);
        await server.Answer("/held");
        return new HttpTarget(server);
    }

    public async Task Deploy(string workflow)
    {
        using var content = new StringContent(workflow, Encoding.UTF8, "application/yaml");
        (await server.Http.PutAsync("/api/v1/workflows", content)).EnsureSuccessStatusCode();
    }

    public async Task Run(string workflow)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await server.Http.PostAsync($"/api/v1/workflows/load/{workflow}/instances?wait=PT30S", content);
        var body = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.OK || !body.Contains("\"completed\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{response.StatusCode}: {body}");
        }
    }

    public async Task Start(string workflow)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        (await server.Http.PostAsync($"/api/v1/workflows/load/{workflow}/instances", content)).EnsureSuccessStatusCode();
    }

    public Task<bool> PassGate() => throw new NotSupportedException("scatter5 is measured in-process only");

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return default;
    }
}
