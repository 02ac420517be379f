using System.Globalization;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>What shards write down against instances that end the process.</summary>
internal sealed class CareWriter(Database database)
{
    private const char Separator = ' ';

    private readonly Statement _care = database.Prepare("UPDATE shards SET suspect = ?2, adoptions = CASE WHEN ?3 THEN 0 ELSE adoptions END WHERE shard = ?1");
    private readonly Statement _find = database.Prepare("SELECT n, head_pos FROM instances WHERE id = ?1");
    private readonly Statement _append = database.Prepare(
        "INSERT INTO journal(pos, shard, instance, seq, prev_pos, at, facts) SELECT ?1, shard, instance, seq + 1, pos, ?3, ?4 FROM journal WHERE pos = ?2");

    // One that had ended and owed something still does: it must not be forgotten as one that has ended.
    private readonly Statement _park = database.Prepare("UPDATE instances SET status = ?2, incident = 1, wake_at = NULL, head_pos = ?3, finished_at = NULL WHERE n = ?1");

    public void Write(ShardAction.Care care)
    {
        var suspect = care.Suspect is { } named ? string.Create(CultureInfo.InvariantCulture, $"{named.Strikes}{Separator}{named.Instance.Text}") : null;
        _care.Bind(1, care.Shard.Number).Bind(2, suspect).Bind(3, care.IsClean ? 1 : 0).Run();
    }

    public static Suspect? ReadSuspect(string text) =>
        text.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var at ? new(new(text[(at + 1)..]), int.Parse(text.AsSpan(0, at), CultureInfo.InvariantCulture)) : null;

    /// <returns>The instance's number; zero when there is none.</returns>
    public long Park(ShardAction.Park park, HeadIndex heads)
    {
        if (!_find.Bind(1, park.Instance.Text).Step())
        {
            _find.Reset();
            return 0;
        }

        var (number, head) = (_find.Int64(0), _find.Int64(1));
        _find.Reset();
        _append.Bind(1, park.Pos).Bind(2, Math.Max(head, heads.Find(number))).Bind(3, park.At.UtcTicks).Bind(4, park.Facts.Span).Run();
        _park.Bind(1, number).Bind(2, (long)InstanceStatus.Stuck).Bind(3, park.Pos).Run();
        return number;
    }
}
