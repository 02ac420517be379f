using Continuo.Engine.Interpretation;
using Microsoft.Extensions.Logging;

namespace Continuo.Runtime.Effects;

internal static partial class EffectRunnerLog
{
    [LoggerMessage(1060, LogLevel.Warning, "An effect of kind {Kind} at {Pointer} of instance {Instance} threw; the workflow sees a runtime error")]
    public static partial void HandlerThrew(ILogger logger, EffectKind kind, string pointer, string instance, Exception exception);

    [LoggerMessage(1061, LogLevel.Information, "{InFlight} effects in flight and {Queued} queued are left to the next start")]
    public static partial void PatienceOver(ILogger logger, int inFlight, int queued);
}
