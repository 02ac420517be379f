using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Results of commands as HTTP answers.</summary>
internal static class Answers
{
    public static Answer Of(CommandResult result) => result switch
    {
        CommandResult.Started started => new Answer(started.Existed ? 200 : 201, Shapes.Instance(started.View)) { Location = PathOf(started.View.Id) },
        CommandResult.Viewed viewed => Answer.Ok(Shapes.Instance(viewed.Instance)),
        CommandResult.Done done => Answer.Ok(Shapes.Instance(done.Instance)),
        CommandResult.Published published => new Answer(
            202, JsonObject.Of(("positions", JsonArray.Own([.. published.Positions.Select(position => (JsonValue)position)])))),
        CommandResult.Planned planned => Answer.Ok(Migrations.Of(planned.Plan)),
        CommandResult.NotFound missing => new Problem(404, "not-found", "It is not here.", missing.Why, "Check the name, or look at the list."),
        CommandResult.Conflict conflict => new Problem(409, conflict.Code, conflict.Code == "instance-exists" ? "The id is taken." : "The instance is in no state for it.", conflict.Why, Mend(conflict.Code)),
        CommandResult.Refused refused => new Problem(422, refused.Code, "It cannot be run as it is.", refused.Why, Remedy(refused.Code)),
        CommandResult.Busy { Limit: RejectedSlice.DiskFull } full => DiskFull(full),
        CommandResult.Busy busy => Busy(busy),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string PathOf(InstanceId id) => $"/api/v1/instances/{string.Join('/', id.Text.Split('/').Select(Uri.EscapeDataString))}";

    // One instance that is flooded is its caller's affair (429); a node or a shard that is full is everybody's (503).
    private static Problem Busy(CommandResult.Busy busy) => new(
        busy.Limit.Contains("Instance", StringComparison.OrdinalIgnoreCase) ? 429 : 503,
        "busy",
        "It cannot be taken now.",
        $"The limit '{busy.Limit}' is reached.",
        "Try again after the time in Retry-After.")
    { RetryAfter = busy.RetryAfter };

    private static Problem DiskFull(CommandResult.Busy full) => new(
        503,
        RejectedSlice.DiskFull,
        "Nothing new is started now.",
        "The disk of the data folder is full; what space was kept back is for what runs already.",
        "Free space there, and try again after the time in Retry-After.")
    { RetryAfter = full.RetryAfter };

    private static string Remedy(string code) => code switch
    {
        "invalid-input" => "Send less or flatter data: put large data into a store of its own, and send a reference to it.",
        "invalid-event" or "events-rejected" => "Change the event, and send it again.",
        "no-such-version" => "Deploy it, or name another version: GET /api/v1/workflows has those that there are.",
        "invalid-id" => "Use another id.",
        RejectedSlice.TooLarge => "Keep less data in the instance: put large data into a store of its own, and pass a reference to it.",
        "definition-missing" => "Deploy the definition again.",
        "instance-stuck" or "instance-quarantined" => "Look at the instance and at the server's log; it goes on under a version that can run it.",
        _ => "Change the definition, deploy it in a new version and start that.",
    };

    private static string Mend(string code) => code switch
    {
        "instance-exists" => "Use another id, or send the same request again to get the same instance.",
        _ => "Look at the instance, and choose what its status allows.",
    };
}
