using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Migrations;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Migrating one instance, and what the API shows of plans.</summary>
internal static class Migrations
{
    /// <summary>Body: <c>{to, map?, dryRun?}</c> or <c>{undo: true, dryRun?}</c>.</summary>
    public static async Task<Answer> Migrate(Node node, InstanceId id, ApiRequest request)
    {
        request.Accept();
        var body = new BodyReader(await request.Json() ?? JsonValue.Null, "A migration", "to", "map", "undo", "dryRun");
        var (version, isUndo, isPreview) = (body.Text("to"), body.Flag("undo", false), body.Flag("dryRun", false));
        if (version is null != isUndo)
        {
            throw new ProblemException(Problem.BadBody("A migration has either 'to' or 'undo: true'.", "Send {\"to\": \"2.0.0\"}, or {\"undo\": true} to go back."));
        }

        var result = await node.Operations.Migrate(id, version, body.Map("map"), isPreview, request.Aborted);
        return result switch
        {
            CommandResult.Planned { Plan: var plan } when plan.IsDone || isPreview => Answer.Ok(Of(plan).With("id", id.Text)),
            CommandResult.Planned { Plan: var plan } => Refusal(plan),
            CommandResult.NotFound => Problem.NoInstance(id.Text),
            _ => Answers.Of(result),
        };
    }

    public static JsonObject Of(MigrationPlan plan) => JsonObject.Of(
        ("verdict", plan.Verdict.Word()),
        ("done", plan.IsDone),
        ("from", plan.From),
        ("to", plan.To),
        ("findings", Findings(plan.Findings)),
        ("moves", Moves(plan.Moves)));

    public static JsonArray Findings(ImmutableArray<MigrationFinding> findings) => JsonArray.Own([.. findings.Select(finding => (JsonValue)JsonObject.Of(
        ("verdict", finding.Verdict.Word()), ("pointer", finding.Pointer), ("why", finding.Why), ("remedy", finding.Remedy)))]);

    public static JsonObject Moves(ImmutableArray<KeyValuePair<string, string>> moves) => JsonObject.Of([.. moves.Select(move => (move.Key, (JsonValue)move.Value))]);

    private static Problem Refusal(MigrationPlan plan) => new(
        409,
        plan.Verdict == MigrationVerdict.Nothing ? "nothing-to-migrate" : $"migration-{plan.Verdict.Word()}",
        $"The instance stays on version {plan.From}.",
        string.Join(" ", plan.Findings.Select(finding => $"{finding.Pointer} {finding.Why}".Trim())),
        plan.Findings.Select(finding => finding.Remedy).FirstOrDefault(remedy => remedy is not null) ?? "Look at the instance, or choose another version.")
    {
        Findings = Findings(plan.Findings),
    };
}
