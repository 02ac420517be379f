using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Purging;

/// <summary>Takes ended instances out of the store before their time, by the way that retention goes: their shards are told, and the writer looks once more.</summary>
internal sealed partial class Purge(NodeOptions options, IRetention store, Func<InstanceId, CancellationToken, Task<CommandResult>> inspect, Action<ShardId, ShardInput.Expired> expire, Func<ShardId, bool> isHere, ILogger<Purge> logger)
{
    private const int Page = 500;
    private const string NotEnded = "not-ended";
    private const string Owes = "owes";
    private const string HasChildren = "has-children";
    private const string Elsewhere = "elsewhere";

    private readonly ImmutableArray<InstanceId>.Builder _purged = ImmutableArray.CreateBuilder<InstanceId>();
    private readonly ImmutableArray<KeptInstance>.Builder _kept = ImmutableArray.CreateBuilder<KeptInstance>();
    private long _count;

    private PurgeReport Report => new(_count, _purged.DrainToImmutable(), _kept.DrainToImmutable());

    /// <summary>One, and before it those of its children that have ended.</summary>
    public async Task<PurgeReport> One(InstanceId id, bool isDry, CancellationToken cancellation)
    {
        if (await options.Journal.Load(id, null, cancellation) is not { } found)
        {
            Keep(id, "not-found", "there is no such instance");
            return Report;
        }

        var state = FactCodec.Restore(found);
        if (state.FinishedAt is not { } end || !state.Status.IsFinal())
        {
            Keep(id, NotEnded, $"it is {state.Status.Word()}; cancel it first");
            return Report;
        }

        if (state.Wake is not null)
        {
            Keep(id, Owes, "it has ended and still owes something, such as a notice to its parent");
            return Report;
        }

        var one = new EndedInstance(id, found.Number, end);
        if (!await MayGo(one, cancellation))
        {
            await Children(id, isDry, cancellation);
        }

        await Delete([one], isDry, cancellation);
        return Report;
    }

    public async Task<PurgeReport> Many(PurgeFilter filter, bool isDry, CancellationToken cancellation)
    {
        var statuses = filter.Statuses.IsDefaultOrEmpty ? [InstanceStatus.Completed, InstanceStatus.Faulted, InstanceStatus.Cancelled] : filter.Statuses;
        var listed = new InstanceFilter(statuses, filter.Workflow, filter.Version, filter.Labels);
        string? cursor = null;
        do
        {
            // The newest first, and so children before their parents.
            var page = await options.Queries.List(listed, cursor, Page, cancellation);
            var ended = new List<EndedInstance>();
            foreach (var row in page.Items.Where(row => filter.EndedThrough is not { } through || row.FinishedAt <= through))
            {
                if (row.FinishedAt is not { } end)
                {
                    Keep(row.Id, NotEnded, $"it is {row.Status.Word()}");
                }
                else if (row.Wake is not null)
                {
                    Keep(row.Id, Owes, "it has ended and still owes something, such as a notice to its parent");
                }
                else
                {
                    ended.Add(new(row.Id, row.Number, end));
                }
            }

            await Delete(ended, isDry, cancellation);
            cursor = page.Next;
        }
        while (cursor is not null);
        return Report;
    }

    /// <summary>Round after round, for a child may have children of its own, which go first.</summary>
    private async Task Children(InstanceId parent, bool isDry, CancellationToken cancellation)
    {
        for (var before = -1L; before != _count && !(isDry && before >= 0);)
        {
            before = _count;
            for (EndedInstance? after = null; ;)
            {
                var page = await store.ReadEnded(DateTimeOffset.MaxValue, after, Page, cancellation);
                await Delete([.. page.Where(ended => ended.Instance.Text.StartsWith($"{parent}/", StringComparison.Ordinal))], isDry, cancellation);
                if (page.Length < Page)
                {
                    break;
                }

                after = page[^1];
            }
        }
    }

    private async Task Delete(IReadOnlyCollection<EndedInstance> ended, bool isDry, CancellationToken cancellation)
    {
        foreach (var one in ended.Where(one => !IsHere(one)))
        {
            Keep(one.Instance, Elsewhere, "another node holds its shard now");
        }

        if (isDry)
        {
            foreach (var one in ended.Where(IsHere))
            {
                Count(one);
            }

            return;
        }

        // One level of a family after the other: a parent goes only when its children are gone.
        foreach (var level in ended.Where(IsHere).GroupBy(one => one.Instance.Text.Count(letter => letter == '/')).OrderByDescending(level => level.Key))
        {
            foreach (var shard in level.GroupBy(one => ShardId.Of(one.Instance, options.Journal.Shards)))
            {
                expire(shard.Key, new ShardInput.Expired([.. shard.Select(one => (one.Instance, one.Number))], shard.Max(one => one.At)));
            }

            // Behind the deletion in the order of the shard, so that the answer is after it.
            foreach (var one in level)
            {
                if (await inspect(one.Instance, cancellation) is CommandResult.NotFound)
                {
                    Log.Purged(logger, one.Instance.Text, one.At);
                    Count(one);
                }
                else
                {
                    Keep(one.Instance, HasChildren, "it has children that are still there, or it was started or retried meanwhile");
                }
            }
        }
    }

    private bool IsHere(EndedInstance one) => isHere(ShardId.Of(one.Instance, options.Journal.Shards));

    private async Task<bool> MayGo(EndedInstance one, CancellationToken cancellation)
    {
        var page = await store.ReadEnded(one.At, one with { Number = one.Number - 1 }, 1, cancellation);
        return page.Length > 0 && page[0].Instance == one.Instance;
    }

    private void Count(EndedInstance one)
    {
        if (++_count <= PurgeReport.MostNamed)
        {
            _purged.Add(one.Instance);
        }
    }

    private void Keep(InstanceId id, string code, string why)
    {
        if (_kept.Count < PurgeReport.MostNamed)
        {
            _kept.Add(new(id, code, why));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Information, "Instance {Instance}, ended at {At:O}, is purged because somebody asked for it")]
        public static partial void Purged(ILogger logger, string instance, DateTimeOffset at);
    }
}
