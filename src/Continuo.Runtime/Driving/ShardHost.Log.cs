using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

internal sealed partial class ShardHost
{
    private static partial class Log
    {
        [LoggerMessage(1080, LogLevel.Information, "{Shards} shards are read again from the store")]
        public static partial void Reloaded(ILogger logger, int shards);

        [LoggerMessage(1081, LogLevel.Warning, "The shards cannot be read again ({Why}); failure {Failures} in a row, trying again")]
        public static partial void ReloadFailed(ILogger logger, string why, int failures);

        [LoggerMessage(1082, LogLevel.Information, "Draining took too long; what is left goes on after the next start")]
        public static partial void PatienceOver(ILogger logger);

        [LoggerMessage(1083, LogLevel.Information, "The node stopped while it waited")]
        public static partial void StoppedWhileDraining(ILogger logger);

        [LoggerMessage(1084, LogLevel.Warning, "The last checkpoint could not be written ({Why}); the next start reads more")]
        public static partial void NoLastCheckpoint(ILogger logger, string why);

        [LoggerMessage(1085, LogLevel.Critical, "An unforeseen failure of {What}: this node stops")]
        public static partial void Broke(ILogger logger, string what, Exception exception);
    }
}
