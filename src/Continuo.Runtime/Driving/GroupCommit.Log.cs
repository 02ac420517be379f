using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Driving;

internal sealed partial class GroupCommit
{
    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Critical, "Another process has taken over the store: {Why}")]
        public static partial void Fenced(ILogger logger, string why);

        [LoggerMessage(1002, LogLevel.Warning, "The outcome of a commit of {Slices} slices is unknown ({Why}): fencing the own writer and reading the shards again")]
        public static partial void OutcomeUnknown(ILogger logger, string why, int slices);

        [LoggerMessage(1003, LogLevel.Warning, "The journal cannot be reached ({Why}); failure {Failures} in a row, trying again")]
        public static partial void JournalUnavailable(ILogger logger, string why, int failures);

        [LoggerMessage(1004, LogLevel.Error, "A commit broke in an unexpected way")]
        public static partial void CommitBroke(ILogger logger, Exception exception);

        [LoggerMessage(1005, LogLevel.Warning, "The journal refused the slice at {Pos} of shard {Shard}: {Reason}")]
        public static partial void Rejected(ILogger logger, int shard, long pos, string reason);

        [LoggerMessage(1008, LogLevel.Error, "A checkpoint broke in an unexpected way and is put off")]
        public static partial void CheckpointBroke(ILogger logger, Exception exception);

        [LoggerMessage(1006, LogLevel.Debug, "A checkpoint is put off: {Why}")]
        public static partial void CheckpointPutOff(ILogger logger, string why);
    }
}
