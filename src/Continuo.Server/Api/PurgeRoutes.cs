using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Runtime;
using Continuo.Runtime.Purging;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Server.Api;

/// <summary>Taking ended instances, and versions that nothing runs on, out of the store.</summary>
internal sealed class PurgeRoutes(Node node, TimeProvider time)
{
    public async Task<Answer> One(ApiRequest request)
    {
        request.Accept("dryRun");
        var id = new InstanceId(request.Route("path").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Trim('/'));
        var isDry = request.Flag("dryRun", false);
        var report = await node.Purge(id, isDry, request.Aborted);
        if (report.Purged.Contains(id) || report.Kept.LastOrDefault(kept => kept.Instance == id) is not { Code: { } code, Why: var why })
        {
            return Answer.Ok(Shown(report, isDry));
        }

        return code == "not-found"
            ? Problem.NoInstance(id.Text)
            : new Problem(409, code, $"The instance '{id}' is not purged.", $"{char.ToUpperInvariant(why[0])}{why[1..]}.", code == "elsewhere" ? "Send it to the node that has the shard; 'continuo cluster status' shows it." : "Only an instance that has ended, owes nothing and has no children left can go.");
    }

    public async Task<Answer> Many(ApiRequest request)
    {
        request.Accept("status", "workflow", "label", "olderThan", "dryRun");
        var (workflow, version) = InstanceRoutes.Workflow(request.One("workflow"));
        var older = request.Age("olderThan");
        var filter = new PurgeFilter(
            [.. request.Many("status").Select(InstanceRoutes.Status)], workflow, version, [.. request.Many("label").Select(ApiRequest.Label)], older is { } age ? time.GetUtcNow() - age : null);
        foreach (var open in filter.Statuses.Where(status => !status.IsFinal()))
        {
            throw new ProblemException(Problem.BadParameter("status", open.Word(), "completed, faulted or cancelled: only what has ended is purged"));
        }

        if (filter.Statuses.IsEmpty && workflow is null && filter.Labels.IsEmpty && older is null)
        {
            throw new ProblemException(new Problem(400, "no-filter", "Nothing says which instances go.", "A purge without a filter would take all that have ended.", "Give status, workflow, label or olderThan; status=completed&status=faulted&status=cancelled are all of them."));
        }

        var isDry = request.Flag("dryRun", false);
        return Answer.Ok(Shown(await node.Purge(filter, isDry, request.Aborted), isDry));
    }

    public async Task<Answer> Version(ApiRequest request)
    {
        request.Accept("version", "dryRun");
        var name = new WorkflowName(request.Route("namespace"), request.Route("name"));
        if (request.One("version") is not { Length: > 0 } version || version == "latest")
        {
            throw new ProblemException(new Problem(400, "no-version", "Nothing says which version goes.", "A version is deleted by its own name; 'latest' may move.", "Give version, such as version=1.0.0."));
        }

        var isDry = request.Flag("dryRun", false);
        var deletion = await node.DeleteDefinition(name, version, isDry, request.Aborted);
        if (!deletion.WasThere)
        {
            return Problem.NoWorkflow(name.ToString(), version);
        }

        return deletion.IsDone
            ? Answer.Ok(JsonObject.Of(("namespace", name.Namespace), ("name", name.Name), ("version", version), ("dryRun", isDry)))
            : new Problem(
                409,
                "version-pinned",
                $"{name} {version} is not deleted.",
                $"Instances run or ran on it: {string.Join(", ", deletion.Pinning)}{(deletion.Pinning.Length == Runtime.Journaling.DefinitionDeletion.MostNamed ? " and maybe more" : "")}.",
                "End and purge them first, or leave it: a version costs little.");
    }

    private static JsonObject Shown(PurgeReport report, bool isDry) => JsonObject.Of(
        ("purged", report.Count),
        ("ids", JsonArray.Own([.. report.Purged.Select(id => (JsonValue)id.Text)])),
        ("kept", JsonArray.Own([.. report.Kept.Select(kept => (JsonValue)JsonObject.Of(("id", kept.Instance.Text), ("code", kept.Code), ("why", kept.Why)))])),
        ("dryRun", isDry));
}
