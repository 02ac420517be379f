using System.Diagnostics;
using Continuo.Cli.CommandLine;

namespace Continuo.Cli.Demo;

/// <summary>Waits for something of another process that nobody announces.</summary>
internal static class Polling
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(40);

    public static async Task Until(string what, Func<Task<bool>> holds, TimeSpan patience, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > patience)
            {
                throw new CliException(ExitCode.TimedOut, $"Waited {patience.TotalSeconds:0} s in vain until {what}.");
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellation);
        }
    }
}
