using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Remote;
using Continuo.Cluster;
using Continuo.Journal.Postgres;
using Continuo.Messaging;
using Continuo.Processes;
using Continuo.Runtime.Journaling;
using Continuo.Server;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Continuo.Cli.Serving;

/// <summary><c>continuo serve</c>: the engine with its store and its HTTP API.</summary>
internal static class ServeCommand
{
    public static Command Build(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Where the store is (.continuo).", HelpName = "DIR", DefaultValueFactory = _ => ".continuo" };
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by ';'. Other than loopback addresses demand a token.",
            HelpName = "URLS",
            DefaultValueFactory = _ => ServerOptions.StandardAddress,
        };
        var retention = new Option<TimeSpan?>("--retention")
        {
            Description = "How long ended instances are kept (7d); 'forever' keeps them all.",
            HelpName = "duration",
            CustomParser = parsed => parsed.Tokens is [{ Value: "forever" }] ? Timeout.InfiniteTimeSpan : Durations.Parse(parsed),
        };
        var archive = new Option<string>("--archive") { Description = "A folder that keeps ended instances, with their histories, before they are deleted.", HelpName = "DIR" };
        var services = ServiceAddresses.Option();
        var cluster = new ClusterSettings();
        var (catalog, folders) = (DocumentOptions.Catalog(), DocumentOptions.Folders());
        var allow = AllowOption.Create();
        var sinks = LifecycleSinkOption.Create();
        var secrets = SecretsFolderOption.Create();
        var command = new Command("serve", "Run the server: engine, store and HTTP API in one process.") { data, urls, retention, archive, services, allow, catalog, folders, sinks, secrets };
        cluster.AddTo(command);
        command.SetAction((parsed, cancellation) => Serve(
            new ServeSettings(parsed.GetValue(data)!, ListenAddresses.Read(parsed.GetValue(urls)!), parsed.GetValue(retention), ServiceAddresses.Read(parsed.GetValue(services)), AllowOption.Read(parsed.GetValue(allow)), parsed.GetValue(catalog), parsed.GetValue(folders) ?? [], LifecycleSinkOption.Read(parsed.GetValue(sinks)), parsed.GetValue(secrets), parsed.GetValue(archive), cluster.Read(parsed)),
            ContinuoCommandLine.IsJson(parsed),
            terminal,
            cancellation));
        return HelpWithExamples.Examples(command, "continuo serve", "continuo serve --data /var/lib/continuo --urls http://127.0.0.1:8420", "continuo serve --retention 30d --archive /var/lib/continuo-archive", "continuo serve --store postgres://continuo@db.example.com/continuo");
    }

    private static async Task<int> Serve(ServeSettings settings, bool json, Terminal terminal, CancellationToken cancellation)
    {
        await using var app = await Start(settings, cancellation);
        var address = string.Join(' ', app.Urls);
        if (json)
        {
            terminal.Json(JsonObject.Of(("url", address), ("data", Path.GetFullPath(settings.DataDirectory)), ("pid", Environment.ProcessId)));
        }
        else
        {
            terminal.Line(settings.Store is null
                ? $"Continuo serves {address}, data in {Path.GetFullPath(settings.DataDirectory)}. Ctrl+C ends it."
                : $"Continuo serves {address}, one of the nodes of the store. Ctrl+C hands its shards over and ends it.");
        }

        await app.WaitForShutdownAsync(cancellation);
        return Environment.ExitCode;
    }

    private static async Task<WebApplication> Start(ServeSettings settings, CancellationToken cancellation)
    {
        try
        {
            var app = Build(settings, settings.Store is { } store ? await store.Open(cancellation) : null);
            await app.StartAsync(cancellation);
            return app;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException || taken is { InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } })
        {
            throw new CliException(ExitCode.Conflict, $"The address {string.Join(' ', settings.Urls)} is taken by another process.", "Choose another with --urls, or end that process.");
        }
        catch (SocketException unusable)
        {
            throw new CliException(ExitCode.Invalid, $"Cannot listen on {string.Join(' ', settings.Urls)}: {unusable.Message}.", "Choose another address with --urls.");
        }
        catch (Exception refused) when (refused is JournalUnavailableException or HostingException)
        {
            throw new CliException(refused is HostingException ? ExitCode.Invalid : ExitCode.Conflict, refused.Message);
        }
    }

    private static WebApplication Build(ServeSettings settings, PostgresJournal? store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders()
            .AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior) = (true, LoggerColorBehavior.Default))
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.Warning)

            // A start that fails is told in words and by the exit code; the host would add a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (store is not null)
        {
            // Before the node: it joins first and leaves last.
            settings.Store!.Join(builder, store);
        }

        builder.Services.AddContinuo(options =>
        {
            options.DataDirectory = settings.DataDirectory;
            options.SecretsDirectory = settings.SecretsDirectory;
            options.ArchiveDirectory = settings.Archive;
            options.Retention = settings.Retention ?? options.Retention;
            options.DefaultCatalog = settings.Catalog;
            foreach (var folder in settings.DocumentFolders)
            {
                options.DocumentFolders.Add(folder);
            }

            foreach (var sink in settings.Sinks)
            {
                options.LifecycleSinks.Add(sink);
            }

            options.DocumentBase = Uri.TryCreate(settings.Urls[0], UriKind.Absolute, out var own) ? own : null;
            foreach (var (name, address) in settings.Services)
            {
                options.Services[name] = address;
            }
        });
        if (store is not null)
        {
            builder.Services.FollowContinuoCluster();
        }

        builder.Services.AddContinuoMessaging();
        builder.Services.Configure<ServicesOptions>(calls => calls.AllowStdio |= settings.Allowed.HasFlag(AllowedProcesses.Shell));
        builder.Services.AddContinuoProcesses(processes =>
        {
            processes.Allowed |= settings.Allowed;
            processes.SourceBase = ListenAddresses.Local(settings.Urls);
        });
        var app = builder.Build();
        app.MapContinuo();
        return app;
    }

    private sealed record ServeSettings(string DataDirectory, string[] Urls, TimeSpan? Retention, IReadOnlyDictionary<string, Uri> Services, AllowedProcesses Allowed, string? Catalog, string[] DocumentFolders, Uri[] Sinks, string? SecretsDirectory, string? Archive, StoreSettings? Store);
}
