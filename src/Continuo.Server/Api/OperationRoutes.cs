using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Operations;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>One thing done to many instances: what it would do, its start, and how far it has come.</summary>
internal sealed class OperationRoutes(Node node, TimeProvider time)
{
    private const int StandardPage = 50;
    private const int LargestPage = 200;
    private const string Prefix = "operation:";

    public async Task<Answer> Start(ApiRequest request)
    {
        request.Accept("dryRun", "cursor", "limit");
        var operation = Read(await request.Json() ?? JsonValue.Null);
        var condition = Queries.Read(operation.Where, operation.AsOf);
        if (request.Flag("dryRun", false))
        {
            return await Preview(request, operation, Queries.Unindexed(condition));
        }

        return await node.Operations.Start(operation, request.Aborted) switch
        {
            CommandResult.Started started => new Answer(202, await Shape(started.View, request.Aborted)) { Location = $"/api/v1/operations/{Uri.EscapeDataString(started.View.Id.Text)}" },
            var other => Answers.Of(other),
        };
    }

    public async Task<Answer> One(ApiRequest request)
    {
        request.Accept("wait");
        var id = new InstanceId(request.Route("id"));
        if (!id.Text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Problem.NoInstance(id.Text);
        }

        var result = await Look(request, id);
        return result is CommandResult.Viewed viewed ? Answer.Ok(await Shape(viewed.Instance, request.Aborted))
            : result is CommandResult.NotFound ? Problem.NoInstance(id.Text)
            : Answers.Of(result);
    }

    private async Task<CommandResult> Look(ApiRequest request, InstanceId id)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, request.Stopping);
        try
        {
            return request.Wait() is { } patience ? await node.WaitForEnd(id, patience, ends.Token) : await node.Send(id, new Stimulus.Inspect(), ends.Token);
        }
        catch (OperationCanceledException) when (!request.Aborted.IsCancellationRequested)
        {
            // The process is ending: the operation goes on after the next start.
            return await node.Send(id, new Stimulus.Inspect(), request.Aborted);
        }
    }

    private async Task<Answer> Preview(ApiRequest request, OperationRequest operation, JsonArray unindexed)
    {
        var cursor = request.One("cursor");
        try
        {
            var preview = await node.Operations.Preview(operation, cursor, request.Number("limit", StandardPage, LargestPage), request.Aborted);
            return Answer.Ok(JsonObject.Of(
                ("items", JsonArray.Own([.. preview.Items.Select(item => (JsonValue)Shape(item))])),
                ("next", preview.Next),
                ("unindexed", unindexed)));
        }
        catch (FormatException) when (cursor is not null)
        {
            throw new ProblemException(Problem.BadParameter("cursor", cursor, "the 'next' of a page before"));
        }
    }

    private OperationRequest Read(JsonValue json)
    {
        var body = new BodyReader(json, "An operation", "action", "where", "rate", "from", "input", "reason", "compensate", "to", "undo", "map");
        var word = body.Text("action") ?? "";
        if (OperationActions.Find(word) is not { } action)
        {
            throw new ProblemException(Problem.BadBody($"'{word}' is no action of an operation.", $"Use one of {string.Join(", ", Enum.GetValues<OperationAction>().Select(known => known.Word()))}."));
        }

        if (body.Text("from") is not (null or "failed"))
        {
            throw new ProblemException(Problem.BadBody("A retry goes on from the failed task: 'from' is 'failed'.", "Leave it out, or send \"from\": \"failed\"."));
        }

        var (to, isUndo) = (body.Text("to"), body.Flag("undo", false));
        if (action == OperationAction.Migrate && to is null != isUndo)
        {
            throw new ProblemException(Problem.BadBody("A migration has either 'to' or 'undo: true'.", "Send \"to\": \"2.0.0\", or \"undo\": true to go back."));
        }

        return new OperationRequest
        {
            Action = action,
            Where = body.Text("where") ?? throw new ProblemException(Problem.BadBody("An operation needs 'where'.", "Say which instances are meant: docs/reference/queries.md.")),
            AsOf = time.GetUtcNow(),
            Rate = body.Number("rate", OperationRequest.StandardRate, OperationRequest.HighestRate),
            Input = body.Any("input"),
            Reason = body.Text("reason"),
            Compensate = body.Flag("compensate", true),
            To = to,
            Map = body.Map("map"),
        };
    }

    private async Task<JsonValue> Shape(InstanceView view, CancellationToken cancellation) => JsonObject.Of(
        ("id", view.Id.Text),
        ("status", view.Status.Word()),
        ("action", view.Input["action"]),
        ("where", view.Input["where"]),
        ("rate", view.Input["rate"]),
        ("progress", Counts(await node.Operations.Progress(view, cancellation))),
        ("error", view.Error?.ToJson() ?? JsonValue.Null),
        ("createdAt", Shapes.Time(view.CreatedAt)),
        ("finishedAt", Shapes.Time(view.FinishedAt)));

    private static JsonObject Counts(JsonValue progress) => JsonObject.Of(
        ("looked", Count(progress["looked"])),
        ("done", Count(progress["done"])),
        ("skipped", Count(progress["skipped"])),
        ("failed", Count(progress["failed"])),
        ("failures", progress["failures"].IsArray ? progress["failures"] : JsonArray.Empty));

    private static JsonValue Count(JsonValue value) => value.IsNumber ? value : 0;

    private static JsonObject Shape(OperationPreviewItem item)
    {
        var row = Shapes.Row(item.Row).With("verdict", item.Verdict);
        return item.To is null && item.Findings.IsEmpty
            ? row
            : row.With("to", item.To).With("findings", Migrations.Findings(item.Findings)).With("moves", Migrations.Moves(item.Moves));
    }
}
