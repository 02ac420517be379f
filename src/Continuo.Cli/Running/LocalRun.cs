using System.Collections.Immutable;
using System.Diagnostics;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Messaging;
using Continuo.Processes;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Server;
using Continuo.Services.Registry;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Microsoft.Extensions.DependencyInjection;
using Node = Continuo.Runtime.Node;

namespace Continuo.Cli.Running;

/// <summary>Runs one definition on an engine inside this process, and says how it ended.</summary>
internal static class LocalRun
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    public static async Task<int> Execute(RunSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        // Signals are heard once this has returned; until then they end the process without a word.
        await Task.Yield();
        using var store = RunStore.Open(settings.DataDirectory);
        await using var host = Host(settings, store);
        var documents = new LocalDocuments(host, settings.File);
        ImmutableArray<WorkflowDefinition> definitions;
        try
        {
            if (await Load(documents, settings, terminal, cancellation) is not { } definition)
            {
                return ExitCode.Invalid;
            }

            definitions = settings.File == "-" ? [definition] : [.. await FolderDefinitions.Reachable(definition, settings.File, documents, cancellation), definition];
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Print(null, Stopped("before it was started: the documents that it needs were not there yet"), settings, terminal);
            return ExitCode.Failed;
        }

        var node = await StartNode(host);
        try
        {
            return await Run(node, definitions, settings, terminal, cancellation);
        }
        catch (JournalUnavailableException refused)
        {
            throw new CliException(ExitCode.Failed, refused.Message);
        }
        finally
        {
            await node.Drain(TimeSpan.Zero);
        }
    }

    private static async Task<int> Run(Node node, ImmutableArray<WorkflowDefinition> definitions, RunSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var progress = new RunProgress(terminal, settings.IsJson, watch);

        // A node that cannot write does not answer, and the time is up all the same.
        using var late = new CancellationTokenSource(settings.Timeout < s_longest ? settings.Timeout + s_grace : s_longest, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        InstanceView? view = null;
        try
        {
            await Deploy(node, definitions, settings, either.Token);
            var definition = definitions[^1];
            var start = definition.Schedule?.On is not null && settings.Events.Length > 0
                ? await ScheduledInput.Hear(definition, settings, new RunProgress(terminal, isSilent: true, watch), watch, either.Token)
                : new ScheduledInput(settings.Input, settings.Events);
            if (start is not null)
            {
                var result = await node.StartInstance(definition.Name, definition.Version, start.Input, new StartOptions(), either.Token);
                if (result is not CommandResult.Started started)
                {
                    return NotStarted(result, settings, terminal);
                }

                progress.Started(started.View);
                view = await new EndWatch(node, definition, progress, watch).Await(started.View, start.Further, settings.Timeout, either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Before anything was started; how it ends is said below.
        }

        var unfinished = Unfinished(view, node, settings, cancellation);
        progress.Ended(view, unfinished);
        Print(view, unfinished, settings, terminal);
        if (view?.Status == InstanceStatus.Completed)
        {
            await Detached.Finish(node, definitions, either.Token);
        }

        return view?.Status switch
        {
            InstanceStatus.Completed => ExitCode.Ok,
            InstanceStatus.Faulted or InstanceStatus.Cancelled or InstanceStatus.Stuck => ExitCode.Failed,
            _ => cancellation.IsCancellationRequested ? ExitCode.Failed : ExitCode.TimedOut,
        };
    }

    private static async Task Deploy(Node node, ImmutableArray<WorkflowDefinition> definitions, RunSettings settings, CancellationToken cancellation)
    {
        foreach (var definition in definitions)
        {
            if (await node.Deploy(definition, cancellation) == DeployOutcome.Pinned)
            {
                throw new CliException(ExitCode.Invalid, $"{definition.Name} {definition.Version} has run in {settings.DataDirectory} with other content.", "Give it a new document.version, or use another --data.");
            }
        }
    }

    /// <summary>Why it did not come to its end; null when it did, or when it simply takes longer than it may.</summary>
    private static WorkflowError? Unfinished(InstanceView? view, Node node, RunSettings settings, CancellationToken cancellation)
    {
        if (view is { } seen && (seen.Status.IsFinal() || seen.Status == InstanceStatus.Stuck))
        {
            return null;
        }

        var state = view is null ? "before it was started" : $"while it was {view.Status.Word()}";
        if (cancellation.IsCancellationRequested)
        {
            var rest = view is null ? "" : settings.DataDirectory is { } kept ? $" It goes on with the next run over {kept}." : " Its store was temporary; --data keeps it.";
            return Stopped($"{state}.{rest}".TrimEnd('.'));
        }

        var (ready, why) = node.Readiness;
        return ready && view is not null ? null
            : new WorkflowError(ErrorTypes.Timeout.Uri, ErrorTypes.Timeout.Status, "The time is up", $"The time was up {state}{(ready ? "" : $": {why.TrimEnd('.')}")}.");
    }

    private static WorkflowError Stopped(string when) => new(ErrorTypes.Runtime.Uri, ErrorTypes.Runtime.Status, "Stopped", $"The run was stopped {when}.");

    private static async Task<WorkflowDefinition?> Load(LocalDocuments documents, RunSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        var loaded = await documents.Load(Inputs.Text("run", settings.File), cancellation);
        if (loaded.Definition is { } complete && HostFunctions.Check(complete, []) is { IsEmpty: false } unknown)
        {
            loaded = new LoadResult(null, [.. loaded.Diagnostics, .. unknown]);
        }

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

    private static void Print(InstanceView? view, WorkflowError? unfinished, RunSettings settings, Terminal terminal)
    {
        if (settings.IsJson)
        {
            terminal.Json(RunReport.Of(view, unfinished));
        }
        else if (view?.Status == InstanceStatus.Completed)
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
            options.RunsSchedules = false;
            options.SecretsDirectory = settings.SecretsDirectory;
            options.DocumentBase = FolderOf(settings.File);
            options.BallastBytes = store.IsTemporary ? 0 : options.BallastBytes;
            options.DefaultCatalog = settings.Catalog;
            foreach (var folder in settings.DocumentFolders)
            {
                options.DocumentFolders.Add(folder);
            }

            foreach (var (name, value) in settings.Secrets)
            {
                options.Secrets[name] = value;
            }

            foreach (var (name, address) in settings.Services)
            {
                options.Services[name] = address;
            }
        });
        services.AddContinuoMessaging();
        services.Configure<ServicesOptions>(calls => calls.AllowStdio = settings.Allowed.HasFlag(AllowedProcesses.Shell));
        services.AddContinuoProcesses(processes =>
        {
            processes.Allowed = settings.Allowed;
            processes.SourceDirectories.Add(settings.File == "-" ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(settings.File))!);
        });
        return services.BuildServiceProvider();
    }

    /// <summary>What relative addresses in the workflow refer to; a workflow from the standard input stands where the program runs.</summary>
    private static Uri FolderOf(string file) =>
        new($"{(file == "-" ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(file))!).TrimEnd('/')}/");
}
