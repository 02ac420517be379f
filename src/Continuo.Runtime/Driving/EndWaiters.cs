using Continuo.Engine.Instances;

namespace Continuo.Runtime.Driving;

/// <summary>Who waits for which instance to end.</summary>
/// <remarks>Thread-safe. Register first, look at the instance then: an end between the two is not lost.</remarks>
internal sealed class EndWaiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<InstanceId, Slot> _slots = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _slots.Count;
            }
        }
    }

    /// <summary>A wait for the next end of the instance; dispose it when it is no longer wanted.</summary>
    public Waiter Register(InstanceId instance)
    {
        lock (_lock)
        {
            if (!_slots.TryGetValue(instance, out var slot))
            {
                _slots[instance] = slot = new Slot();
            }

            slot.Waiting++;
            return new Waiter(this, instance, slot);
        }
    }

    public void Wake(InstanceId instance)
    {
        Slot? slot;
        lock (_lock)
        {
            _slots.Remove(instance, out slot);
        }

        slot?.Ended.TrySetResult();
    }

    /// <summary>Makes everyone look again: an end may have been missed.</summary>
    public void WakeAll()
    {
        Slot[] slots;
        lock (_lock)
        {
            slots = [.. _slots.Values];
            _slots.Clear();
        }

        foreach (var slot in slots)
        {
            slot.Ended.TrySetResult();
        }
    }

    private void Leave(InstanceId instance, Slot slot)
    {
        lock (_lock)
        {
            if (--slot.Waiting == 0 && _slots.TryGetValue(instance, out var current) && current == slot)
            {
                _slots.Remove(instance);
            }
        }
    }

    internal sealed class Slot
    {
        public readonly TaskCompletionSource Ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Waiting;
    }

    internal sealed class Waiter(EndWaiters owner, InstanceId instance, Slot slot) : IDisposable
    {
        public Task Ended => slot.Ended.Task;

        public void Dispose() => owner.Leave(instance, slot);
    }
}
