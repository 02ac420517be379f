namespace Continuo.Torture.Ledger;

/// <summary>How the ledger treats a call. Drawn from the seed, the step and how often the step was called, so that a seed tells it again.</summary>
/// <param name="Before">How long it thinks before it applies.</param>
/// <param name="After">How long the answer is out when the effect is done: time to be killed in.</param>
/// <param name="Failure">What the caller gets instead of the answer.</param>
internal readonly record struct Mood(TimeSpan Before, TimeSpan After, Failure Failure)
{
    private const int MostFailures = 2;

    public static Mood Of(int seed, string instance, string step, int call, bool mayFail)
    {
        var random = new Random(Hash($"{seed}/{instance}/{step}/{call}"));
        var before = random.Next(10) == 0 ? random.Next(20, 150) : 0;
        var after = random.Next(4) == 0 ? random.Next(20, 300) : 0;
        var failures = new Random(Hash($"{seed}/{instance}/{step}")).Next(MostFailures + 1);
        var failure = mayFail && call <= failures ? (Failure)random.Next(1, 4) : Failure.None;
        return new Mood(TimeSpan.FromMilliseconds(before), TimeSpan.FromMilliseconds(after), failure);
    }

    // The hash of the framework differs from process to process.
    private static int Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (int)(hash & int.MaxValue);
    }
}

/// <summary>What a caller gets instead of the answer.</summary>
internal enum Failure
{
    None,

    /// <summary>503, and nothing was done.</summary>
    Refused,

    /// <summary>503, and yet it was done.</summary>
    DoneAndDenied,

    /// <summary>The connection breaks when it was done.</summary>
    DoneAndSilent,
}
