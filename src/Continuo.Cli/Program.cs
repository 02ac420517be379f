using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;

return await ContinuoCommandLine.Run(args, Terminal.OfProcess());
