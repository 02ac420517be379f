namespace Continuo.Runtime.Journaling;

/// <summary>Where the commits of instances that were read lately are: the journal only leads back, and a history is shown forward, in pages.</summary>
/// <remarks>Thread-safe. A commit that was seen stays where it is, so a chain only grows.</remarks>
internal sealed class CommitChains
{
    private const int MostKept = 8;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Number, long[] Positions)> _chains = new();

    /// <summary>Rising; empty when nothing is known.</summary>
    public long[] Find(long number)
    {
        lock (_gate)
        {
            return _chains.FirstOrDefault(chain => chain.Number == number).Positions ?? [];
        }
    }

    public void Keep(long number, long[] positions)
    {
        lock (_gate)
        {
            for (var node = _chains.First; node is not null; node = node.Next)
            {
                if (node.Value.Number == number)
                {
                    _chains.Remove(node);
                    break;
                }
            }

            _chains.AddFirst((number, positions));
            if (_chains.Count > MostKept)
            {
                _chains.RemoveLast();
            }
        }
    }
}
