using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Simulator.Checking;
using Continuo.Simulator.Nodes;
using Continuo.Workflows.Json;

namespace Continuo.Simulator.Workloads;

/// <summary>Those outside who start workflows, publish events and interfere. Each asks any node, and asks again until it has an answer that counts.</summary>
internal sealed class Clients(Cluster cluster, HistoryChecker history)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan s_lastStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_lastWord = TimeSpan.FromSeconds(150);

    private readonly SortedSet<string> _suspended = new(StringComparer.Ordinal);
    private int _events;

    /// <summary>Operations that have no answer yet.</summary>
    public int Pending { get; private set; }

    public void Begin()
    {
        var world = cluster.World;
        for (var i = 0; i < cluster.Options.Instances; i++)
        {
            var (instance, kind) = ($"i{i}", world.Chance.Of(Kinds.Started));
            world.After(world.Chance.Between(TimeSpan.Zero, s_lastStart), () => Start(instance, kind));
        }

        for (var i = 0; i < cluster.Options.Instances / 3; i++)
        {
            var instance = $"i{world.Chance.Below(cluster.Options.Instances)}";
            world.After(world.Chance.Between(TimeSpan.Zero, s_lastWord), () => Interfere(instance));
        }

        for (var i = 0; i < cluster.Options.Instances / 4; i++)
        {
            world.After(world.Chance.Between(TimeSpan.Zero, s_lastWord), Publish);
        }
    }

    /// <summary>One workflow and nothing else.</summary>
    public void BeginSmall(TimeSpan after)
    {
        for (var i = 0; i < cluster.Options.Instances; i++)
        {
            var instance = $"i{i}";
            cluster.World.After(after, () => Start(instance, Kinds.Named("small")));
        }
    }

    public void Start(string instance, Kind kind) =>
        Command(instance, there => new Stimulus.Start(kind.Start(there.Seats.EventTail)), result =>
        {
            cluster.World.Holds(result is CommandResult.Started, "a start is taken", $"the start of '{instance}' was answered with {result.GetType().Name}");
            history.Started(instance, kind, ((CommandResult.Started)result).View);
        });

    public void Publish()
    {
        var n = ++_events;
        JsonValue body = JsonObject.Of(("specversion", "1.0"), ("id", $"e{n}"), ("source", "https://client"), ("type", "order"), ("data", JsonObject.Of(("n", n))));
        Try(0, (_, id) => new ShardInput.Publish(id, 0, [body]), result => history.Published(body, ((CommandResult.Published)result).Positions[0]));
    }

    /// <summary>What somebody suspended is resumed, and what was parked because processes died over it is retried, as an operator would, so that all can end.</summary>
    public void Finish()
    {
        foreach (var parked in cluster.Database.Instances.Where(found => found.Row.Status == InstanceStatus.Stuck))
        {
            Command(parked.Row.Id.Text, _ => new Stimulus.Retry(null), _ => { });
        }

        foreach (var instance in _suspended)
        {
            Command(instance, _ => new Stimulus.Resume(), _ => { });
        }

        Publish();
        Publish();
    }

    private void Interfere(string instance)
    {
        switch (cluster.World.Chance.Below(6))
        {
            case 0:
                history.Disturbed(instance);
                Command(instance, _ => new Stimulus.Cancel("somebody wants it"), _ => { });
                break;
            case 1:
                _suspended.Add(instance);
                Command(instance, _ => new Stimulus.Suspend(), _ => { });
                break;
            case 2:
                history.Disturbed(instance);
                cluster.Statuses.MayEndAgain(new(instance));
                Command(instance, _ => new Stimulus.Retry(null), _ => { });
                break;
            default:
                Command(instance, _ => new Stimulus.Inspect(), result =>
                {
                    if (result is CommandResult.Viewed viewed)
                    {
                        history.Seen(viewed.Instance);
                    }
                });
                break;
        }
    }

    private void Command(string instance, Func<NodeProcess, Stimulus> stimulus, Action<CommandResult> answered)
    {
        var id = new InstanceId(instance);
        Try(ShardId.Of(id, cluster.Options.Shards).Number, (there, command) => new ShardInput.Command(command, id, stimulus(there)), answered);
    }

    private void Try(int shard, Func<NodeProcess, CommandId, ShardInput> input, Action<CommandResult> answered)
    {
        Pending++;
        Attempt();

        void Attempt()
        {
            var world = cluster.World;
            if (world.Chance.Of(cluster.Hosts).Process is not { } there)
            {
                world.After(s_again, Attempt);
                return;
            }

            var isOver = false;
            var id = new CommandId(world.Chance.NextId());
            world.After(cluster.Delay(), () => there.Post(() => there.Ask(id, shard, input(there, id), result => world.After(cluster.Delay(), () => Settle(result)))));
            world.After(s_patience, () => Settle(new CommandResult.Busy("no answer", s_again)));

            void Settle(CommandResult result)
            {
                if (isOver)
                {
                    return;
                }

                isOver = true;
                if (result is CommandResult.Busy)
                {
                    world.After(s_again, Attempt);
                    return;
                }

                Pending--;
                answered(result);
            }
        }
    }
}
