namespace Continuo.Engine.Shards;

/// <summary>Who is served next: the best class first, and within a class one turn each, in turn.</summary>
internal sealed class Rounds
{
    private readonly Queue<InstanceCell>[] _queues = [new(), new(), new(), new()];

    /// <summary>Instances that wait for a turn.</summary>
    public int Count { get; private set; }

    public void Add(InstanceCell cell, ServiceClass service)
    {
        if (cell.Waiting is { } waiting && waiting <= service)
        {
            return;
        }

        // Moved to a better queue, its entry in the worse one is skipped when it comes up.
        Count += cell.Waiting is null ? 1 : 0;
        cell.Waiting = service;
        _queues[(int)service].Enqueue(cell);
    }

    public void Remove(InstanceCell cell)
    {
        Count -= cell.Waiting is null ? 0 : 1;
        cell.Waiting = null;
    }

    public InstanceCell? Take()
    {
        for (var service = 0; service < _queues.Length; service++)
        {
            while (_queues[service].TryDequeue(out var cell))
            {
                if (cell.Waiting == (ServiceClass)service)
                {
                    Remove(cell);
                    return cell;
                }
            }
        }

        return null;
    }
}
