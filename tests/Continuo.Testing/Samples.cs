using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace Continuo.Testing;

/// <summary>Laws over random samples: the same samples in each run, so that a red run is red again; new ones for as long as <c>CONTINUO_FUZZ_SECONDS</c> says.</summary>
public static class Samples
{
    /// <summary>How long to look for what no run has met yet; null for the samples that every run takes.</summary>
    public static TimeSpan? Fuzzing { get; } = double.TryParse(Environment.GetEnvironmentVariable("CONTINUO_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    /// <param name="gen">Makes the samples.</param>
    /// <param name="law">Throws when it does not hold.</param>
    /// <param name="iter">How many samples; when fuzzing, how many between two looks at the clock.</param>
    /// <param name="print">Shows a sample that breaks the law.</param>
    public static void Check<T>(this Gen<T> gen, Action<T> law, int iter, Func<T, string>? print = null)
    {
        var clock = Stopwatch.StartNew();
        var samples = 0L;
        do
        {
            foreach (var sample in gen.Take(iter))
            {
                samples++;
                try
                {
                    law(sample);
                }
                catch (Exception broken)
                {
                    throw new InvalidOperationException($"The law does not hold for {(print is null ? sample : print(sample))}: {broken.Message}", broken);
                }
            }
        }
        while (clock.Elapsed < Fuzzing);
        if (Fuzzing is not null)
        {
            Console.Error.WriteLine($"{samples} samples of {typeof(T).Name} in {clock.Elapsed.TotalSeconds:F0} s");
        }
    }

    public static void Check<T>(this Gen<T> gen, Func<T, bool> law, int iter) => gen.Check(sample =>
    {
        if (!law(sample))
        {
            throw new InvalidOperationException("it is false");
        }
    }, iter);

    public static void Check<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> law, int iter, Func<(T1, T2), string>? print = null) =>
        gen.Check(sample => law(sample.Item1, sample.Item2), iter, print);

    public static void Check<T1, T2, T3>(this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> law, int iter) =>
        gen.Check(sample => law(sample.Item1, sample.Item2, sample.Item3), iter);

    /// <summary>So many samples: the same in each run, unless it is fuzzing.</summary>
    public static IEnumerable<T> Take<T>(this Gen<T> gen, int count)
    {
        var random = Fuzzing is null ? new PCG(7, 2026) : new PCG(7);
        for (var i = 0; i < count; i++)
        {
            yield return gen.Generate(random, null, out _);
        }
    }
}
