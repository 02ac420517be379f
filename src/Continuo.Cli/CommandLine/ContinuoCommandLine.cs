using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Continuo.Cli.Conformance;
using Continuo.Cli.Demo;
using Continuo.Cli.Jq;
using Continuo.Cli.Output;
using Continuo.Cli.Remote;
using Continuo.Cli.Running;
using Continuo.Cli.Secrets;
using Continuo.Cli.Serving;
using Continuo.Cli.Simulating;
using Continuo.Cli.Stores;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.CommandLine;

/// <summary>The commands of the program, and what becomes of their mistakes.</summary>
internal static class ContinuoCommandLine
{
    public static Option<string> Output { get; } = new Option<string>("--output", "-o")
    {
        Description = "How results are printed: text for people, json for scripts.",
        HelpName = "text|json",
        Recursive = true,
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "json");

    // After a signal: longer than a server needs to drain.
    private static readonly TimeSpan s_endPatience = TimeSpan.FromSeconds(60);

    public static bool IsJson(ParseResult parsed) => parsed.GetValue(Output) == "json";

    public static async Task<int> Run(string[] args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args, new ParserConfiguration
        {
            // '@file' is how an argument names the file that holds its value, not a list of more arguments.
            ResponseFileTokenReplacer = null,
        });
        try
        {
            return Mistyped.Problem(parsed) is { } problem ? WrongUsage(problem, parsed, args, terminal) : await Invoke(parsed, terminal);
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
    }

    private static async Task<int> Invoke(ParseResult parsed, Terminal terminal)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = s_endPatience,
                Output = terminal.Out,
                Error = terminal.Error,
            });
        }
        catch (CliException wrong)
        {
            return Failures.Report(wrong, parsed, terminal);
        }
        catch (ProblemException refused)
        {
            return Failures.Report(refused, parsed, terminal);
        }
        catch (ServerUnreachableException unreachable)
        {
            return Failures.Report(unreachable, parsed, terminal);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
        catch (Exception unforeseen) when (unforeseen is not OutputClosedException)
        {
            // The outermost edge: scripts get their one object and an exit code also from a mistake of ours.
            return Failures.Report(unforeseen, parsed, terminal);
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Continuo runs workflows durably and orchestrates the services behind them.")
        {
            Output,
            ServeCommand.Build(terminal),
            RunCommand.Build(terminal),
            WorkflowCommands.Build(terminal),
            InstanceCommands.Build(terminal),
            EventCommands.Build(terminal),
            ClusterCommands.Build(terminal),
            SecretCommands.Build(terminal),
            StoreCommands.Build(terminal),
            DoctorCommand.Build(terminal),
            JqCommand.Build(),
            ConformanceCommand.Build(terminal),
            DemoCommand.Build(terminal),
            SimulateCommand.Build(terminal),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }

    private static int WrongUsage(string problem, ParseResult parsed, string[] args, Terminal terminal)
    {
        if (AsksForJson(args))
        {
            terminal.Json(parsed.CommandResult.Command.Name == RunCommand.Name
                ? RunReport.Rejected(problem, [])
                : JsonObject.Of(("error", JsonObject.Of(("code", "usage"), ("what", problem)))));
        }

        terminal.Note($"error: {problem}");
        terminal.Note($"       See: {string.Join(' ', CommandPath(parsed).Prepend("continuo"))} --help");
        return ExitCode.Invalid;
    }

    // The parser gives no values when it found errors, so the wish is read from the arguments themselves.
    private static bool AsksForJson(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "-ojson" or "-o=json" or "--output=json" || (args[i] is "-o" or "--output" && i + 1 < args.Length && args[i + 1] == "json"))
            {
                return true;
            }
        }

        return false;
    }

    private static Stack<string> CommandPath(ParseResult parsed)
    {
        var path = new Stack<string>();
        for (var result = parsed.CommandResult; result?.Parent is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            path.Push(result.Command.Name);
        }

        return path;
    }
}
