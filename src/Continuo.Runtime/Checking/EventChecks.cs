using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Checking;

/// <summary>Whether the event log is what listeners take it for: each event once, places rising, none missing that should be there.</summary>
internal sealed class EventChecks(Findings findings, int parts, DateTimeOffset now, TimeSpan retention)
{
    private readonly long[] _tails = new long[parts];
    private readonly DateTimeOffset[] _at = new DateTimeOffset[parts];
    private readonly HashSet<(int Part, UInt128 Same)> _seen = [];

    public IReadOnlyList<long> Tails => _tails;

    public void Add(StoreItem.Event item)
    {
        var (part, stored) = (item.Part, item.Stored);
        if (part >= parts)
        {
            findings.Error(FindingCodes.EventMisfiled, $"event {stored.N} of part {part}", $"the log has {parts} parts", "Restore a backup.");
            return;
        }

        var (source, id) = (stored.Event["source"].AsString ?? "", stored.Event["id"].AsString ?? "");
        if (!_seen.Add((part, System.IO.Hashing.XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes($"{source}\0{id}")))))
        {
            findings.Error(FindingCodes.EventTwice, $"event {stored.N}", $"'{id}' of '{source}' is in the log twice: listeners take it twice", "Nothing can be taken back; look at those who took it.");
        }

        // What retention takes away is old, and with it what is before.
        var gap = stored.N - _tails[part] - 1;
        if (_tails[part] > 0 && gap > 0 && _at[part] > now - retention)
        {
            findings.Error(
                FindingCodes.EventsMissing,
                $"events {_tails[part] + 1} to {stored.N - 1}",
                $"{gap} are missing behind one that is no older than {Days} days, so that retention cannot have taken them",
                "Restore a backup, or publish them again. If events are kept for less time here, this is no fault.");
        }

        (_tails[part], _at[part]) = (stored.N, stored.At);
    }

    public void Finish(IEnumerable<StoreItem.ShardRow> shards)
    {
        foreach (var shard in shards)
        {
            for (var part = 0; part < parts && part < shard.EventMarks.Length; part++)
            {
                if (shard.EventMarks[part] > _tails[part])
                {
                    findings.Error(
                        FindingCodes.EventMarkBeyond, $"shard {shard.Id}", $"it has read part {part} up to {shard.EventMarks[part]}; the log ends at {_tails[part]}", "Events were lost: restore a backup, or publish them again.");
                }
            }
        }
    }

    private string Days => retention.TotalDays.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
