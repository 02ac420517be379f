using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Takes away what nobody needs any more, within the open transaction.</summary>
internal static class Cleaning
{
    /// <summary>A payload is many pages: it counts as so many commits.</summary>
    private const int CommitsPerPayload = 25;

    public static void DeleteEvents(Database database, List<long> places)
    {
        using var delete = database.PrepareOnce("DELETE FROM events WHERE place = ?1");
        foreach (var place in places)
        {
            delete.Bind(1, place).Run();
        }
    }

    /// <summary>Payloads and histories of deleted instances, these from their newest commit back.</summary>
    /// <returns>How much of the limit was used.</returns>
    public static int DeleteLeftovers(Database database, int limit)
    {
        using var find = database.PrepareOnce("SELECT prev_pos FROM journal WHERE pos = ?1");
        using var delete = database.PrepareOnce("DELETE FROM journal WHERE pos = ?1");
        using var snapshot = database.PrepareOnce("DELETE FROM past_snapshots WHERE pos = ?1");
        using var payloads = database.PrepareOnce("DELETE FROM payloads WHERE rowid IN (SELECT rowid FROM payloads WHERE instance = ?1 LIMIT ?2)");
        using var end = database.PrepareOnce("DELETE FROM leftovers WHERE instance = ?1");
        using var shorten = database.PrepareOnce("UPDATE leftovers SET head_pos = ?2 WHERE instance = ?1");
        var left = limit;
        foreach (var (instance, head) in Leftovers(database, limit))
        {
            payloads.Bind(1, instance).Bind(2, (left + CommitsPerPayload - 1) / CommitsPerPayload).Run();
            left = Math.Max(0, left - (database.Changes * CommitsPerPayload));
            var at = head;
            for (; at > 0 && left > 0; left--)
            {
                var pos = at;
                at = find.Bind(1, pos).Step() ? find.Int64(0) : 0;
                find.Reset();
                delete.Bind(1, pos).Run();
                snapshot.Bind(1, pos).Run();
            }

            (at == 0 ? end.Bind(1, instance) : shorten.Bind(1, instance).Bind(2, at)).Run();
            if (left == 0)
            {
                break;
            }
        }

        return limit - left;
    }

    private static List<(long Instance, long Head)> Leftovers(Database database, int limit)
    {
        var found = new List<(long, long)>();
        using var read = database.PrepareOnce("SELECT instance, head_pos FROM leftovers LIMIT ?1").Bind(1, limit);
        while (read.Step())
        {
            found.Add((read.Int64(0), read.Int64(1)));
        }

        return found;
    }
}
