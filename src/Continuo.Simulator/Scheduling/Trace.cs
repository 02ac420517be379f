namespace Continuo.Simulator.Scheduling;

/// <summary>What happened, in order: as a hash that tells two runs apart, and the last lines for people.</summary>
internal sealed class Trace(int keep)
{
    private const ulong Prime = 0x100000001B3;

    private readonly Queue<string> _last = new();
    private ulong _hash = 0xCBF29CE484222325;

    public string Hash => _hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    public IReadOnlyCollection<string> Last => _last;

    public void Add(TimeSpan at, string who, string what)
    {
        Mix((ulong)at.Ticks);
        Mix(who);
        Mix(what);
        if (keep > 0)
        {
            _last.Enqueue($"{at.TotalSeconds,12:F6} {who,-8} {what}");
            if (_last.Count > keep)
            {
                _last.Dequeue();
            }
        }
    }

    private void Mix(string text)
    {
        foreach (var c in text)
        {
            Mix(c);
        }

        Mix(ulong.MaxValue);
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * Prime;
}
