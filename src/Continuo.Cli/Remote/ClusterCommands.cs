using System.CommandLine;
using System.Text.Json;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo cluster status</c>.</summary>
internal static class ClusterCommands
{
    /// <summary>From here on an adoption is careful: something ends the processes that have the shard.</summary>
    private const int ManyAdoptions = 3;

    public static Command Build(Terminal terminal)
    {
        var status = new Command("status", "Nodes, and how their shards do.");
        status.SetAction(async (parsed, cancellation) =>
        {
            var cluster = await ServerOptions.Connect(parsed).GetCluster(cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(cluster);
            }
            else
            {
                Show(cluster, terminal);
            }

            return ExitCode.Ok;
        });
        HelpWithExamples.Examples(status, "continuo cluster status", "continuo cluster status -o json");
        return new("cluster", "See the nodes of a cluster and their shards.") { ServerOptions.Server, status };
    }

    private static void Show(JsonElement cluster, Terminal terminal)
    {
        var shards = cluster.GetProperty("shards").EnumerateArray().ToList();
        foreach (var node in cluster.GetProperty("nodes").EnumerateArray())
        {
            var name = node.GetProperty("name").GetString();
            var here = name == cluster.GetProperty("node").GetString() ? "  (answers)" : "";
            var lag = shards.Where(shard => shard.GetProperty("node").GetString() == name).Sum(shard => shard.GetProperty("lag").GetInt64());
            terminal.Line($"{node.GetProperty("status").GetString(),-12} {name,-32} {node.GetProperty("shards").GetInt32(),4} shards, {lag} commits behind the checkpoint{here}");
        }

        terminal.Line(string.Join(", ", shards.CountBy(shard => shard.GetProperty("state").GetString() ?? "").OrderByDescending(state => state.Value).Select(state => $"{state.Value} {state.Key}")) + $" of {shards.Count} shards");
        foreach (var shard in shards.Where(shard => shard.GetProperty("state").GetString() != "served"))
        {
            terminal.Line($"shard {shard.GetProperty("shard").GetInt32()} is {shard.GetProperty("state").GetString()}: held by {Name(shard, "node")}, belongs to {Name(shard, "belongsTo")}");
        }

        foreach (var shard in shards.Where(shard => shard.GetProperty("adoptions").GetInt32() >= ManyAdoptions))
        {
            terminal.Line($"shard {shard.GetProperty("shard").GetInt32()} was adopted {shard.GetProperty("adoptions").GetInt32()} times without living in between: its instances are loaded one by one, to find the one that ends the process");
        }
    }

    private static string Name(JsonElement shard, string property) => shard.GetProperty(property).GetString() ?? "nobody";
}
