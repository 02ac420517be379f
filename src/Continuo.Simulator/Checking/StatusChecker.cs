using Continuo.Engine.Instances;
using Continuo.Simulator.Scheduling;
using Continuo.Simulator.Storage;

namespace Continuo.Simulator.Checking;

/// <summary>Looks at every commit when it is stored: the row says when to wake, and an instance ends once.</summary>
internal sealed class StatusChecker(World world)
{
    private readonly Dictionary<InstanceId, InstanceStatus> _ends = [];
    private readonly HashSet<InstanceId> _retried = [];

    /// <summary>An operator asks for it to go on when it has faulted: its next end is another one.</summary>
    public void MayEndAgain(InstanceId instance) => _retried.Add(instance);

    public void Stored(StoredHistory found)
    {
        var state = found.Folded;
        world.Holds(found.Row.Wake == state.Wake, "row.wake_at is the state's", $"the row of '{state.Id}' says {found.Row.Wake?.Ticks}, its state {state.Wake?.Ticks}");
        world.Holds(found.Row.Status == state.Status, "row.status is the state's", $"the row of '{state.Id}' says {found.Row.Status}, its state {state.Status}");
        if (_ends.TryGetValue(state.Id, out var end))
        {
            if (end == InstanceStatus.Faulted && !state.Status.IsFinal() && _retried.Contains(state.Id))
            {
                _ends.Remove(state.Id);
                return;
            }

            world.Holds(state.Status == end, "one end", $"'{state.Id}' had ended as {end} and is now {state.Status}");
        }
        else if (state.Status.IsFinal())
        {
            _ends.Add(state.Id, state.Status);
        }
    }
}
