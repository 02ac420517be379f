using System.Collections.Immutable;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Continuo.Runtime.Tests.Lifecycle;

/// <summary>Reading by position while several drivers give positions.</summary>
public sealed class MissingPositionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Commits_behind_a_gap_wait_until_it_is_filled()
    {
        var missing = new MissingPositions(_time);

        Assert.Equal(2, missing.Before(0, At(1, 2, 4)));
        Assert.Equal(0, missing.Before(2, At(4)));
        Assert.Equal(2, missing.Before(2, At(3, 4)));
    }

    [Fact]
    public void A_gap_that_stays_is_passed()
    {
        var missing = new MissingPositions(_time);
        Assert.Equal(0, missing.Before(2, At(4)));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, missing.Before(2, At(4, 6)));
    }

    private static ImmutableArray<InstanceChange> At(params long[] positions) => [.. positions.Select(pos => new InstanceChange(pos, new("i")))];
}
