namespace Continuo.Simulator.Faults;

/// <summary>How bad network and disk are at the moment. Changed by the faults, read by everything that travels or is written.</summary>
internal sealed class Conditions
{
    public static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>Of messages between nodes.</summary>
    public double Loss { get; set; }

    /// <summary>The longest that a message takes; messages overtake each other within it.</summary>
    public TimeSpan LongestDelay { get; set; } = 2 * Millisecond;

    /// <summary>The longest that a transaction takes.</summary>
    public TimeSpan SlowestDisk { get; set; } = 3 * Millisecond;

    /// <summary>How many commits end with a broken connection.</summary>
    public double UnknownCommits { get; set; }

    /// <summary>How many commits have their COMMIT sent apart, so that a paused node holds the transaction open.</summary>
    public double HeldOpen { get; set; }

    /// <summary>The next commit ends so, whatever the odds.</summary>
    public bool NextIsUnknown { get; set; }

    public bool TakeUnknown(Scheduling.Chance chance)
    {
        var isUnknown = NextIsUnknown || chance.Happens(UnknownCommits);
        NextIsUnknown = false;
        return isUnknown;
    }

    public void Calm()
    {
        (Loss, UnknownCommits, HeldOpen) = (0, 0, 0);
        (LongestDelay, SlowestDisk) = (2 * Millisecond, 3 * Millisecond);
    }
}
