using Continuo.Journal.Sqlite;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Hosting;

/// <summary>Builds the node from what the host was told.</summary>
internal sealed class NodeFactory(ContinuoOptions options, NodeParts parts, TimeProvider time, ILoggerFactory loggers)
{
    public Node Create()
    {
        var journal = SqliteJournal.Open(new SqliteJournalOptions { Folder = options.DataDirectory, BallastBytes = options.BallastBytes, Clock = time });
        return new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Handlers = [.. parts.Handlers],
            Functions = new FunctionRegistry(options.Functions) { Pure = [.. options.Functions.Pure] },
            Secrets = parts.Secrets,
            LifecycleSinks = [.. parts.Sinks],
            Records = journal,
            RunsSchedules = options.RunsSchedules,
            Time = time,
            Limits = options.Limits,
            Retention = new RetentionOptions { Store = journal, Instances = options.Retention, Events = options.EventRetention },
            Loggers = loggers,
        });
    }
}
