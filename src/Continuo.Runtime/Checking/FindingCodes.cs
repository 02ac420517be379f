namespace Continuo.Runtime.Checking;

/// <summary>What a check can find. Codes are stable; docs/internals/store.md says which invariant each is of.</summary>
public static class FindingCodes
{
    public const string ChainBroken = "chain-broken";
    public const string CommitOfNobody = "commit-of-nobody";
    public const string CommitsLost = "commits-lost";
    public const string NoCommits = "no-commits";
    public const string HeadHidden = "head-hidden";
    public const string WrongShard = "wrong-shard";
    public const string FactsUnreadable = "facts-unreadable";
    public const string NewerFacts = "newer-facts";
    public const string SnapshotDiffers = "snapshot-differs";
    public const string SnapshotUnreadable = "snapshot-unreadable";
    public const string PayloadMissing = "payload-missing";
    public const string PayloadChanged = "payload-changed";
    public const string RowDiffers = "row-differs";
    public const string WakeDiffers = "wake-differs";
    public const string LabelsDiffer = "labels-differ";
    public const string FieldsDiffer = "fields-differ";
    public const string SubscriptionMissing = "subscription-missing";
    public const string SubscriptionLeft = "subscription-left";
    public const string SubscriptionDiffers = "subscription-differs";
    public const string SubscriptionOfNobody = "subscription-of-nobody";
    public const string ParentMissing = "parent-missing";
    public const string DefinitionMissing = "definition-missing";
    public const string DefinitionChanged = "definition-changed";
    public const string DefinitionUnreadable = "definition-unreadable";
    public const string EventTwice = "event-twice";
    public const string EventsMissing = "events-missing";
    public const string EventMarkBeyond = "event-mark-beyond";
    public const string ShardMissing = "shard-missing";
    public const string ClockBehind = "clock-behind";
    public const string Incidents = "incidents";
    public const string PageDamaged = "page-damaged";
    public const string RowOfNobody = "row-of-nobody";
    public const string SnapshotOfNothing = "snapshot-of-nothing";
    public const string TwoWriters = "two-writers";
    public const string WriterUnknown = "writer-unknown";
    public const string NetworkFileSystem = "network-file-system";
    public const string DiskShort = "disk-short";
    public const string BallastGivenUp = "ballast-given-up";
    public const string WalLarge = "wal-large";
    public const string EventMisfiled = "event-misfiled";
}
