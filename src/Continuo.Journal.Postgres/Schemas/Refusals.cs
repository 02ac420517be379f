using System.Globalization;

namespace Continuo.Journal.Postgres.Schemas;

/// <summary>What a server tells of itself that decides whether a store may be on it.</summary>
/// <param name="Version">As the server numbers it: 150004 for 15.4.</param>
internal sealed record ServerFacts(int Version, string Encoding, string Fsync, string SynchronousCommit, bool IsStandby, bool IsReadOnly, bool IsPooledByTransaction);

/// <summary>Servers on which an acknowledged commit could be lost, or on which the store does not work.</summary>
internal static class Refusals
{
    /// <summary>The one that we test with; older ones lack what the statements need.</summary>
    private const int OldestVersion = 150_000;

    /// <returns>What is wrong and what to do; null when the server will do.</returns>
    public static string? Find(ServerFacts facts, string store)
    {
        if (facts.IsPooledByTransaction)
        {
            return $"The store '{store}' is reached through a pooler that hands connections out by transaction. Give the address of the server itself, or of a pool in session mode: a writer is a connection.";
        }

        if (facts.Version < OldestVersion)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The server of the store '{store}' is PostgreSQL {facts.Version / 10_000}; version {OldestVersion / 10_000} or later is needed. Upgrade it.");
        }

        if (facts.Encoding != "UTF8")
        {
            return $"The database of the store '{store}' has encoding {facts.Encoding}; UTF8 is needed. Create another one: CREATE DATABASE continuo ENCODING 'UTF8' TEMPLATE template0.";
        }

        if (facts.IsStandby || facts.IsReadOnly)
        {
            return $"The store '{store}' is read-only: {(facts.IsStandby ? "the server is a standby" : "default_transaction_read_only is on")}. Give the address of the primary.";
        }

        if (facts.Fsync != "on")
        {
            return $"The server of the store '{store}' has fsync off: a crash of its machine would lose or damage what was acknowledged. Set fsync = on in postgresql.conf and restart it.";
        }

        return facts.SynchronousCommit == "off"
            ? $"The server of the store '{store}' has synchronous_commit off: a crash would lose what was acknowledged. Set it to on, for the server, the database or the user that this node has."
            : null;
    }
}
