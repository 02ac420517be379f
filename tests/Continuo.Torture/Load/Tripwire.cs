namespace Continuo.Torture.Load;

/// <summary>Tells when something has happened so many more times, in the very moment.</summary>
internal sealed class Tripwire
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _tripped = new();
    private int _left;

    /// <summary>Completes with the step of that number from now.</summary>
    public Task Set(int steps)
    {
        lock (_lock)
        {
            (_left, _tripped) = (steps, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _tripped.Task;
        }
    }

    public void Step()
    {
        lock (_lock)
        {
            if (--_left == 0)
            {
                _tripped.SetResult();
            }
        }
    }
}
