using System.Net.Http;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Client;

namespace Continuo.Services.Mcp;

/// <summary>How a call reaches its MCP server: over HTTP, or by starting it.</summary>
internal sealed class McpTransports(IHttpClientFactory clients, IHttpMessageHandlerFactory handlers, ServiceTable services, OutgoingHosts allowed, CallAuthentication authentication, IOptions<ServicesOptions> options)
{
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(2);

    /// <param name="with">The arguments of the call, with secrets resolved.</param>
    /// <param name="endpoint">The server, when it is reached over HTTP.</param>
    /// <param name="secrets">Those of the call.</param>
    /// <param name="trace">That of the call.</param>
    /// <param name="cancellation">That of the call.</param>
    /// <exception cref="CallFailedException">The server is not allowed, or there is none.</exception>
    public async Task<IClientTransport> Open(JsonValue with, JsonValue endpoint, CallSecrets secrets, CallTrace trace, CancellationToken cancellation) =>
        with["stdio"] is { IsObject: true } stdio ? Start(stdio) : await Http(with["http"]["headers"], endpoint, secrets, trace, cancellation);

    private async Task<IClientTransport> Http(JsonValue given, JsonValue endpoint, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var credentials = await authentication.Begin(endpoint["authentication"], secrets, cancellation);
        var plan = CallPlan.Create(JsonObject.Of(("method", "POST"), ("uri", endpoint["uri"]), ("headers", given), ("authentication", endpoint["authentication"])), secrets, credentials);
        var address = plan.First.Uri;
        if (!allowed.Allows(address))
        {
            throw new CallFailedException(CallErrors.Denied($"Calls to {address.Authority} are not allowed here: add the host to {ServicesOptions.Section}:AllowedHosts, or register a service."));
        }

        var actual = services.Locate(address);
        trace.Sent(actual);
        var headers = trace.Headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var header in plan.First.Headers)
        {
            headers[header.Name] = header.Value;
        }

        return new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = actual, AdditionalHeaders = headers, ConnectionTimeout = options.Value.ConnectTimeout, EnableStandaloneGetStream = false },
            Client(credentials, actual),
            null,
            ownsHttpClient: credentials is not null);
    }

    private HttpClient Client(CallCredentials? credentials, Uri origin) => credentials is null
        ? clients.CreateClient(CallTransport.Client)
        : new HttpClient(new ProvingHandler(credentials, origin, handlers.CreateHandler(CallTransport.Client)), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private StdioClientTransport Start(JsonValue stdio)
    {
        if (!options.Value.AllowStdio)
        {
            throw new CallFailedException(CallErrors.Denied($"call: mcp with the transport stdio starts a process, and that is not allowed here: the operator allows it with --allow shell, or by {ServicesOptions.Section}:{nameof(ServicesOptions.AllowStdio)}."));
        }

        // What this process was started with may hold secrets; the server gets what every program needs, and what the author gives it.
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables().ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        foreach (var (name, value) in stdio["environment"].AsObject ?? JsonObject.Empty)
        {
            environment[name] = CallText.Of(value);
        }

        return new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = stdio["command"].AsString ?? "",
            Arguments = [.. (stdio["arguments"].AsArray ?? JsonArray.Empty).Select(CallText.Of)],
            EnvironmentVariables = environment,
            InheritEnvironmentVariables = false,
            ShutdownTimeout = s_shutdown,
        });
    }
}
