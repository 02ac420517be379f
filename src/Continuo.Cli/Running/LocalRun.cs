using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Server;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Running;

/// <summary>Runs one definition on an engine inside this process, and says how it ended.</summary>
internal static class LocalRun
{
    public static async Task<int> Execute(RunSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        if (Load(settings, terminal) is not { } definition)
        {
            return ExitCode.Invalid;
        }

        var others = settings.File == "-" ? [] : FolderDefinitions.Reachable(definition, settings.File);
        using var store = RunStore.Open(settings.DataDirectory);
        await using var host = Host(settings, store);
        var node = await StartNode(host);
        try
        {
            foreach (var other in others.Append(definition))
            {
                if (await node.Deploy(other, cancellation) == DeployOutcome.Pinned)
                {
                    throw new CliException(ExitCode.Invalid, $"{other.Name} {other.Version} has run in {store.Directory} with other content.", "Give it a new document.version, or use another --data.");
                }
            }

            return await Run(node, definition, settings, terminal, cancellation);
        }
        finally
        {
            await node.Drain(TimeSpan.Zero);
        }
    }

    private static async Task<int> Run(Node node, WorkflowDefinition definition, RunSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var startedByEvents = definition.Schedule?.On is not null && settings.Events.Length > 0;
        var input = startedByEvents ? ScheduledInput.Of(settings.Events, definition.Schedule!.Read) : settings.Input;
        var result = await node.StartInstance(definition.Name, definition.Version, input, new StartOptions(), cancellation);
        if (result is not CommandResult.Started started)
        {
            return NotStarted(result, settings, terminal);
        }

        var progress = new RunProgress(terminal, settings.IsJson, watch);
        progress.Started(started.View);
        var events = startedByEvents ? [] : settings.Events;
        var view = await new EndWatch(node, definition, progress, watch).Await(started.View, events, settings.Timeout, cancellation);
        progress.Ended(view);
        Print(view, settings, terminal);
        return view.Status switch
        {
            InstanceStatus.Completed => ExitCode.Ok,
            InstanceStatus.Faulted or InstanceStatus.Cancelled or InstanceStatus.Stuck => ExitCode.Failed,
            _ => ExitCode.TimedOut,
        };
    }

    private static WorkflowDefinition? Load(RunSettings settings, Terminal terminal)
    {
        var loaded = WorkflowLoader.Load(Inputs.Text("run", settings.File));
        foreach (var diagnostic in loaded.Diagnostics)
        {
            terminal.Note(diagnostic.Format(settings.File));
        }

        var blocking = loaded.Definition?.Unsupported.Where(feature => feature.BlocksStart).ToList() ?? [];
        if (loaded.Definition is { } definition && blocking.Count == 0)
        {
            return definition;
        }

        var detail = blocking.Count > 0
            ? $"This version does not execute {string.Join(", ", blocking.Select(feature => feature.Feature).Distinct())}."
            : "The definition is not valid.";
        terminal.Note($"error: {detail}");
        if (settings.IsJson)
        {
            terminal.Json(RunReport.Rejected(detail, loaded.Diagnostics.Select(diagnostic => RunReport.Diagnostic(settings.File, diagnostic))));
        }

        return null;
    }

    private static int NotStarted(CommandResult result, RunSettings settings, Terminal terminal)
    {
        var why = result switch
        {
            CommandResult.Refused refused => refused.Why,
            CommandResult.NotFound missing => missing.Why,
            CommandResult.Conflict conflict => conflict.Why,
            CommandResult.Busy busy => $"The limit '{busy.Limit}' is reached.",
            _ => throw new UnreachableException(),
        };
        terminal.Note($"error: {why}");
        if (settings.IsJson)
        {
            terminal.Json(RunReport.Rejected(why, []));
        }

        return ExitCode.Invalid;
    }

    private static void Print(InstanceView view, RunSettings settings, Terminal terminal)
    {
        if (settings.IsJson)
        {
            terminal.Json(RunReport.Of(view));
        }
        else if (view.Status == InstanceStatus.Completed)
        {
            terminal.Json(view.Output);
        }
    }

    private static async Task<Node> StartNode(ServiceProvider host)
    {
        try
        {
            var node = host.GetRequiredService<Node>();
            await node.Start(CancellationToken.None);
            return node;
        }
        catch (JournalUnavailableException refused)
        {
            throw new CliException(ExitCode.Conflict, refused.Message);
        }
        catch (HostingException refused)
        {
            throw new CliException(ExitCode.Invalid, refused.Message);
        }
    }

    private static ServiceProvider Host(RunSettings settings, RunStore store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddContinuo(options =>
        {
            options.DataDirectory = store.Directory;
            options.BallastBytes = store.IsTemporary ? 0 : options.BallastBytes;
            foreach (var (name, value) in settings.Secrets)
            {
                options.Secrets[name] = value;
            }

            foreach (var (name, address) in settings.Services)
            {
                options.Services[name] = address;
            }
        });
        return services.BuildServiceProvider();
    }
}
