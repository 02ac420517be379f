using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Server.Api;

/// <summary>What the API shows of instances, workflows, facts and diagnostics.</summary>
public static class Shapes
{
    public static JsonObject Instance(InstanceView view)
    {
        var members = new JsonObject.Builder(14)
            .Set("id", view.Id.Text)
            .Set("workflow", Workflow(view.Workflow, view.Version, view.Hash))
            .Set("status", view.Status.Word())
            .Set("compensation", view.Compensation.Word())
            .Set("input", view.Input)
            .Set("output", view.Output)
            .Set("error", view.Error?.ToJson() ?? JsonValue.Null)
            .Set("labels", Labels(view.Labels))
            .Set("createdAt", Time(view.CreatedAt))
            .Set("finishedAt", Time(view.FinishedAt))
            .Set("tasks", JsonArray.Own([.. view.Tasks.Select(task => (JsonValue)Task(task))]));
        if (view.Incident is not null)
        {
            members.Set("incident", view.Incident);
        }

        return members.Build();
    }

    /// <summary>An instance as lists show it: what is known without its owner.</summary>
    public static JsonObject Row(InstanceRow row) => JsonObject.Of(
        ("id", row.Id.Text),
        ("workflow", Workflow(row.Workflow, row.Version, row.Definition)),
        ("status", row.Status.Word()),
        ("compensation", row.Compensation.Word()),
        ("incident", row.Incident),
        ("parent", row.Parent?.Text),
        ("labels", Labels(row.Labels)),
        ("fields", JsonObject.Of([.. (row.Fields.IsDefault ? [] : row.Fields).Select(field => (field.Key, field.Value))])),
        ("createdAt", Time(row.CreatedAt)),
        ("finishedAt", Time(row.FinishedAt)));

    public static JsonObject History(HistoryEntry entry)
    {
        var members = new JsonObject.Builder(6)
            .Set("position", entry.Position)
            .Set("at", Time(entry.Fact.At))
            .Set("kind", entry.Fact.Kind)
            .Set("pointer", entry.Fact.Pointer);
        foreach (var (name, value) in entry.Fact.Data.AsObject ?? JsonObject.Empty)
        {
            members.Set(name is "position" or "at" or "kind" or "pointer" ? $"{name}_" : name, value);
        }

        return members.Build();
    }

    public static JsonObject Diagnostic(Diagnostic diagnostic)
    {
        var members = new JsonObject.Builder(7)
            .Set("code", diagnostic.Code)
            .Set("severity", diagnostic.Severity == Severity.Error ? "error" : "warning")
            .Set("line", diagnostic.Position.Line)
            .Set("column", diagnostic.Position.Column)
            .Set("pointer", diagnostic.Pointer)
            .Set("message", diagnostic.Message);
        if (diagnostic.Remedy is not null)
        {
            members.Set("remedy", diagnostic.Remedy);
        }

        return members.Build();
    }

    public static JsonArray Diagnostics(IEnumerable<Diagnostic> diagnostics) =>
        JsonArray.Own([.. diagnostics.Select(diagnostic => (JsonValue)Diagnostic(diagnostic))]);

    /// <summary>UTC to the millisecond; null stays null.</summary>
    public static JsonValue Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Workflow(WorkflowName name, string version, DefinitionHash hash) =>
        JsonObject.Of(("namespace", name.Namespace), ("name", name.Name), ("version", version), ("hash", hash.Hex));

    private static JsonObject Labels(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var members = new JsonObject.Builder();
        foreach (var (name, value) in labels)
        {
            members.Set(name, value);
        }

        return members.Build();
    }

    private static JsonObject Task(TaskView task) => JsonObject.Of(
        ("pointer", task.Pointer),
        ("iteration", task.Iteration),
        ("status", task.Status),
        ("attempt", task.Attempt),
        ("since", Time(task.Since)));
}
