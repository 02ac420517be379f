using System.Net.Http.Headers;
using System.Text;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Tests.Hosting;

/// <summary>A real server on a free port with a store of its own; the same data can be served again.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _ownsData;

    private RunningServer(WebApplication app, string data, bool ownsData)
    {
        _app = app;
        _ownsData = ownsData;
        Data = data;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
    }

    public string Data { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningServer> Start(Action<ContinuoOptions>? configure = null, string? data = null, string urls = "http://127.0.0.1:0", ILoggerProvider? log = null)
    {
        var directory = data ?? Directory.CreateTempSubdirectory("continuo-server-tests-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Services.AddContinuo(options =>
        {
            options.DataDirectory = directory;
            options.BallastBytes = 0;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapContinuo();
        await app.StartAsync();
        return new RunningServer(app, directory, data is null);
    }

    public async Task<Reply> Get(string path) => await Reply.Of(await Http.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<Reply> Post(string path, string? json = null, string mediaType = "application/json") =>
        await Reply.Of(await Http.PostAsync(new Uri(path, UriKind.Relative), json is null ? null : Body(json, mediaType)));

    public async Task<Reply> Deploy(string source, string query = "") =>
        await Reply.Of(await Http.PutAsync(new Uri($"api/v1/workflows{query}", UriKind.Relative), Body(source, "application/yaml")));

    public async Task<Reply> Send(HttpRequestMessage request) => await Reply.Of(await Http.SendAsync(request));

    /// <summary>As SIGTERM does it.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        if (_ownsData)
        {
            Directory.Delete(Data, true);
        }
    }

    private static StringContent Body(string text, string mediaType) => new(text, Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType));
}

/// <summary>An answer with its body read.</summary>
internal sealed record Reply(int Status, JsonValue Body, HttpResponseMessage Http)
{
    public string? Code => Body["code"].AsString;

    public static async Task<Reply> Of(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Reply((int)response.StatusCode, bytes.Length == 0 ? JsonValue.Null : JsonValue.Parse(bytes), response);
    }
}
