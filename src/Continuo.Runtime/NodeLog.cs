using Microsoft.Extensions.Logging;

namespace Continuo.Runtime;

internal static partial class NodeLog
{
    [LoggerMessage(1101, LogLevel.Information, "Node {Name} has started: {Shards} shards, newest position {Position}")]
    public static partial void Started(ILogger logger, string name, int shards, long position);

    [LoggerMessage(1102, LogLevel.Information, "Draining, with {InFlight} effects in flight")]
    public static partial void Draining(ILogger logger, int inFlight);

    [LoggerMessage(1104, LogLevel.Information, "Workflow {Workflow}@{Version} is deleted because somebody asked for it")]
    public static partial void Deleted(ILogger logger, string workflow, string version);

    [LoggerMessage(1103, LogLevel.Information, "Drained and stopped")]
    public static partial void Drained(ILogger logger);

    [LoggerMessage(1104, LogLevel.Warning, "Handing everything over took too long; the other nodes take over what is left")]
    public static partial void LeftInHaste(ILogger logger);
}
