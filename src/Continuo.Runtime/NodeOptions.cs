using System.Collections.Immutable;
using Continuo.Engine;
using Continuo.Engine.Ownership;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Lifecycle;
using Continuo.Runtime.Ownership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuo.Runtime;

/// <summary>What a node is made of. Only the store must be given; the journal's owner is the node, which disposes it.</summary>
public sealed record NodeOptions
{
    public required IJournal Journal { get; init; }

    public required IDefinitionStore Definitions { get; init; }

    public required IInstanceQueries Queries { get; init; }

    /// <summary>Who performs effects of the outside, one handler for each kind. Those inside the node (functions, events, children) it brings itself.</summary>
    public ImmutableArray<IEffectHandler> Handlers { get; init; } = [];

    /// <summary>Whether scheduled workflows start by themselves here.</summary>
    public bool RunsSchedules { get; init; }

    public FunctionRegistry Functions { get; init; } = new([]);

    /// <summary>Threads for functions that block; more of them wait for one. Those that await hold none meanwhile.</summary>
    public int FunctionThreads { get; init; } = Math.Max(32, 4 * Environment.ProcessorCount);

    public ISecretSource Secrets { get; init; } = NoSecrets.Instance;

    /// <summary>Who is told of lifecycle events, beside those who subscribe.</summary>
    public ImmutableArray<ILifecycleSink> LifecycleSinks { get; init; } = [];

    /// <summary>Keeps how far sinks were served; without it they begin anew with each start.</summary>
    public IRecordStore? Records { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public EngineLimits Limits { get; init; } = EngineLimits.Default;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What the store forgets, and when; nothing without it.</summary>
    public RetentionOptions? Retention { get; init; }

    /// <summary>The way to the shards of other nodes; with it this one begins with none, and has those that it is told to claim. Without it it has them all.</summary>
    public IShardRouter? Router { get; init; }

    /// <summary>The times by which shards are claimed and handed over, among several nodes.</summary>
    public KeeperOptions Keeping { get; init; } = new();

    /// <summary>How long a shard that is handed over may take to come to rest. What runs for it then is begun again at its next owner, with the same key.</summary>
    public TimeSpan HandOverPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How the store knows this process.</summary>
    public string Name { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Threads that drive shards. One does about 60,000 turns a second; more than one is for many cores.</summary>
    public int Drivers { get; init; } = 1;

    /// <summary>Makes generated ids and jitter repeatable.</summary>
    public int? Seed { get; init; }
}
