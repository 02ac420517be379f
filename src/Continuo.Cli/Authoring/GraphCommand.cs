using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Graphs;

namespace Continuo.Cli.Authoring;

/// <summary><c>continuo workflow graph FILE</c>: a picture of the flow.</summary>
internal static class GraphCommand
{
    public static Command Build(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A workflow in YAML or JSON; '-' is the standard input." };
        var format = new Option<string>("--format") { Description = "mermaid, for Markdown; svg, a picture.", DefaultValueFactory = _ => "mermaid" }.AcceptOnlyFromAmong("mermaid", "svg");
        var command = new Command("graph", "Draw a workflow.") { file, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!;
            var text = Inputs.Text("workflow graph", path);
            var loaded = WorkflowLoader.Load(text, await DefinitionLoader.ReadFiles(text, LocalDocuments.OriginOf(path), cancellation));
            if (loaded.Definition is not { } definition)
            {
                foreach (var diagnostic in loaded.Diagnostics)
                {
                    terminal.Note(diagnostic.Format(path));
                }

                throw new CliException(ExitCode.Invalid, "The definition is not valid.");
            }

            var graph = FlowGraphBuilder.Of(definition);
            terminal.Raw(parsed.GetValue(format) == "svg" ? SvgDrawing.Of(graph) : MermaidText.Of(graph));
            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo workflow graph order.yaml", "continuo workflow graph order.yaml --format svg > order.svg");
    }
}
