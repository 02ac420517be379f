using System.Text.Json;

namespace Continuo.Torture.Processes;

/// <summary>The cluster as one of its nodes sees it.</summary>
/// <param name="Node">The node that tells.</param>
/// <param name="Dead">The nodes that were declared dead.</param>
/// <param name="Shards">Of each shard, who has it and whether that is as it should be.</param>
internal sealed record ClusterLook(string Node, IReadOnlySet<string> Dead, IReadOnlyList<(string? Node, string State)> Shards)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether so many nodes have all shards among them, and no shard is on its way.</summary>
    public bool IsSettled(int nodes) => Shards.All(shard => shard.State == "served") && Shards.Select(shard => shard.Node).Distinct().Count() == nodes;

    public static async Task<ClusterLook> From(RestartedServer server)
    {
        using var http = new HttpClient { BaseAddress = await server.Process.Address, Timeout = s_patience };
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/cluster", UriKind.Relative)));
        var root = json.RootElement;
        return new(
            root.GetProperty("node").GetString()!,
            root.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("status").GetString() == "dead").Select(node => node.GetProperty("name").GetString()!).ToHashSet(),
            [.. root.GetProperty("shards").EnumerateArray().Select(shard => (shard.GetProperty("node").GetString(), shard.GetProperty("state").GetString()!))]);
    }
}
