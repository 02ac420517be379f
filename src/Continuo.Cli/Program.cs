using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;

namespace Continuo.Cli;

internal static class Program
{
    private static Task<int> Main(string[] args) => ContinuoCommandLine.Run(args, Terminal.OfProcess());
}
