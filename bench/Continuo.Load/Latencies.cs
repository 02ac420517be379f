using System.Diagnostics;
using HdrHistogram;

namespace Continuo.Load;

/// <summary>Times in a histogram of bounded error; thread-safe.</summary>
internal sealed class Latencies
{
    private const long LongestMicroseconds = 600_000_000;

    private readonly Recorder _recorder = HistogramFactory.With64BitBucketSize().WithValuesUpTo(LongestMicroseconds).WithPrecisionOf(3).WithThreadSafeWrites().WithThreadSafeReads().Create();
    private HistogramBase? _taken;

    public void Since(long timestamp) => Add(Stopwatch.GetElapsedTime(timestamp));

    public void Add(TimeSpan time) => _recorder.RecordValue(Math.Clamp((long)time.TotalMicroseconds, 1, LongestMicroseconds));

    /// <summary>Nothing may be added any more.</summary>
    public (string Name, object? Value)[] Figures()
    {
        var all = _taken ??= _recorder.GetIntervalHistogram();
        return
        [
            ("p50ms", all.GetValueAtPercentile(50) / 1000.0),
            ("p95ms", all.GetValueAtPercentile(95) / 1000.0),
            ("p99ms", all.GetValueAtPercentile(99) / 1000.0),
            ("maxMs", all.GetMaxValue() / 1000.0),
        ];
    }

    public long Count => (_taken ??= _recorder.GetIntervalHistogram()).TotalCount;
}
