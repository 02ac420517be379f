using System.Collections.Immutable;
using Continuo.Runtime.Driving;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Lifecycle;

/// <summary>Runs the sinks of a node: those of its host, and the event log once a workflow asks for lifecycle events.</summary>
internal sealed class LifecycleSinks(LifecycleFeed feed, NodeOptions options, DefinitionCache definitions, ICommands commands, CancellationToken ended)
{
    private readonly Lock _lock = new();
    private readonly List<Task> _running = [];
    private int _feedsLog;

    /// <summary>Whether sinks are served here; of several nodes one serves them.</summary>
    public Func<bool> Serves { get; init; } = () => true;

    /// <summary>After the node has started: then the newest position is known.</summary>
    public async Task Start(CancellationToken cancellation)
    {
        foreach (var sink in options.LifecycleSinks)
        {
            await Run(sink, cancellation);
        }

        // Only a text that has the prefix, whatever its dots are written as, can ask.
        foreach (var stored in (await options.Definitions.List(null, cancellation)).Where(stored => stored.Source.Contains("serverlessworkflow", StringComparison.Ordinal)))
        {
            if (await definitions.Find(stored.Hash, cancellation) is { } definition)
            {
                await Deployed(definition);
            }
        }
    }

    public async Task Deployed(WorkflowDefinition definition)
    {
        if (definition.AsksForLifecycle && Interlocked.Exchange(ref _feedsLog, 1) == 0)
        {
            await Run(new EventLogSink(commands, definitions), ended);
        }
    }

    /// <summary>Once they were told to end: waits until each has noted how far it came.</summary>
    public async Task Stop()
    {
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
    }

    /// <summary>The mark first: what happens once this has returned, the sink is told.</summary>
    private async Task Run(ILifecycleSink sink, CancellationToken cancellation)
    {
        var runner = new SinkRunner(sink, feed, options.Records, options.Time, options.Loggers.CreateLogger<SinkRunner>()) { Serves = options.Router is null ? null : Serves };
        var mark = await runner.Mark(cancellation);
        lock (_lock)
        {
            _running.Add(Task.Run(() => runner.Run(mark, ended), CancellationToken.None));
        }
    }
}
