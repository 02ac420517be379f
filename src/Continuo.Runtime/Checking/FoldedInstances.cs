using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Checking;

/// <summary>Folds every instance anew from its first commit, and holds all that the store says of it against that.</summary>
internal sealed class FoldedInstances(Findings findings, int shards, IReadOnlyDictionary<ShardId, long> checkpoints)
{
    private const int MostUnpacked = 2_000;
    private const string KeepACopy = "Keep a copy of the store and restore a backup, or purge the instance if it can be spared.";

    private readonly Dictionary<long, FoldedInstance> _instances = [];
    private readonly List<FoldedInstance> _unpacked = [];
    private readonly HashSet<InstanceId> _ids = [];

    public IEnumerable<FoldedInstance> All => _instances.Values;

    public bool Has(InstanceId id) => _ids.Contains(id);

    public void Add(StoreItem.Instance item)
    {
        var (row, shard) = (item.Row, item.Shard);
        _ids.Add(row.Id);
        _instances[row.Number] = new(row);
        if (ShardId.Of(row.Id, shards) is var right && right != shard)
        {
            findings.Error(FindingCodes.WrongShard, row.Id.Text, $"it is in shard {shard}; its id belongs to shard {right}, so nobody finds it there", "Copy the store with 'continuo store copy', which gives shards anew.");
        }
    }

    public void Add(StoreItem.Commit commit)
    {
        if (!_instances.TryGetValue(commit.Number, out var instance))
        {
            findings.Error(FindingCodes.CommitOfNobody, $"commit {commit.Pos}", $"it is of instance number {commit.Number}, which has no row", KeepACopy);
            return;
        }

        CheckChain(instance, commit);
        CheckPayloads(instance, $"commit {commit.Pos}", commit.Mentioned, commit.Payloads);
        instance.Passed(commit.Pos, commit.Seq, commit.At);
        Fold(instance, commit);
    }

    public void Add(StoreItem.Snapshot snapshot)
    {
        if (!_instances.TryGetValue(snapshot.Number, out var instance))
        {
            return;
        }

        CheckPayloads(instance, $"the snapshot at {snapshot.Pos}", snapshot.Mentioned, snapshot.Payloads);
        if (instance.IsBroken)
        {
            return;
        }

        try
        {
            if (StateCodec.Sum(StateCodec.Decode(instance.Row.Id, snapshot.Bytes.Span, snapshot.Payloads)) != StateCodec.Sum(instance.State))
            {
                findings.Error(FindingCodes.SnapshotDiffers, instance.Row.Id.Text, $"its snapshot at {snapshot.Pos} is another state than its commits up to there fold to", KeepACopy);
            }
        }
        catch (Exception unreadable) when (IsDamage(unreadable))
        {
            findings.Error(FindingCodes.SnapshotUnreadable, instance.Row.Id.Text, $"its snapshot at {snapshot.Pos} cannot be read: {unreadable.Message}", KeepACopy);
        }
    }

    public void Add(StoreItem.Listener listener)
    {
        if (_instances.TryGetValue(listener.Number, out var instance))
        {
            instance.Subscriptions.Add(listener.Subscription);
        }
        else
        {
            findings.Error(FindingCodes.SubscriptionOfNobody, $"instance number {listener.Number}", "a subscription belongs to no instance", KeepACopy);
        }
    }

    /// <summary>All commits have passed.</summary>
    /// <returns>The sum of the states.</returns>
    public UInt128 Finish(InstanceChecks checks)
    {
        UInt128 sum = 0;
        foreach (var (_, instance) in _instances)
        {
            CheckHead(instance);
            if (!instance.IsBroken)
            {
                sum += StateCodec.Sum(instance.State);
                checks.Check(instance.Row, instance.State, instance.Subscriptions);
                instance.Pack();
            }
        }

        return sum;
    }

    private void CheckChain(FoldedInstance instance, StoreItem.Commit commit)
    {
        if (commit.PrevPos == instance.LastPos && commit.Seq == instance.LastSeq + 1)
        {
            return;
        }

        findings.Error(
            FindingCodes.ChainBroken,
            instance.Row.Id.Text,
            $"commit {commit.Pos} is number {commit.Seq} and follows {commit.PrevPos}; the one before it is number {instance.LastSeq} at {instance.LastPos}",
            KeepACopy);
        instance.Break();
    }

    private void CheckPayloads(FoldedInstance instance, string where, IReadOnlyCollection<PayloadHash> mentioned, IReadOnlyCollection<Payload> found)
    {
        foreach (var hash in mentioned.Except(found.Select(payload => payload.Hash)))
        {
            findings.Error(FindingCodes.PayloadMissing, instance.Row.Id.Text, $"{where} refers to payload {hash}, which is not there", KeepACopy);
            instance.Break();
        }

        foreach (var payload in found.Where(payload => PayloadHash.Of(payload.Bytes.Span) != payload.Hash))
        {
            findings.Error(FindingCodes.PayloadChanged, instance.Row.Id.Text, $"payload {payload.Hash} of {where} has other bytes than its hash says", KeepACopy);
            instance.Break();
        }
    }

    private void Fold(FoldedInstance instance, StoreItem.Commit commit)
    {
        if (instance.IsBroken)
        {
            return;
        }

        try
        {
            var isNew = !instance.IsUnpacked;
            instance.Fold(commit.Facts.Span, commit.Payloads);
            if (isNew)
            {
                Unpacked(instance);
            }
        }
        catch (Exception unreadable) when (IsDamage(unreadable))
        {
            var newer = unreadable is NewerJournalException;
            findings.Error(
                newer ? FindingCodes.NewerFacts : FindingCodes.FactsUnreadable,
                instance.Row.Id.Text,
                $"commit {commit.Pos} cannot be folded: {unreadable.Message}",
                newer ? "Check this store with the version that wrote it." : KeepACopy);
            instance.Break();
        }
    }

    private void Unpacked(FoldedInstance instance)
    {
        _unpacked.Add(instance);
        if (_unpacked.Count > MostUnpacked)
        {
            _unpacked.ForEach(other => other.Pack());
            _unpacked.Clear();
        }
    }

    private void CheckHead(FoldedInstance instance)
    {
        var row = instance.Row;
        if (instance.LastPos == 0)
        {
            findings.Error(FindingCodes.NoCommits, row.Id.Text, "it has a row and no commit", KeepACopy);
            instance.Break();
        }
        else if (row.HeadPos > instance.LastPos)
        {
            findings.Error(FindingCodes.CommitsLost, row.Id.Text, $"its row has seen commit {row.HeadPos}; the newest one in the journal is {instance.LastPos}", KeepACopy);
            instance.Break();
        }
        else if (row.HeadPos < instance.LastPos && instance.LastPos <= checkpoints.GetValueOrDefault(ShardId.Of(row.Id, shards)))
        {
            findings.Error(
                FindingCodes.HeadHidden,
                row.Id.Text,
                $"its row ends at {row.HeadPos} and its newest commit is {instance.LastPos}, which the checkpoint has passed: whoever adopts the shard goes on at the wrong place",
                "Copy the store with 'continuo store copy', which takes heads from the journal.");
        }
    }

    /// <summary>What damaged bytes make of a reader, which trusts them.</summary>
    private static bool IsDamage(Exception thrown) => thrown is not OperationCanceledException and not OutOfMemoryException;
}
