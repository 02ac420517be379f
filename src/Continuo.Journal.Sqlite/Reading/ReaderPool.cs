using System.Collections.Concurrent;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Schema;

namespace Continuo.Journal.Sqlite.Reading;

/// <summary>A few readers for everybody; who finds none free waits.</summary>
internal sealed class ReaderPool(string path, SqliteJournalOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers);
    private readonly ConcurrentStack<Reader> _idle = [];

    /// <summary>Reads on a thread of the pool, so that a shard's thread never waits for a disk.</summary>
    public async Task<T> Read<T>(Func<Reader, T> read, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => ReadNow(read, cancellation), cancellation);
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

        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _free.Dispose();
    }

    private T ReadNow<T>(Func<Reader, T> read, CancellationToken cancellation)
    {
        Reader? reader = null;
        try
        {
            if (!_idle.TryPop(out reader))
            {
                reader = new Reader(path, options.BusyTimeout, options.Clock);
            }

            reader.BeginRead(options.ReadLimit, cancellation);
            var result = read(reader);
            reader.EndRead();
            _idle.Push(reader);
            reader = null;
            return result;
        }
        catch (SqliteFailure failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw FailureWords.Say(failure, path);
        }
        finally
        {
            // A connection whose read has failed is not asked again.
            reader?.Dispose();
        }
    }
}
