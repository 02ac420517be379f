using Continuo.Journal.Sqlite;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Journaling;
using Continuo.Server.Archives;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Hosting;

/// <summary>Builds the node from what the host was told.</summary>
internal sealed class NodeFactory(ContinuoOptions options, NodeParts parts, TimeProvider time, ILoggerFactory loggers)
{
    public Node Create()
    {
        var store = parts.Stores.LastOrDefault()
            ?? NodeStore.Of(SqliteJournal.Open(new SqliteJournalOptions { Folder = options.DataDirectory, BallastBytes = options.BallastBytes, Clock = time }));
        var seat = parts.Seats.LastOrDefault();
        var settings = new NodeOptions
        {
            Journal = store.Journal,
            Definitions = store.Definitions,
            Queries = store.Queries,
            Router = seat?.Router,
            Handlers = [.. parts.Handlers],
            Functions = new FunctionRegistry(options.Functions) { Pure = [.. options.Functions.Pure] },
            Secrets = parts.Secrets,
            LifecycleSinks = [.. parts.Sinks],
            Records = store.Records,
            RunsSchedules = options.RunsSchedules,
            Time = time,
            Limits = options.Limits,
            Retention = new RetentionOptions { Store = store.Retention, Instances = options.Retention, Events = options.EventRetention, Archive = options.ArchiveDirectory is { } folder ? new ArchiveFolder(folder, time) : null },
            Loggers = loggers,
        };
        var node = new Node(seat is null ? settings : settings with { Name = seat.Name });
        seat?.Take(node);
        return node;
    }
}
