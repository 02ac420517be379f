using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Files;
using Continuo.Journal.Sqlite.Schema;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Moves pages from the WAL to the file, on a connection and a thread of its own.</summary>
/// <remarks>
/// The first round runs beside the commits and takes nearly all pages; the second, short one runs between two commits, so that it takes the
/// last one too: only a WAL that is wholly in the file begins anew, and under steady load it would otherwise grow for ever.
/// </remarks>
internal sealed class WalCheckpointer(string path, SqliteJournalOptions options, Writer writer, Ballast ballast) : IAsyncDisposable
{
    private const int PageBytes = 4096;

    /// <summary>How many times its bound the WAL may reach before commits wait for the checkpoint: commits can be faster than it for as long as they like.</summary>
    private const int Patience = 4;

    private readonly Lock _gate = new();
    private Database? _database;
    private Task _running = Task.CompletedTask;

    /// <summary>Called by whoever writes, after a commit, from any thread.</summary>
    /// <returns>Complete, unless the WAL has grown so far that the next commit should wait for the checkpoint.</returns>
    public Task CommitWritten()
    {
        var written = (long)writer.PagesWritten * PageBytes;
        if (written < options.CheckpointBytes)
        {
            return Task.CompletedTask;
        }

        // One at a time, for the connection is one thread's.
        lock (_gate)
        {
            if (_running.IsCompleted)
            {
                _running = Task.Run(Checkpoint);
            }

            return written >= Patience * options.CheckpointBytes ? _running : Task.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        _database?.Dispose();
    }

    private void Checkpoint()
    {
        try
        {
            _database ??= StoreFile.OpenCheckpointer(path, options.BusyTimeout);
            _database.Checkpoint(truncate: false);
            writer.BetweenCommits(() => _database.Checkpoint(truncate: false));
        }
        catch (SqliteFailure failure)
        {
            // The WAL stays as it is and the next round tries again; a disk that fails is reported by the commit that meets it.
            _database?.Dispose();
            _database = null;
            if (failure.IsFull)
            {
                ballast.GiveUp();
            }
        }
    }
}
