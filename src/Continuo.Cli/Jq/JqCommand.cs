using System.CommandLine;
using System.CommandLine.Parsing;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary><c>continuo jq</c>.</summary>
/// <remarks>
/// jq's conventions are not those of System.CommandLine: options take two values, and stand anywhere among program and files. So the
/// command takes every word as it is, and <see cref="JqArguments"/> reads them.
/// </remarks>
public static class JqCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Build()
    {
        var command = new Command("jq", $"Run a jq program over JSON: continuo jq PROGRAM [FILE...]{Environment.NewLine}{JqArguments.Help}")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.Add(new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore, Description = "The program, options as above, and files." });
        command.SetAction(parsed =>
        {
            var words = parsed.Tokens.SkipWhile(t => t.Type != TokenType.Command || t.Value != "jq").Skip(1).Select(t => t.Value);
            using var input = Console.OpenStandardInput();
            using var output = StandardOutput.Open();
            return Run([.. words], input, output, Console.Error, !Console.IsOutputRedirected);
        });
        return command;
    }

    /// <summary>Runs the command with given streams.</summary>
    /// <param name="arguments">What stands behind <c>jq</c>.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isTerminal">Whether the output is one, which wants colours.</param>
    /// <param name="clock">For <c>now</c>; the system's by default.</param>
    /// <returns>The exit code.</returns>
    public static int Run(
        IReadOnlyList<string> arguments, Stream input, Stream output, TextWriter error, bool isTerminal = false, TimeProvider? clock = null)
    {
        try
        {
            var options = new JqArguments(arguments, isTerminal).Read();
            return new JqRunner(options, input, output, error, clock ?? TimeProvider.System).Run();
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (Exception problem) when (problem is JqUsageException or JsonSyntaxException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"jq: error: {problem.Message}");
            return JqRunner.Usage;
        }
    }
}
