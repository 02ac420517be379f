using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

internal sealed partial class ShardHost
{
    private static partial class Log
    {
        [LoggerMessage(1082, LogLevel.Information, "Draining took too long; what is left goes on after the next start")]
        public static partial void PatienceOver(ILogger logger);

        [LoggerMessage(1083, LogLevel.Information, "The node stopped while it waited")]
        public static partial void StoppedWhileDraining(ILogger logger);

        [LoggerMessage(1084, LogLevel.Warning, "The last checkpoint could not be written ({Why}); the next start reads more")]
        public static partial void NoLastCheckpoint(ILogger logger, string why);

        [LoggerMessage(1085, LogLevel.Critical, "An unforeseen failure of {What}: this node stops")]
        public static partial void Broke(ILogger logger, string what, Exception exception);

        [LoggerMessage(1088, LogLevel.Information, "Shard {Shard} is handed over though it is not at rest: what runs for it is begun again elsewhere, with the same keys")]
        public static partial void HandedOverBusy(ILogger logger, int shard);
    }
}
