namespace Continuo.Torture.Load;

/// <summary>How many instances all clients together may start.</summary>
internal sealed class Budget(int instances)
{
    private int _left = instances;

    public bool Take() => Interlocked.Decrement(ref _left) >= 0;
}
