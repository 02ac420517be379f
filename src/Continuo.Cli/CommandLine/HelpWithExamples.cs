using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Continuo.Cli.CommandLine;

/// <summary>The generated help, and after it a few lines to copy.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<Command, string[]> s_examples = [];

    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public static T Examples<T>(T command, params string[] examples)
        where T : Command
    {
        s_examples[command] = examples;
        return command;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (s_examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return code;
    }
}
