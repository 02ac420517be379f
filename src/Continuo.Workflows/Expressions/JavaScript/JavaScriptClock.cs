using System.Globalization;
using Jint.Runtime;

namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>The time of an evaluation: it stands still, in UTC.</summary>
internal sealed class JavaScriptClock(DateTimeOffset now) : ITimeSystem
{
    private static readonly DefaultTimeSystem s_parsing = new(TimeZoneInfo.Utc, CultureInfo.InvariantCulture);

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => now;

    public bool TryParse(string date, out long epochMilliseconds) => s_parsing.TryParse(date, out epochMilliseconds);

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
}
