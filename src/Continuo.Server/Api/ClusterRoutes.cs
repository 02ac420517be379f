using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Ownership;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>Nodes, and who holds which shard.</summary>
internal sealed class ClusterRoutes(Node node, IEnumerable<INodeSeat> seats)
{
    private readonly INodeSeat? _seat = seats.LastOrDefault();

    public async Task<Answer> Show(ApiRequest request)
    {
        var ownership = await node.ReadOwnership(request.Aborted);
        var members = _seat?.Members ?? [new NodeMember(ownership.Shards.FirstOrDefault()?.Node ?? "", Environment.MachineName, "active")];
        var living = members.Where(member => member.Status == "active").Select(member => member.Name).ToHashSet();
        return Answer.Ok(JsonObject.Of(
            ("node", _seat?.Name ?? members[0].Name),
            ("nodes", JsonArray.Own([.. members.Select(member => (JsonValue)JsonObject.Of(
                ("name", member.Name), ("host", member.Host), ("status", member.Status), ("shards", ownership.Shards.Count(shard => shard.Node == member.Name && !shard.IsFenced))))])),
            ("shards", JsonArray.Own([.. ownership.Shards.Select(shard => Shard(shard, living))]))));
    }

    private JsonValue Shard(OwnedShard shard, HashSet<string> living)
    {
        var owner = node.Ownership?.OwnerOf(shard.Shard) ?? shard.Node;
        var state = shard.Node is null || shard.IsFenced ? "free"
            : !living.Contains(shard.Node) ? "abandoned"
            : shard.Node != owner ? "moving"
            : "served";
        return JsonObject.Of(
            ("shard", shard.Shard.Number),
            ("node", shard.IsFenced ? null : shard.Node),
            ("belongsTo", owner),
            ("state", state),
            ("epoch", shard.Epoch),
            ("tail", shard.Tail),
            ("lag", shard.Lag),
            ("adoptions", shard.Adoptions));
    }
}
