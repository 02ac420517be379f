using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Documents.Grammar;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Authoring;

/// <summary><c>continuo workflow schema</c>: the form of a workflow, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new Command("schema", "Print the JSON Schema of workflows, for editors.");
        command.SetAction(_ =>
        {
            terminal.Line(JsonWriter.Write(WorkflowGrammar.Schema, indented: true));
            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo workflow schema > workflow.schema.json");
    }
}
