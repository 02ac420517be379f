using System.Collections.Concurrent;
using Continuo.Journal.Postgres.Connections;
using Npgsql;

namespace Continuo.Journal.Postgres.Reading;

/// <summary>A few connections that read, for everybody; who finds none free waits.</summary>
internal sealed class Readers(StoreAddress address, PostgresJournalOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers);
    private readonly ConcurrentStack<Session> _idle = [];

    public async Task<T> Read<T>(Func<Session, Task<T>> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await ReadNow(read, cancellation);
        }
        finally
        {
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Reads in flight end first; each has its limit.
        for (var i = 0; i < options.Readers; i++)
        {
            await _free.WaitAsync();
        }

        while (_idle.TryPop(out var session))
        {
            await session.DisposeAsync();
        }

        _free.Dispose();
    }

    private async Task<T> ReadNow<T>(Func<Session, Task<T>> read, CancellationToken cancellation)
    {
        if (!_idle.TryPop(out var session))
        {
            session = await Session.Open(address, options, "reader", options.ReadLimit, cancellation);
        }

        try
        {
            return await read(session);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw FailureWords.Say(problem, address.Name);
        }
        finally
        {
            if (session.IsOpen)
            {
                _idle.Push(session);
            }
            else
            {
                await session.DisposeAsync();
            }
        }
    }
}
