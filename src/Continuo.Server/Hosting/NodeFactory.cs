using Continuo.Journal.Sqlite;
using Continuo.Runtime;
using Continuo.Runtime.Effects;
using Microsoft.Extensions.Logging;

namespace Continuo.Server.Hosting;

/// <summary>Builds the node from what the host was told.</summary>
internal sealed class NodeFactory(ContinuoOptions options, IEnumerable<IEffectHandler> handlers, ISecretSource secrets, TimeProvider time, ILoggerFactory loggers)
{
    public Node Create()
    {
        var journal = SqliteJournal.Open(new SqliteJournalOptions { Folder = options.DataDirectory, BallastBytes = options.BallastBytes, Clock = time });
        return new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Handlers = [.. handlers],
            Functions = new FunctionRegistry(options.Functions),
            Secrets = secrets,
            RunsSchedules = options.RunsSchedules,
            Time = time,
            Limits = options.Limits,
            Retention = new RetentionOptions { Store = journal, Instances = options.Retention, Events = options.EventRetention },
            Loggers = loggers,
        });
    }
}
