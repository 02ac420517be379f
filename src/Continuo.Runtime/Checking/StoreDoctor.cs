using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Checking;

/// <summary>Looks through a whole store and says what is wrong in it. It changes nothing, and may run beside a server.</summary>
/// <remarks>Needs some hundred bytes of memory for each instance, and reads each commit once.</remarks>
public sealed class StoreDoctor(TimeProvider time)
{
    /// <summary>A store whose newest commit is so far ahead was written under another clock.</summary>
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>How long this store keeps events: a gap among younger ones is a loss.</summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whether the store looks at its every page too.</summary>
    public bool LooksAtPages { get; init; } = true;

    /// <summary>Told now and then how many items have passed.</summary>
    public Action<long>? Progress { get; init; }

    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    public async Task<StoreReport> Check(IStoreExport store, CancellationToken cancellation)
    {
        var findings = new Findings();
        if (store is IStoreExamination examination)
        {
            await examination.Examine(LooksAtPages, findings, cancellation);
        }

        var content = await Read(store, findings, cancellation);
        return new(store.Heading, content, findings.Kept, findings.Counts);
    }

    private async Task<StoreContent> Read(IStoreExport store, Findings findings, CancellationToken cancellation)
    {
        var heading = store.Heading;
        var checkpoints = new Dictionary<ShardId, long>();
        var shards = new List<StoreItem.ShardRow>();
        var sum = new ContentSum();
        var definitions = new DefinitionChecks(findings);
        var events = new EventChecks(findings, heading.EventParts, time.GetUtcNow(), EventRetention);
        var instances = new FoldedInstances(findings, heading.Shards, checkpoints);
        var passed = 0L;
        await foreach (var item in store.Read(cancellation))
        {
            sum.Add(item);
            if (++passed % 1_000 == 0)
            {
                Progress?.Invoke(passed);
            }

            switch (item)
            {
                case StoreItem.ShardRow shard:
                    shards.Add(shard);
                    checkpoints[shard.Id] = shard.CheckpointPos;
                    break;
                case StoreItem.Definition definition:
                    definitions.Add(definition.Stored);
                    break;
                case StoreItem.Instance instance:
                    instances.Add(instance);
                    break;
                case StoreItem.Commit commit:
                    instances.Add(commit);
                    break;
                case StoreItem.Snapshot snapshot:
                    instances.Add(snapshot);
                    break;
                case StoreItem.Listener listener:
                    instances.Add(listener);
                    break;
                case StoreItem.Event happened:
                    events.Add(happened);
                    break;
            }
        }

        events.Finish(shards);
        var states = instances.Finish(new InstanceChecks(findings, definitions.Has, instances.Has, events.Tails));
        CheckShards(heading, shards, findings);
        CheckClock(instances, findings);
        CountIncidents(instances, findings);
        return sum.Content(states);
    }

    private static void CheckShards(StoreHeading heading, List<StoreItem.ShardRow> shards, Findings findings)
    {
        foreach (var missing in Enumerable.Range(0, heading.Shards).Except(shards.Select(shard => shard.Id.Number)))
        {
            findings.Error(FindingCodes.ShardMissing, $"shard {missing}", $"the store has {heading.Shards} shards and no row of this one: nobody can claim it", "Copy the store with 'continuo store copy', which makes its shards anew.");
        }
    }

    private void CheckClock(FoldedInstances instances, Findings findings)
    {
        var newest = instances.All.Select(instance => instance.LastAt).DefaultIfEmpty().Max();
        var now = time.GetUtcNow();
        if (newest > now + s_clockTolerance)
        {
            findings.Warn(
                FindingCodes.ClockBehind, "the clock", $"the newest commit is of {newest:O}, {(newest - now).TotalMinutes:0} minutes after this machine's time: waits last that much longer", "Set the clock of this machine, or wait.");
        }
    }

    private static void CountIncidents(FoldedInstances instances, Findings findings)
    {
        foreach (var instance in instances.All.Where(instance => instance.Row.Status == InstanceStatus.Stuck || instance.Row.Compensation == CompensationStatus.Failed))
        {
            var what = instance.Row.Status == InstanceStatus.Stuck ? "it is stuck" : "its compensation failed";
            findings.Note(FindingCodes.Incidents, instance.Row.Id.Text, what, $"See: continuo instance show {instance.Row.Id}");
        }
    }
}
