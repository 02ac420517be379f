using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Conformance.Calls;

/// <summary>One row of a table: a workflow, what it is given, and what must come of it.</summary>
/// <remarks>The keys that are not of a case are those of the workflow.</remarks>
internal sealed record CallCase(string Table, JsonObject Row)
{
    private static readonly string[] s_own = ["case", "given", "secrets", "allow", "events", "files", "folders", "catalog", "answers", "expect", "error", "rejected", "sent", "within"];

    public string Name => Row["case"].String;

    public JsonObject Workflow
    {
        get
        {
            var document = JsonObject.Of(("dsl", "1.0.3"), ("namespace", "cases"), ("name", "main"), ("version", "0.1.0"));
            var workflow = new JsonObject.Builder().Set("document", document);
            foreach (var (key, value) in Row)
            {
                if (!s_own.Contains(key))
                {
                    workflow.Set(key, value);
                }
            }

            return workflow.Build();
        }
    }

    public static IEnumerable<CallCase> Read(string table)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Calls", $"{table}.yaml");
        return DataDocument.Read(File.ReadAllText(path)).Array.Select(row => new CallCase(table, row.Object));
    }
}
