using System.Text.Json;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary>Instances for people.</summary>
internal static class InstanceText
{
    public static void List(Terminal terminal, JsonElement page)
    {
        terminal.Rows(["INSTANCE", "STATUS", "WORKFLOW", "STARTED", "ENDED", "LABELS"], page.GetProperty("items").EnumerateArray().Select(item => new[]
        {
            item.GetProperty("id").GetString()!,
            item.GetProperty("status").GetString()!,
            Workflow(JsonValue.Parse(item.GetProperty("workflow").GetRawText())),
            item.GetProperty("createdAt").GetString()!,
            item.GetProperty("finishedAt").GetString() ?? "",
            string.Join(' ', item.GetProperty("labels").EnumerateObject().Select(label => $"{label.Name}={label.Value.GetString()}")),
        }));
        if (page.TryGetProperty("unindexed", out var unindexed) && unindexed.GetArrayLength() > 0)
        {
            terminal.Note($"No index serves {string.Join(", ", unindexed.EnumerateArray().Select(part => part.GetString()))}: instances are looked at one by one, 5000 at most for a page.");
        }

        if (page.GetProperty("next").GetString() is { } next)
        {
            terminal.Note($"There are more: --cursor {next}");
        }
    }

    public static void Show(Terminal terminal, JsonValue instance)
    {
        Line("instance", instance["id"].AsString!);
        Line("workflow", Workflow(instance["workflow"]));
        Line("status", terminal.Status(instance["status"].AsString!) + (instance["compensation"].AsString is "none" or null ? "" : $", compensation {instance["compensation"].AsString}"));
        Optional("incident", instance["incident"]);
        Line("started", instance["createdAt"].AsString!);
        Optional("ended", instance["finishedAt"]);
        foreach (var (name, value) in instance["labels"].AsObject ?? JsonObject.Empty)
        {
            Line("label", $"{name}={value.AsString}");
        }

        foreach (var task in instance["tasks"].AsArray ?? JsonArray.Empty)
        {
            var iteration = task["iteration"].AsString is { Length: > 0 } at ? $" [{at}]" : "";
            var attempt = task["attempt"].Number > 1 ? $", attempt {task["attempt"]}" : "";
            Line("task", $"{task["pointer"].AsString}{iteration} {task["status"].AsString}{attempt} since {task["since"].AsString}");
        }

        Optional("error", instance["error"]);
        Line("input", instance["input"].ToString());
        Optional("output", instance["output"]);

        void Line(string name, string value) => terminal.Line($"{name,-10}{value}");

        void Optional(string name, JsonValue value)
        {
            if (!value.IsNull)
            {
                Line(name, value.AsString ?? value.ToString());
            }
        }
    }

    private static string Workflow(JsonValue workflow) => $"{workflow["namespace"].AsString}/{workflow["name"].AsString}@{workflow["version"].AsString}";
}
