using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Continuo.Samples.Tests;

/// <summary>What a service answered.</summary>
internal sealed record ServiceAnswer(HttpStatusCode Status, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Id => Json["id"]!.GetValue<string>();
}

/// <summary>A sample service as a real process on a free port.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly HttpClient _client;

    private ServiceProcess(Process process, string address)
    {
        _process = process;
        Address = address;
        _client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
    }

    public string Address { get; }

    public static async Task<ServiceProcess> Start(string name, string ledger, params string[] more)
    {
        var start = new ProcessStartInfo(Repository.Program(name), ["--urls", "http://127.0.0.1:0", "--ledger", ledger, .. more]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new ServiceProcess(process, line[(at + Listening.Length)..].Trim());
            }
        }

        throw new InvalidOperationException($"{name} ended before it listened.");
    }

    public async Task<ServiceAnswer> Send(HttpMethod method, string path, string? body, string? key, int? delayMs = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (delayMs is { } delay)
        {
            request.Headers.Add("Demo-Delay-Ms", delay.ToString());
        }

        using var answer = await _client.SendAsync(request);
        return new ServiceAnswer(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task<ServiceAnswer> Post(string path, string body, string? key, int? delayMs = null) => Send(HttpMethod.Post, path, body, key, delayMs);

    public async Task<JsonNode> Ledger() => (await Send(HttpMethod.Get, "/ledger", null, null)).Json;

    public async Task<int> Entries() => (await Ledger())["entries"]!.AsArray().Count;

    /// <summary>Ends the process without a chance to put anything in order.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            await Kill();
        }

        _process.Dispose();
    }
}
