using Continuo.Workflows.Documents;

namespace Continuo.Engine.Shards;

/// <summary>Definitions that were used lately, by measured size, and who waits for one that is being loaded.</summary>
internal sealed class DefinitionCache(long limit)
{
    // A compiled definition is that much larger than its text, roughly.
    private const long BytesPerCharacter = 20;

    private readonly Dictionary<DefinitionHash, WorkflowDefinition> _definitions = [];
    private readonly Queue<WorkflowDefinition> _order = new();
    private readonly Dictionary<DefinitionHash, List<InstanceCell>> _awaited = [];
    private long _bytes;

    public WorkflowDefinition? Find(DefinitionHash hash) => _definitions.GetValueOrDefault(hash);

    /// <summary>True when nobody has asked for it yet.</summary>
    public bool Await(DefinitionHash hash, InstanceCell cell)
    {
        if (_awaited.TryGetValue(hash, out var cells))
        {
            cells.Add(cell);
            return false;
        }

        _awaited.Add(hash, [cell]);
        return true;
    }

    /// <summary>Takes what was loaded, if it was found, and gives those that waited for it.</summary>
    public List<InstanceCell> Loaded(DefinitionHash hash, WorkflowDefinition? found)
    {
        if (found is not null && _definitions.TryAdd(hash, found))
        {
            _order.Enqueue(found);
            _bytes += SizeOf(found);
            while (_bytes > limit && _order.Count > 1)
            {
                var oldest = _order.Dequeue();
                _definitions.Remove(oldest.Hash);
                _bytes -= SizeOf(oldest);
            }
        }

        return _awaited.Remove(hash, out var cells) ? cells : [];
    }

    private static long SizeOf(WorkflowDefinition definition) => definition.Source.Length * BytesPerCharacter;
}
