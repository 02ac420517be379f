using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Server.Api;

/// <summary>Starting, seeing and steering instances.</summary>
internal sealed class InstanceRoutes(Node node, TimeProvider time)
{
    private const int StandardPage = 50;
    private const int LargestPage = 500;
    private const int MostFilters = 10;

    public async Task<Answer> Start(ApiRequest request)
    {
        request.Accept("version", "id", "wait", "label");
        var wait = request.Wait();
        var options = new StartOptions(GivenId(request), Labels(request));
        var name = new WorkflowName(request.Route("namespace"), request.Route("name"));
        var version = request.One("version");
        var input = await request.Json() ?? JsonValue.Null;
        if (wait is { } patience)
        {
            return await Run(request, name, version, input, options, patience);
        }

        var result = await node.StartInstance(name, version, input, options, request.Aborted);
        return result is CommandResult.NotFound ? Problem.NoWorkflow(name.ToString(), version) : Answers.Of(result);
    }

    public async Task<Answer> List(ApiRequest request)
    {
        request.Accept("status", "workflow", "label", "where", "cursor", "limit");
        var (workflow, version) = Workflow(request.One("workflow"));
        var filter = new InstanceFilter(
            [.. Few(request, "status").Select(Status)], workflow, version, [.. Few(request, "label").Select(ApiRequest.Label)]);
        var cursor = request.One("cursor");
        var asOf = time.GetUtcNow();
        if (request.One("where") is { } where)
        {
            filter = filter with { Where = Queries.Read(where, asOf) };
        }

        var page = await Page(filter, cursor, request.Number("limit", StandardPage, LargestPage), request.Aborted);
        return Answer.Ok(JsonObject.Of(
            ("items", JsonArray.Own([.. page.Items.Select(row => (JsonValue)Shapes.Row(row))])),
            ("next", page.Next),
            ("asOf", Shapes.Time(asOf)),
            ("unindexed", Queries.Unindexed(filter.Where))));
    }

    /// <summary>An instance, or with <c>/history</c> or <c>/explain</c> at the end its history or why it does not go on: ids of children hold slashes.</summary>
    public Task<Answer> Get(ApiRequest request)
    {
        var (id, last) = Split(request);
        return last == "history" ? History(request, id) : last == "explain" ? Explain(request, id) : One(request, new InstanceId(last is null ? id.Text : $"{id}/{last}"));
    }

    public async Task<Answer> Act(ApiRequest request)
    {
        var (id, action) = Split(request);
        Stimulus stimulus;
        switch (action)
        {
            case "cancel":
                request.Accept("compensate", "reason");
                stimulus = new Stimulus.Cancel(request.One("reason") ?? "", request.Flag("compensate", true));
                break;
            case "suspend":
                request.Accept("reason");
                stimulus = new Stimulus.Suspend(request.One("reason"));
                break;
            case "resume":
                request.Accept();
                stimulus = new Stimulus.Resume();
                break;
            case "retry":
                request.Accept();
                stimulus = new Stimulus.Retry(await PatchedInput(request));
                break;
            case "migrate":
                return await Migrations.Migrate(node, id, request);
            default:
                return new Problem(404, "no-such-action", $"There is no action '{action ?? id.Text}' on an instance.", "The path's last part names the action.", "Use cancel, suspend, resume, retry or migrate.");
        }

        var result = await node.Send(id, stimulus, request.Aborted);
        return result is CommandResult.NotFound ? Problem.NoInstance(id.Text) : Answers.Of(result);
    }

    private async Task<Answer> One(ApiRequest request, InstanceId id)
    {
        request.Accept("wait");
        return request.Wait() is { } patience ? await Await(request, id, patience) : View(id, await node.Send(id, new Stimulus.Inspect(), request.Aborted));
    }

    private async Task<Answer> Explain(ApiRequest request, InstanceId id)
    {
        request.Accept();
        var (explanation, refusal) = await node.Explain(id, request.Aborted);
        return explanation is not null ? Answer.Ok(ExplanationShape.Of(explanation)) : View(id, refusal!);
    }

    private async Task<Answer> History(ApiRequest request, InstanceId id)
    {
        request.Accept("cursor", "order", "limit");
        var descending = request.One("order") switch
        {
            null or "asc" => false,
            "desc" => true,
            var other => throw new ProblemException(Problem.BadParameter("order", other, "asc or desc")),
        };
        var limit = request.Number("limit", 100, LargestPage);
        var after = Cursor(request.One("cursor"));
        var page = descending ? await node.HistoryBack(id, after, limit, request.Aborted) : await node.History(id, after, limit, request.Aborted);
        return page is null
            ? Problem.NoInstance(id.Text)
            : Answer.Ok(JsonObject.Of(
                ("items", JsonArray.Own([.. page.Entries.Select(entry => (JsonValue)Shapes.History(entry))])),
                ("next", page.More ? $"{page.Entries[^1].Position}:{page.Entries[^1].Index}" : null)));
    }

    private async Task<Answer> Run(ApiRequest request, WorkflowName name, string? version, JsonValue input, StartOptions options, TimeSpan patience)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, request.Stopping);
        try
        {
            var result = await node.RunInstance(name, version, input, options, patience, ends.Token);
            return result switch
            {
                CommandResult.NotFound => Problem.NoWorkflow(name.ToString(), version),
                CommandResult.Viewed viewed => Seen(viewed.Instance) with { Location = Answers.PathOf(viewed.Instance.Id) },
                _ => Answers.Of(result),
            };
        }
        catch (OperationCanceledException) when (!request.Aborted.IsCancellationRequested)
        {
            // A start that is not in the journal yet is no missing instance: it may come, or it may be asked for again.
            return options.Id is { } id && await node.Send(id, new Stimulus.Inspect(), request.Aborted) is not CommandResult.NotFound and var seen
                ? View(id, seen)
                : new Problem(503, "draining", "The server is ending.", "The instance may have started; it goes on after the next start.", "Look for it in the list, or start with an id of your own, which can be repeated.")
                { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    private async Task<Answer> Await(ApiRequest request, InstanceId id, TimeSpan patience)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, request.Stopping);
        CommandResult result;
        try
        {
            result = await node.WaitForEnd(id, patience, ends.Token);
        }
        catch (OperationCanceledException) when (!request.Aborted.IsCancellationRequested)
        {
            // The process is ending: the instance goes on after the next start, and so can the caller's wait.
            result = await node.Send(id, new Stimulus.Inspect(), request.Aborted);
        }

        return result is CommandResult.Viewed viewed ? Seen(viewed.Instance) : View(id, result);
    }

    /// <summary>What a wait answers: 200 with an instance that has ended, else 202.</summary>
    private static Answer Seen(InstanceView view) => view.Status.IsFinal() && view.Compensation != CompensationStatus.Running
        ? Answer.Ok(Shapes.Instance(view))
        : new Answer(202, Shapes.Instance(view)) { Location = Answers.PathOf(view.Id) };

    private static Answer View(InstanceId id, CommandResult result) => result switch
    {
        CommandResult.NotFound => Problem.NoInstance(id.Text),
        _ => Answers.Of(result),
    };

    private async Task<InstancePage> Page(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        try
        {
            return await node.ListInstances(filter, cursor, limit, cancellation);
        }
        catch (FormatException) when (cursor is not null)
        {
            throw new ProblemException(Problem.BadParameter("cursor", cursor, "the 'next' of a page before"));
        }
    }

    private static (InstanceId Id, string? Last) Split(ApiRequest request)
    {
        // Kestrel leaves an escaped slash alone; a client that escapes the id as a whole means the same.
        var path = request.Route("path").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Trim('/');
        var slash = path.LastIndexOf('/');
        return slash < 0 ? (new InstanceId(path), null) : (new InstanceId(path[..slash]), path[(slash + 1)..]);
    }

    private static InstanceId? GivenId(ApiRequest request)
    {
        if (request.One("id") is not { } id)
        {
            return null;
        }

        return InstanceId.MayBeGiven(id)
            ? new InstanceId(id)
            : throw new ProblemException(Problem.BadParameter("id", id, "1 to 128 letters, digits, '.', '_', ':' or '-'"));
    }

    private static ImmutableArray<KeyValuePair<string, string>> Labels(ApiRequest request)
    {
        var labels = request.Many("label").Select(ApiRequest.Label).ToImmutableArray();
        var twice = labels.GroupBy(label => label.Key).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? labels : throw new ProblemException(Problem.BadParameter("label", twice.Key, "a label with one value"));
    }

    private static string[] Few(ApiRequest request, string name)
    {
        var given = request.Many(name).ToArray();
        return given.Length <= MostFilters
            ? given
            : throw new ProblemException(new(400, "bad-parameter", $"The parameter '{name}' came {given.Length} times.", $"It is taken up to {MostFilters} times.", "Ask for less at once."));
    }

    internal static InstanceStatus Status(string text)
    {
        foreach (var status in Enum.GetValues<InstanceStatus>())
        {
            if (status.Word() == text)
            {
                return status;
            }
        }

        throw new ProblemException(Problem.BadParameter("status", text, $"one of {string.Join(", ", Enum.GetValues<InstanceStatus>().Select(status => status.Word()))}"));
    }

    internal static (WorkflowName? Name, string? Version) Workflow(string? text)
    {
        if (text is null)
        {
            return default;
        }

        var at = text.IndexOf('@');
        var name = at < 0 ? text : text[..at];
        return name.Split('/') is [{ Length: > 0 } space, { Length: > 0 } own]
            ? (new WorkflowName(space, own), at < 0 ? null : text[(at + 1)..])
            : throw new ProblemException(Problem.BadParameter("workflow", text, "namespace/name or namespace/name@version"));
    }

    private static (long Position, int Index)? Cursor(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return text.Split(':') is [var position, var index]
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (at, place)
            : throw new ProblemException(Problem.BadParameter("cursor", text, "the 'next' of a page before"));
    }

    private static async Task<JsonValue?> PatchedInput(ApiRequest request)
    {
        if (await request.Json() is not { } body)
        {
            return null;
        }

        return body.AsObject is { Count: 1 } members && members.TryGet("input", out var input)
            ? input
            : throw new ProblemException(Problem.BadBody("A retry takes an object with 'input' alone.", "Send {\"input\": ...} to replace the failed tasks' input, or no body."));
    }
}
