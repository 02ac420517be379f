using System.Text;

namespace Continuo.Load;

/// <summary>What one request runs.</summary>
/// <param name="Tasks">Durable tasks of one instance.</param>
/// <param name="Live">Whether instances stay alive between tasks, so that each task meets another one at random.</param>
internal sealed record Scenario(string Name, string Workflow, int Tasks, int Live = 0)
{
    /// <param name="name">As on the command line.</param>
    /// <param name="service">Where the service of http5 listens.</param>
    public static Scenario? Find(string name, string service) => name switch
    {
        "seq5" => new(name, Document(name, Steps("work")), 5),
        "pure5" => new(name, Document(name, Steps("pure")), 5),
        "http5" => new(name, Document(name, Calls(service)), 5),
        "fan100" => new(name, Document(name, Branches()), 100),
        "scatter5" => new(name, Document(name, Gated()), 5, Live: 100_000),
        _ => null,
    };

    private static string Document(string name, string tasks) =>
        $"document: {{dsl: '1.0.3', namespace: load, name: {name}, version: '1.0.0'}}\ndo:\n{tasks}";

    private static string Steps(string function)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 5; i++)
        {
            text.Append($"  - step{i}: {{call: {function}, with: {{n: {i}}}}}\n");
        }

        return text.ToString();
    }

    private static string Calls(string service)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 5; i++)
        {
            text.Append($"  - step{i}: {{call: http, with: {{method: post, endpoint: '{service}/work', body: {{n: {i}}}}}}}\n");
        }

        return text.ToString();
    }

    private static string Branches()
    {
        var text = new StringBuilder("  - fan:\n      fork:\n        branches:\n");
        for (var i = 1; i <= 100; i++)
        {
            text.Append($"          - b{i}: {{call: work, with: {{n: {i}}}}}\n");
        }

        return text.ToString();
    }

    /// <summary>Before each task the instance waits until its turn comes, which a client gives at random.</summary>
    private static string Gated()
    {
        var text = new StringBuilder();
        for (var i = 1; i <= 5; i++)
        {
            text.Append($"  - gate{i}: {{call: gate, with: {{}}}}\n  - step{i}: {{call: work, with: {{n: {i}}}}}\n");
        }

        return text.ToString();
    }
}
