using System.Globalization;
using Continuo.Journal.Postgres.Connections;
using Continuo.Runtime.Journaling;
using Npgsql;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>Ends a writer for ever.</summary>
/// <remarks>
/// A commit of it holds a share lock on the row of its writer from its guard to its end, and the update here needs that row for itself. Either the commit had it first: then the
/// update waits for its end, and whatever is read afterwards sees it. Or the update was first: then the guard waits, reads the row again, finds it fenced, and nothing of the commit is
/// visible ever. A commit that does not end is ended: its connection is killed, which is what the process number in the row is for.
/// </remarks>
internal static class Fence
{
    private const int Attempts = 5;

    // The start of the backend tells it from a later one with the same number.
    private const string Kill =
        """
        SELECT count(pg_terminate_backend(a.pid, 2000)) FROM writers w JOIN pg_stat_activity a ON a.pid = w.pid AND a.backend_start = w.backend_start WHERE w.id = $1
        """;

    public static async Task Raise(Session session, long writer, string by, PostgresJournalOptions options, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await session.Connection.BeginTransactionAsync(cancellation);
                await session.Execute(string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout TO {(long)options.FencePatience.TotalMilliseconds}"), cancellation);
                await session.Execute(
                    "UPDATE writers SET fenced = true, fenced_by = $2 WHERE id = $1 AND NOT fenced", cancellation, Parameter.Of(writer), Parameter.Of(by));
                await transaction.CommitAsync(cancellation);
                return;
            }
            catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (attempt == Attempts)
                {
                    throw new JournalUnavailableException(
                        $"Writer {writer} cannot be fenced: its row in 'writers' stays locked, though its connection was ended. Look in pg_locks who holds it, and end that connection.", held);
                }

                await session.Scalar<long>(Kill, cancellation, Parameter.Of(writer));
            }
        }
    }
}
