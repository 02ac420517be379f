using System.Collections.Immutable;
using System.Globalization;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>How far each shard has read each part of the event log: numbers with commas.</summary>
internal sealed class EventMarks
{
    private readonly Dictionary<ShardId, ImmutableArray<long>> _written = [];

    /// <summary>Those that the file does not have yet: an idle store is not written to.</summary>
    public Dictionary<ShardId, ImmutableArray<long>> Changed(IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks) =>
        marks.Where(m => !_written.TryGetValue(m.Key, out var written) || !written.SequenceEqual(m.Value)).ToDictionary();

    public void Written(IReadOnlyDictionary<ShardId, ImmutableArray<long>> marks)
    {
        foreach (var (shard, places) in marks)
        {
            _written[shard] = places;
        }
    }

    public void Clear() => _written.Clear();

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
