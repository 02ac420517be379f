using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>How far each shard has read each part of the event log: numbers with commas.</summary>
internal static class EventMarks
{
    public static void Write(Database database, IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks)
    {
        using var update = database.PrepareOnce("UPDATE shards SET event_marks = ?2 WHERE shard = ?1");
        foreach (var (shard, places) in marks)
        {
            update.Bind(1, shard.Number).Bind(2, string.Join(',', places.Select(p => p.ToString(CultureInfo.InvariantCulture)))).Run();
        }
    }

    public static ImmutableArray<long> Read(string text, int parts)
    {
        var places = text.Length == 0 ? [] : text.Split(',');
        return [.. Enumerable.Range(0, parts).Select(p => p < places.Length ? long.Parse(places[p], CultureInfo.InvariantCulture) : 0)];
    }
}
