using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

/// <summary>Children that were cancelled before they were started: a start that comes late is refused.</summary>
/// <remarks>
/// In memory: a start that is still on its way when its parent has given the child up is on its way inside this process, and ends with it.
/// After a restart the parent issues no start for a child that it has given up.
/// </remarks>
internal sealed class Tombstones
{
    private const int Limit = 10_000;

    private readonly HashSet<InstanceId> _ids = [];
    private readonly Queue<InstanceId> _order = new();

    public static bool IsChild(InstanceId id) => id.Text.Contains('/', StringComparison.Ordinal);

    public bool Has(InstanceId id) => _ids.Contains(id);

    public void Add(InstanceId id)
    {
        if (_ids.Add(id))
        {
            _order.Enqueue(id);
            if (_order.Count > Limit)
            {
                _ids.Remove(_order.Dequeue());
            }
        }
    }
}
