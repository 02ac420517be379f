using Continuo.Torture.Load;

namespace Continuo.Torture;

/// <summary>How long to let the servers live between two torments.</summary>
internal sealed class Lives(Plan plan, Random random, Tripwire arrivals, Tripwire acknowledgements)
{
    /// <summary>Calls to the ledger, or acknowledgements, between two kills at most.</summary>
    private const int LongestLife = 120;
    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_toServe = TimeSpan.FromSeconds(20);

    /// <summary>Until something is acknowledged: a node answers before it has its shards, and what it cannot do yet cannot be tormented.</summary>
    public async Task Serves()
    {
        try
        {
            await acknowledgements.Set(1).WaitAsync(s_toServe, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // No client may have been left that wants anything.
        }
    }

    /// <summary>
    /// A life is counted in calls that arrive at the ledger or in acknowledgements, for a busy machine would spend one of so many milliseconds on
    /// its first request; and the kill comes at once, when what was just answered or asked must be durable already.
    /// Some lives are shorter than that, so that recovery itself is killed; a long run has some that are longer.
    /// </summary>
    public async Task Live()
    {
        var scale = plan.Time > TimeSpan.Zero && random.Next(4) == 0 ? 5 : 1;
        var life = random.Next(1, LongestLife * scale);
        var tripped = random.Next(5) switch
        {
            0 => Task.CompletedTask,
            1 or 2 => arrivals.Set(life),
            _ => acknowledgements.Set(life),
        };
        try
        {
            await tripped.WaitAsync(s_longestLife * scale, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // Whatever it is doing, it has lived long enough.
        }

        if (random.Next(2) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), TimeProvider.System);
        }
    }
}
