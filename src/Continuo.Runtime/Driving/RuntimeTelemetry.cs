using System.Diagnostics;
using System.Diagnostics.Metrics;
using Continuo.Runtime.Journaling;

namespace Continuo.Runtime.Driving;

/// <summary>What the runtime measures, under the name <c>Continuo.Runtime</c>.</summary>
internal static class RuntimeTelemetry
{
    public const string Name = "Continuo.Runtime";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter s_meter = new(Name);

    public static readonly Counter<long> Commits = s_meter.CreateCounter<long>("continuo.commits", "{commit}", "Commits of instances that became durable.");

    public static readonly Histogram<int> BatchSize = s_meter.CreateHistogram<int>("continuo.commit.batch", "{commit}", "Commits in one transaction.");

    public static readonly Histogram<double> CommitTime = s_meter.CreateHistogram<double>("continuo.commit.duration", "s", "One transaction of the journal.");

    public static readonly Counter<long> UnknownOutcomes = s_meter.CreateCounter<long>("continuo.commit.unknown", "{transaction}", "Transactions whose outcome was unknown.");

    public static readonly Counter<long> Fenced = s_meter.CreateCounter<long>("continuo.commit.fenced", "{transaction}", "Transactions refused because another writer has claimed the shards.");

    public static readonly Counter<long> Unavailable = s_meter.CreateCounter<long>("continuo.commit.unavailable", "{transaction}", "Attempts at a transaction that found the store out of reach or full.");

    public static readonly Counter<long> Rejected = s_meter.CreateCounter<long>("continuo.commit.rejected", "{commit}", "Commits that the store refused, by reason.");

    public static readonly UpDownCounter<int> EffectsInFlight = s_meter.CreateUpDownCounter<int>("continuo.effects.in_flight", "{effect}", "Effects that hold a slot.");

    public static readonly UpDownCounter<int> EffectsQueued = s_meter.CreateUpDownCounter<int>("continuo.effects.queued", "{effect}", "Effects that wait for a slot.");

    public static readonly Counter<long> EffectsDropped = s_meter.CreateCounter<long>("continuo.effects.dropped", "{effect}", "Results that came too late.");

    public static readonly Counter<long> EffectsFailed = s_meter.CreateCounter<long>("continuo.effects.failed", "{effect}", "Attempts that ended in an error.");

    public static readonly Counter<long> InputsDropped = s_meter.CreateCounter<long>("continuo.inputs.dropped", "{input}", "Answers for an incarnation of a shard that is gone.");

    public static readonly Counter<long> InstancesExpired = s_meter.CreateCounter<long>("continuo.retention.instances", "{instance}", "Ended instances whose time in the store is over.");

    public static readonly Counter<long> CommandsRefused = s_meter.CreateCounter<long>("continuo.commands.refused", "{command}", "Commands refused at a limit.");

    public static void Count(CommitOutcome? outcome)
    {
        switch (outcome)
        {
            case CommitOutcome.Fenced:
                Fenced.Add(1);
                break;
            case CommitOutcome.Committed { Rejected: { IsEmpty: false } rejected }:
                foreach (var slice in rejected)
                {
                    Rejected.Add(1, new KeyValuePair<string, object?>("reason", slice.Reason));
                }

                break;
        }
    }
}
