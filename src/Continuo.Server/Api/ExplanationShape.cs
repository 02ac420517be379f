using System.Collections.Immutable;
using Continuo.Engine.Explaining;
using Continuo.Runtime.Explaining;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>What the API shows of why an instance does not go on.</summary>
public static class ExplanationShape
{
    public static JsonObject Of(InstanceExplanation explanation) => Of(explanation.Own)
        .With("children", JsonArray.Own([.. explanation.Children.Select(child => (JsonValue)Of(child))]))
        .With("latest", JsonArray.Own([.. explanation.Latest.Select(entry => (JsonValue)Shapes.History(entry))]));

    private static JsonObject Of(Explanation explanation)
    {
        var view = explanation.Instance;
        return JsonObject.Of(
            ("id", view.Id.Text),
            ("workflow", JsonObject.Of(("namespace", view.Workflow.Namespace), ("name", view.Workflow.Name), ("version", view.Version), ("hash", view.Hash.Hex))),
            ("status", Engine.Instances.InstanceStatuses.Word(view.Status)),
            ("compensation", Engine.Instances.InstanceStatuses.Word(view.Compensation)),
            ("summary", explanation.Summary),
            ("holds", JsonArray.Own([.. explanation.Holds.Select(hold => (JsonValue)Of(hold))])),
            ("next", Texts([.. explanation.Holds.SelectMany(hold => hold.Next).Distinct()])));
    }

    private static JsonObject Of(Hold hold)
    {
        var members = new JsonObject.Builder(9).Set("cause", hold.Cause).Set("why", hold.Why).Set("pointer", hold.Pointer).Set("iteration", hold.Iteration);
        if (hold.Position is { } position)
        {
            members.Set("line", position.Line).Set("column", position.Column);
        }

        return members
            .Set("since", Shapes.Time(hold.Since))
            .Set("due", Shapes.Time(hold.Due))
            .Set("evidence", hold.Evidence)
            .Set("next", Texts(hold.Next))
            .Build();
    }

    private static JsonArray Texts(ImmutableArray<string> texts) => JsonArray.Own([.. texts.Select(text => (JsonValue)text)]);
}
