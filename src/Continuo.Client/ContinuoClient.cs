using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Continuo.Client;

/// <summary>A server's HTTP API, typed.</summary>
/// <remarks>
/// Thread-safe. Every method throws <see cref="ProblemException"/> when the server refuses and <see cref="ServerUnreachableException"/> when it does not answer.
/// The <see cref="HttpClient"/> is the caller's: its base address is the server, its timeout must be longer than the waits asked for.
/// </remarks>
public sealed class ContinuoClient(HttpClient http)
{
    /// <summary>A client of its own connections.</summary>
    /// <param name="server">Such as <c>http://127.0.0.1:8420</c>.</param>
    /// <param name="token">Demanded by servers that are bound to more than the loopback interface.</param>
    public static ContinuoClient Connect(Uri server, string? token = null)
    {
        var http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return new ContinuoClient(http);
    }

    /// <summary>Whether a process answers at the address.</summary>
    public async Task<bool> IsAlive(CancellationToken cancellation = default)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health/live", UriKind.Relative), cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Whether the server serves now, why not, and what an operator should know although it does.</summary>
    /// <exception cref="ServerUnreachableException">Nobody answers.</exception>
    public async Task<(bool Ready, string Why, IReadOnlyList<string> Notes)> Readiness(CancellationToken cancellation = default)
    {
        try
        {
            var ready = await Get("health/ready", cancellation).ConfigureAwait(false);
            return (true, "", [.. ready.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)]);
        }
        catch (ProblemException problem) when (problem.Status == HttpStatusCode.ServiceUnavailable)
        {
            return (false, problem.Why, []);
        }
    }

    /// <summary>Deploys a workflow, YAML or JSON.</summary>
    /// <param name="source">The document.</param>
    /// <param name="strict">Refuse what the server does not execute, instead of warning.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task<DeployedWorkflow> Deploy(string source, bool strict = false, CancellationToken cancellation = default)
    {
        using var body = new StringContent(source, Encoding.UTF8, "application/yaml");
        var (json, status) = await Send(HttpMethod.Put, $"api/v1/workflows{(strict ? "?strict=true" : "")}", body, cancellation).ConfigureAwait(false);
        return new DeployedWorkflow(json, status == HttpStatusCode.Created);
    }

    /// <summary>Deploys a workflow together with the files that it needs.</summary>
    /// <param name="source">The document.</param>
    /// <param name="documents">The files' texts, by the path or URI that the workflow names them by.</param>
    /// <param name="strict">Refuse what the server does not execute, instead of warning.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task<DeployedWorkflow> Deploy(string source, IReadOnlyDictionary<string, string> documents, bool strict = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var bundle = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["source"] = source, ["documents"] = documents });
        using var body = new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.continuo.workflow+json") } };
        var (json, status) = await Send(HttpMethod.Put, $"api/v1/workflows{(strict ? "?strict=true" : "")}", body, cancellation).ConfigureAwait(false);
        return new DeployedWorkflow(json, status == HttpStatusCode.Created);
    }

    /// <summary>Every workflow with its versions: <c>{items}</c>.</summary>
    public Task<JsonElement> ListWorkflows(CancellationToken cancellation = default) => Get("api/v1/workflows", cancellation);

    /// <summary>One workflow with its versions and its source.</summary>
    public Task<JsonElement> GetWorkflow(string space, string name, string? version = null, CancellationToken cancellation = default) =>
        Get($"{Workflow(space, name)}{new QueryText().Add("version", version)}", cancellation);

    /// <summary>Starts an instance.</summary>
    public async Task<Instance> Start(StartInstance start, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        var query = new QueryText().Add("version", start.Version).Add("id", start.Id).Add("wait", QueryText.Duration(start.Wait));
        foreach (var (name, value) in start.Labels)
        {
            query.Add("label", $"{name}:{value}");
        }

        using var body = Json(start.Input);
        var (json, _) = await Send(HttpMethod.Post, $"{Workflow(start.Namespace, start.Name)}/instances{query}", body, cancellation).ConfigureAwait(false);
        return new Instance(json);
    }

    /// <summary>An instance as it is, or once it has ended when that comes within <paramref name="wait"/>.</summary>
    public async Task<Instance> GetInstance(string id, TimeSpan? wait = null, CancellationToken cancellation = default) =>
        new(await Get($"{Path(id)}{new QueryText().Add("wait", QueryText.Duration(wait))}", cancellation).ConfigureAwait(false));

    /// <summary>A page of instances, newest first: <c>{items,next,asOf}</c>.</summary>
    public Task<JsonElement> ListInstances(InstanceQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = new QueryText()
            .AddEach("status", query.Statuses)
            .Add("workflow", query.Workflow)
            .AddEach("label", query.Labels)
            .Add("where", query.Where)
            .Add("cursor", query.Cursor)
            .Add("limit", query.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Get($"api/v1/instances{text}", cancellation);
    }

    /// <summary>A page of an instance's history: <c>{items,next}</c>.</summary>
    public Task<JsonElement> GetHistory(string id, string? cursor = null, bool newestFirst = false, CancellationToken cancellation = default) =>
        Get($"{Path(id)}/history{new QueryText().Add("cursor", cursor).Add("order", newestFirst ? "desc" : null)}", cancellation);

    /// <summary>Ends an instance.</summary>
    /// <param name="id">Which.</param>
    /// <param name="compensate">Whether its completed tasks are undone.</param>
    /// <param name="reason">Kept in the history.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<Instance> Cancel(string id, bool compensate = true, string? reason = null, CancellationToken cancellation = default) =>
        Act(id, $"cancel{new QueryText().Add("compensate", compensate ? null : "false").Add("reason", reason)}", null, cancellation);

    /// <summary>Purges an ended instance, with those of its children that have ended: <c>{purged,ids,kept,dryRun}</c>.</summary>
    public async Task<JsonElement> Purge(string id, bool dryRun = false, CancellationToken cancellation = default) =>
        (await Send(HttpMethod.Delete, $"{Path(id)}{new QueryText().Add("dryRun", dryRun ? "true" : null)}", null, cancellation).ConfigureAwait(false)).Json;

    /// <summary>Purges ended instances: <c>{purged,ids,kept,dryRun}</c>.</summary>
    /// <param name="query">Which; cursor and limit mean nothing here.</param>
    /// <param name="olderThan">Only those that ended so long ago.</param>
    /// <param name="dryRun">Only says what would go.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task<JsonElement> Purge(InstanceQuery query, TimeSpan? olderThan = null, bool dryRun = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var text = new QueryText()
            .AddEach("status", query.Statuses)
            .Add("workflow", query.Workflow)
            .AddEach("label", query.Labels)
            .Add("olderThan", QueryText.Duration(olderThan))
            .Add("dryRun", dryRun ? "true" : null);
        return (await Send(HttpMethod.Delete, $"api/v1/instances{text}", null, cancellation).ConfigureAwait(false)).Json;
    }

    /// <summary>Deletes a version of a workflow that no instance pins.</summary>
    public async Task<JsonElement> DeleteWorkflow(string space, string name, string version, bool dryRun = false, CancellationToken cancellation = default) =>
        (await Send(HttpMethod.Delete, $"{Workflow(space, name)}{new QueryText().Add("version", version).Add("dryRun", dryRun ? "true" : null)}", null, cancellation).ConfigureAwait(false)).Json;

    /// <summary>Takes no more steps until it is resumed.</summary>
    /// <param name="id">Which.</param>
    /// <param name="reason">Kept in the history, and shown by <see cref="Explain"/>.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<Instance> Suspend(string id, string? reason = null, CancellationToken cancellation = default) =>
        Act(id, $"suspend{new QueryText().Add("reason", reason)}", null, cancellation);

    /// <summary>Goes on after a suspend.</summary>
    public Task<Instance> Resume(string id, CancellationToken cancellation = default) => Act(id, "resume", null, cancellation);

    /// <summary>Goes on from where it faulted; <paramref name="input"/>, JSON, replaces the failed tasks' input.</summary>
    public Task<Instance> Retry(string id, string? input = null, CancellationToken cancellation = default) =>
        Act(id, "retry", input is null ? null : $"{{\"input\":{input}}}", cancellation);

    /// <summary>Why an instance does not go on: <c>{summary,holds,next,children,latest}</c> and what it is.</summary>
    public Task<JsonElement> Explain(string id, CancellationToken cancellation = default) => Get($"{Path(id)}/explain", cancellation);

    /// <summary>Migrates an instance to another version of its workflow, or says whether it could.</summary>
    /// <param name="id">Which.</param>
    /// <param name="body">JSON: <c>{"to": VERSION, "map"?: {OLD: NEW}, "dryRun"?: true}</c>, or <c>{"undo": true}</c>.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns><c>{verdict,done,from,to,findings,moves}</c>.</returns>
    public async Task<JsonElement> Migrate(string id, string body, CancellationToken cancellation = default)
    {
        using var content = Json(body);
        return (await Send(HttpMethod.Post, $"{Path(id)}/migrate", content, cancellation).ConfigureAwait(false)).Json;
    }

    /// <summary>Does one thing to many instances, as an instance of its own that goes on whatever becomes of the caller.</summary>
    /// <param name="body">JSON: <c>{"action": "retry|cancel|suspend|resume|migrate", "where": QUERY, "rate"?: PER_SECOND, ...}</c>.</param>
    /// <param name="cancellation">Ends the request, not the operation.</param>
    /// <returns><c>{id,status,progress,...}</c>.</returns>
    public async Task<JsonElement> StartOperation(string body, CancellationToken cancellation = default)
    {
        using var content = Json(body);
        return (await Send(HttpMethod.Post, "api/v1/operations", content, cancellation).ConfigureAwait(false)).Json;
    }

    /// <summary>What an operation would do, a page at a time: <c>{items,next,unindexed}</c>.</summary>
    public async Task<JsonElement> PreviewOperation(string body, string? cursor = null, int? limit = null, CancellationToken cancellation = default)
    {
        using var content = Json(body);
        var query = new QueryText().Add("dryRun", "true").Add("cursor", cursor).Add("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return (await Send(HttpMethod.Post, $"api/v1/operations{query}", content, cancellation).ConfigureAwait(false)).Json;
    }

    /// <summary>How far an operation has come, or once it has ended when that comes within <paramref name="wait"/>.</summary>
    public Task<JsonElement> GetOperation(string id, TimeSpan? wait = null, CancellationToken cancellation = default) =>
        Get($"api/v1/operations/{Uri.EscapeDataString(id)}{new QueryText().Add("wait", QueryText.Duration(wait))}", cancellation);

    /// <summary>Publishes CloudEvents: one in structured JSON, or an array of them.</summary>
    /// <returns>Their positions, once they are durable.</returns>
    public async Task<JsonElement> Publish(string events, CancellationToken cancellation = default)
    {
        using var body = Json(events);
        return (await Send(HttpMethod.Post, "api/v1/events", body, cancellation).ConfigureAwait(false)).Json;
    }

    /// <summary>Lifecycle events as they happen, until cancelled or until the server ends the stream: then go on with <see cref="LifecycleQuery.After"/>.</summary>
    public IAsyncEnumerable<LifecycleMessage> WatchLifecycle(LifecycleQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return LifecycleStream.Read(http, query, cancellation);
    }

    /// <summary>Nodes, and who holds which shard.</summary>
    public Task<JsonElement> GetCluster(CancellationToken cancellation = default) => Get("api/v1/cluster", cancellation);

    private async Task<Instance> Act(string id, string action, string? json, CancellationToken cancellation)
    {
        using var body = Json(json);
        return new Instance((await Send(HttpMethod.Post, $"{Path(id)}/{action}", body, cancellation).ConfigureAwait(false)).Json);
    }

    private async Task<JsonElement> Get(string path, CancellationToken cancellation) => (await Send(HttpMethod.Get, path, null, cancellation).ConfigureAwait(false)).Json;

    private async Task<(JsonElement Json, HttpStatusCode Status)> Send(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        try
        {
            using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? (Parse(bytes, response), response.StatusCode) : throw ProblemException.From(response.StatusCode, bytes);
        }
        catch (HttpRequestException unreachable)
        {
            throw new ServerUnreachableException(http.BaseAddress, unreachable);
        }
    }

    private static JsonElement Parse(byte[] bytes, HttpResponseMessage response)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 10_000 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw ProblemException.From(response.StatusCode, bytes);
        }
    }

    private static StringContent? Json(string? text) => text is null ? null : new StringContent(text, Encoding.UTF8, "application/json");

    private static string Workflow(string space, string name) => $"api/v1/workflows/{Uri.EscapeDataString(space)}/{Uri.EscapeDataString(name)}";

    private static string Path(string id) => $"api/v1/instances/{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}";
}
