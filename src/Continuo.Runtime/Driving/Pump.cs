namespace Continuo.Runtime.Driving;

/// <summary>A queue that one thread at a time works off: a helper's, or the pump's own.</summary>
/// <remarks>
/// Whoever brings work may run it at once (<see cref="TryRun"/>), which saves the hop to another thread and is what the latency of a lone instance
/// consists of. The own thread takes what helpers leave, so progress never depends on the thread pool. Nothing spins.
/// No lost wake-up: a bringer enqueues, then looks at the claim; a runner gives up the claim, then looks at the queue; both with a full fence between.
/// </remarks>
internal abstract class Pump : IDisposable
{
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private int _claimed;
    private int _signalled;
    private readonly TaskCompletionSource _retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _ending;

    protected Pump(string name)
    {
        _thread = new Thread(RunThread) { IsBackground = true, Name = name };
    }

    public abstract bool HasWork { get; }

    public void StartThread() => _thread.Start();

    /// <summary>Sees to it that queued work is done, on another thread.</summary>
    public void Kick()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _claimed) == 0 && Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            _wake.Set();
        }
    }

    /// <summary>Does a bounded share of the queued work here. False when there is none or another thread is at it (which then does it all).</summary>
    public bool TryRun()
    {
        Interlocked.MemoryBarrier();
        if (_ending || !HasWork || Interlocked.CompareExchange(ref _claimed, 1, 0) != 0)
        {
            return false;
        }

        try
        {
            var work = Work();
            if (!work.IsCompletedSuccessfully)
            {
                _ = ReleaseAfter(work);
                return true;
            }
        }
#pragma warning disable CA1031 // The supervisor of the pump: a claim that is kept would stop it for ever, and nobody would know.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Broke(exception);
        }

        Release();
        return true;
    }

    /// <summary>Takes no more work; completes when the share under way is done, so that nothing of the pump runs any more.</summary>
    public Task Retire()
    {
        _ending = true;
        _wake.Set();
        KeepClaim();
        return _retired.Task;
    }

    public void Dispose()
    {
        _ending = true;
        _wake.Set();
        if (_thread.IsAlive && Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    /// <summary>Work has thrown, which it must not: nobody knows what it has left undone. Called with the claim held.</summary>
    protected abstract void Broke(Exception exception);

    /// <summary>Works off a bounded share. While it is not complete the claim is kept.</summary>
    protected abstract ValueTask Work();

    /// <summary>After a share, with the claim given up: pass on what the work has caused.</summary>
    protected abstract void Worked(bool onOwnThread);

    private async Task ReleaseAfter(ValueTask work)
    {
        try
        {
            await work;
        }
#pragma warning disable CA1031 // As in TryRun.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Broke(exception);
        }

        Release();
    }

    private void Release()
    {
        Interlocked.Exchange(ref _claimed, 0);
        if (_ending)
        {
            KeepClaim();
            return;
        }

        var own = Thread.CurrentThread == _thread;
        if (!own && HasWork)
        {
            Kick();
        }

        Worked(own);
    }

    private void KeepClaim()
    {
        if (Interlocked.CompareExchange(ref _claimed, 1, 0) == 0)
        {
            _retired.TrySetResult();
        }
    }

    private void RunThread()
    {
        while (!_ending)
        {
            _wake.WaitOne();
            Interlocked.Exchange(ref _signalled, 0);
            while (TryRun())
            {
            }
        }
    }
}
