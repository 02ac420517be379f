using Continuo.Journal.Postgres.Connections;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>A connection for what is not a commit: fences, claims, partitions, cleaning. One user at a time; made anew when it is lost.</summary>
internal sealed class Control(StoreAddress address, PostgresJournalOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(1);
    private Session? _session;

    public async Task<T> Run<T>(Func<Session, Task<T>> action, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            _session ??= await Session.Open(address, options, "control", options.ReadLimit, cancellation);
            return await action(_session);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            throw FailureWords.Say(problem, address.Name);
        }
        finally
        {
            if (_session is { IsOpen: false } lost)
            {
                _session = null;
                await lost.DisposeAsync();
            }

            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _free.WaitAsync();
        if (_session is not null)
        {
            await _session.DisposeAsync();
        }

        _free.Dispose();
    }
}
