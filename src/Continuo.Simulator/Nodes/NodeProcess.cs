using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Ownership;
using Continuo.Engine.Shards;

namespace Continuo.Simulator.Nodes;

/// <summary>One life of a node: the real keeper, the real shards in their real seats, and simulated hands for what they ask.</summary>
internal sealed class NodeProcess
{
    private static readonly TimeSpan s_answerPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<CommandId, Action<CommandResult>> _waiting = [];

    public NodeProcess(string name, SimHost host, Cluster cluster)
    {
        (Name, Host, Cluster) = (name, host, cluster);
        Store = new(this);
        Writers = [.. Enumerable.Range(0, cluster.Options.Writers).Select(slot => new NodeWriter(this, slot))];
        Seats = new(this);
        Effects = new(this);
        Ownership = new(this);
    }

    public string Name { get; }

    public SimHost Host { get; }

    public Cluster Cluster { get; }

    public StoreLink Store { get; }

    public ImmutableArray<NodeWriter> Writers { get; }

    public Seats Seats { get; }

    public EffectPerformer Effects { get; }

    public Ownership Ownership { get; }

    public bool IsDead { get; set; }

    public DateTimeOffset Now => Host.Now;

    public NodeWriter WriterOf(int shard) => Writers[shard % Writers.Length];

    public void Begin()
    {
        Cluster.Membership.Join(this);
        Beat();
    }

    public void Post(Action action) => Host.Run(this, action);

    public void Later(TimeSpan delay, Action action) => Cluster.World.After(delay, () => Post(action));

    public void Note(string what) => Cluster.World.Note(Name, what);

    /// <summary>Brings a command to the shard it is for, wherever that is. The answer may never come: then it is <c>Busy</c>, as whoever asks must expect.</summary>
    public void Ask(CommandId id, int shard, ShardInput input, Action<CommandResult> answered)
    {
        if (Seats.Find(shard) is { } seated)
        {
            Await(id, answered);
            Seats.Feed(seated, input);
        }
        else if (Ownership.Placement.OwnerOf(new(shard)) is { } owner && owner != Name)
        {
            Await(id, answered);
            Cluster.Send(Host, owner, there => there.Take(id, shard, input, this));
        }
        else
        {
            answered(new CommandResult.Busy("no owner", s_soon));
        }
    }

    public void Answered(CommandId id, CommandResult result)
    {
        if (_waiting.Remove(id, out var answered))
        {
            answered(result);
        }
    }

    /// <summary>Who asked the shards that are dropped is told to ask again.</summary>
    public void AnswerAll(CommandResult result)
    {
        foreach (var id in _waiting.Keys.ToList())
        {
            Answered(id, result);
        }
    }

    /// <summary>It has learned that the others take it for dead: what it does can count no more.</summary>
    public void Exit()
    {
        Note("exits: declared dead");
        Host.Kill();
        Cluster.World.After(TimeSpan.FromSeconds(2), Host.Start);
    }

    private void Take(CommandId id, int shard, ShardInput input, NodeProcess asker)
    {
        void Back(CommandResult result) => Cluster.Send(Host, asker.Name, there => there.Answered(id, result));
        if (Seats.Find(shard) is { } seated)
        {
            Await(id, Back);
            Seats.Feed(seated, input);
        }
        else
        {
            Back(new CommandResult.Busy("not the owner", s_soon));
        }
    }

    private void Await(CommandId id, Action<CommandResult> answered)
    {
        if (!_waiting.TryAdd(id, answered))
        {
            // The same command again: whoever asked before has given up.
            _waiting[id] = answered;
            return;
        }

        Later(s_answerPatience, () => Answered(id, new CommandResult.Busy("no answer", s_soon)));
    }

    /// <summary>Once a second: that it lives, who else does, what is new in the event log, and the checkpoint.</summary>
    private void Beat()
    {
        var look = Seats.BeginLook();
        Store.Read(db => (Members: Cluster.Membership.Beat(this), Keys: look(db)), found =>
        {
            if (found.Members.IsDead(Name))
            {
                Exit();
                return;
            }

            Ownership.Tell(new KeeperInput.Members(found.Members.Nodes, found.Members.Dead));
            Seats.Announce(found.Keys);
        });
        Later(s_beat, Beat);
    }
}
