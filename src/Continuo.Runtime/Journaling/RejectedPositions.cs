namespace Continuo.Runtime.Journaling;

/// <summary>Slices that were refused: what follows one of them, in the same batch or in one that was already on its way, is refused too.</summary>
internal sealed class RejectedPositions
{
    /// <summary>Far more than can be on its way at once.</summary>
    private const int Remembered = 65_536;

    private readonly HashSet<long> _positions = [];
    private readonly Queue<long> _order = [];
    private readonly List<long> _batch = [];

    public bool Contains(long pos) => _positions.Count > 0 && _positions.Contains(pos);

    public void Add(long pos)
    {
        _positions.Add(pos);
        _batch.Add(pos);
    }

    /// <summary>Forgets what a batch that came to nothing has added.</summary>
    public void ForgetBatch()
    {
        foreach (var pos in _batch)
        {
            _positions.Remove(pos);
        }

        _batch.Clear();
    }

    public void KeepBatch()
    {
        foreach (var pos in _batch)
        {
            _order.Enqueue(pos);
        }

        _batch.Clear();
        while (_order.Count > Remembered)
        {
            _positions.Remove(_order.Dequeue());
        }
    }

    public void Clear()
    {
        _positions.Clear();
        _order.Clear();
        _batch.Clear();
    }
}
