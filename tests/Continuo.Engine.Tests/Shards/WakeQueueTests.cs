using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class WakeQueueTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_read_begins_before_everything_and_waits_for_the_newest_position()
    {
        var queue = new WakeQueue(100);

        var read = queue.Move(s_noon, lastPos: 42);

        Assert.NotNull(read);
        Assert.Null(read.FromExclusive);
        Assert.Equal(s_noon + WakeQueue.Window, read.Through);
        Assert.Equal(42, read.After);
    }

    [Fact]
    public void A_time_decided_while_the_window_moves_is_in_memory_although_the_read_does_not_see_it()
    {
        var queue = new WakeQueue(100);
        var read = queue.Move(s_noon, 0)!;
        queue.Put(At(s_noon.AddMinutes(1), 7));

        queue.Read([], read.Through, false, _ => true);

        Assert.True(queue.TryTakeDue(s_noon.AddMinutes(1), out var due));
        Assert.Equal(7, due.Value.Number);
    }

    [Fact]
    public void A_time_decided_before_the_move_is_found_by_the_read_that_waits_for_its_commit()
    {
        var queue = Adopted(100);
        var beyond = s_noon + WakeQueue.Window + TimeSpan.FromMinutes(1);
        queue.Put(At(beyond, 7));
        Assert.Equal(0, queue.Count);

        var later = s_noon + (WakeQueue.Window / 2);
        var read = queue.Move(later, lastPos: 99)!;
        queue.Read([At(beyond, 7)], read.Through, false, _ => true);

        Assert.Equal(99, read.After);
        Assert.False(queue.TryTakeDue(beyond.AddTicks(-1), out _));
        Assert.True(queue.TryTakeDue(beyond, out _));
    }

    [Fact]
    public void Equal_timestamps_get_past_the_limit()
    {
        const int Limit = 16;
        var stored = Enumerable.Range(1, 100).Select(n => At(s_noon, n)).ToImmutableArray();
        var queue = new WakeQueue(Limit);
        var taken = new List<long>();

        while (taken.Count < stored.Length)
        {
            if (queue.Move(s_noon, 0) is { } read)
            {
                var rows = stored.Where(w => read.FromExclusive is not { } from || DueSet.Compare(w, from) > 0).Take(read.Limit).ToImmutableArray();
                queue.Read(rows, read.Through, rows.Length == read.Limit, _ => true);
            }

            Assert.InRange(queue.Count, 1, Limit);
            while (queue.TryTakeDue(s_noon, out var due))
            {
                taken.Add(due.Value.Number);
            }
        }

        Assert.Equal(stored.Select(w => w.Number), taken);
    }

    [Fact]
    public void A_full_queue_shrinks_its_window_and_finds_again_what_left_it()
    {
        const int Limit = 16;
        var queue = Adopted(Limit);
        var times = Enumerable.Range(1, 40).Select(n => At(s_noon.AddSeconds(n), n)).ToImmutableArray();
        foreach (var time in times)
        {
            queue.Put(time);
        }

        Assert.InRange(queue.Count, 1, Limit);
        var taken = new List<long>();
        for (var now = s_noon; now <= s_noon.AddSeconds(41); now = now.AddSeconds(1))
        {
            while (queue.TryTakeDue(now, out var due))
            {
                taken.Add(due.Value.Number);
            }

            if (queue.Move(now, 5) is { } read)
            {
                Assert.Equal(5, read.After);
                var rows = times.Where(w => DueSet.Compare(w, read.FromExclusive!.Value) > 0).Take(read.Limit).ToImmutableArray();
                queue.Read(rows, read.Through, rows.Length == read.Limit, _ => true);
            }
        }

        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n), taken.Distinct().Order());
    }

    [Fact]
    public void A_row_that_its_instance_has_left_behind_is_not_taken()
    {
        var queue = new WakeQueue(100);
        var read = queue.Move(s_noon, 0)!;

        queue.Read([At(s_noon, 1), At(s_noon, 2)], read.Through, false, wake => wake.Number == 2);

        Assert.True(queue.TryTakeDue(s_noon, out var due));
        Assert.Equal(2, due.Value.Number);
        Assert.False(queue.TryTakeDue(s_noon, out _));
    }

    [Fact]
    public void A_later_time_replaces_an_earlier_one_even_beyond_the_window()
    {
        var queue = Adopted(100);
        queue.Put(At(s_noon.AddSeconds(1), 1));

        queue.Put(At(s_noon.AddDays(1), 1));

        Assert.Equal(0, queue.Count);
    }

    private static WakeQueue Adopted(int limit)
    {
        var queue = new WakeQueue(limit);
        var read = queue.Move(s_noon, 0)!;
        queue.Read([], read.Through, false, _ => true);
        return queue;
    }

    private static Wake At(DateTimeOffset time, long number) => new(WakeAt.At(time), number, new($"i{number}"));
}
