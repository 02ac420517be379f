using Continuo.Engine.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class RoundsTests
{
    private readonly Rounds _rounds = new();

    [Fact]
    public void Results_go_before_timers_before_events_before_starts()
    {
        _rounds.Add(Cell("start"), ServiceClass.Starts);
        _rounds.Add(Cell("event"), ServiceClass.Events);
        _rounds.Add(Cell("timer"), ServiceClass.Timers);
        _rounds.Add(Cell("result"), ServiceClass.Results);

        Assert.Equal(["result", "timer", "event", "start"], TakeAll());
    }

    [Fact]
    public void An_instance_that_waits_is_moved_up_by_something_better_and_served_once()
    {
        var cell = Cell("a");
        _rounds.Add(Cell("b"), ServiceClass.Timers);
        _rounds.Add(cell, ServiceClass.Starts);
        _rounds.Add(cell, ServiceClass.Results);
        _rounds.Add(cell, ServiceClass.Timers);

        Assert.Equal(2, _rounds.Count);
        Assert.Equal(["a", "b"], TakeAll());
        Assert.Equal(0, _rounds.Count);
    }

    [Fact]
    public void An_instance_that_left_is_skipped()
    {
        var cell = Cell("a");
        _rounds.Add(cell, ServiceClass.Events);
        _rounds.Remove(cell);

        Assert.Null(_rounds.Take());
    }

    private static InstanceCell Cell(string id) => new(new(id), 1, 0);

    private List<string> TakeAll()
    {
        var taken = new List<string>();
        while (_rounds.Take() is { } cell)
        {
            taken.Add(cell.Id.Text);
        }

        return taken;
    }
}
