namespace Continuo.Runtime.Driving;

/// <summary>The one rising sequence of journal positions of this process.</summary>
internal sealed class Positions
{
    private long _last;

    public long Last => Volatile.Read(ref _last);

    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Positions given from now on are greater than <paramref name="newest"/>; never runs back.</summary>
    public void MoveTo(long newest)
    {
        for (var last = Last; last < newest; last = Last)
        {
            Interlocked.CompareExchange(ref _last, newest, last);
        }
    }
}
