using System.CommandLine;
using Continuo.Cli.CommandLine;
using Continuo.Cli.Output;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Remote;

/// <summary><c>continuo instance explain</c>: why an instance does not go on, what shows it, and what to type next.</summary>
internal static class ExplainCommand
{
    public static Command Build(Terminal terminal)
    {
        var id = InstanceCommands.IdArgument();
        var command = new Command("explain", "Say why an instance does not go on: the cause, what shows it, and the next command.") { id };
        command.SetAction(async (parsed, cancellation) =>
        {
            var json = await ServerOptions.Connect(parsed).Explain(parsed.GetValue(id)!, cancellation);
            if (ContinuoCommandLine.IsJson(parsed))
            {
                terminal.Json(json);
            }
            else
            {
                Say(terminal, JsonValue.Parse(json.GetRawText()));
            }

            return ExitCode.Ok;
        });
        return HelpWithExamples.Examples(command, "continuo instance explain order-7", "continuo instance explain order-7 -o json | continuo jq '.holds[].cause' -");
    }

    private static void Say(Terminal terminal, JsonValue explanation)
    {
        terminal.Line(explanation["summary"].AsString ?? "");
        Holds(terminal, explanation, "");
        foreach (var child in explanation["children"].AsArray ?? JsonArray.Empty)
        {
            terminal.Line("");
            terminal.Line($"  {child["summary"].AsString}");
            Holds(terminal, child, "  ");
        }

        if (explanation["latest"].AsArray is { Count: > 0 } latest)
        {
            terminal.Line("");
            terminal.Line("Latest:");
            foreach (var fact in latest)
            {
                terminal.Line($"  {fact["at"].AsString}  {fact["kind"].AsString}  {fact["pointer"].AsString}".TrimEnd());
            }
        }

        if (explanation["next"].AsArray is { Count: > 0 } next)
        {
            terminal.Line("");
            terminal.Line("Next:");
            foreach (var command in next)
            {
                terminal.Line($"  {command.AsString}");
            }
        }
    }

    private static void Holds(Terminal terminal, JsonValue explanation, string indent)
    {
        foreach (var hold in explanation["holds"].AsArray ?? JsonArray.Empty)
        {
            var place = hold["pointer"].AsString is { } pointer ? $" {pointer}" : "";
            var iteration = hold["iteration"].AsString is { Length: > 0 } at ? $" [{at}]" : "";
            var line = hold["line"].IsNumber ? $" (line {hold["line"]}, column {hold["column"]})" : "";
            terminal.Line("");
            terminal.Line($"{indent}{hold["cause"].AsString}{place}{iteration}{line}");
            terminal.Line($"{indent}  {hold["why"].AsString}");
            Optional("since", hold["since"]);
            Optional("until", hold["due"]);
            foreach (var (name, value) in hold["evidence"].AsObject ?? JsonObject.Empty)
            {
                Optional(name, value);
            }

            void Optional(string name, JsonValue value)
            {
                if (!value.IsNull)
                {
                    terminal.Line($"{indent}  {name}: {value.AsString ?? value.ToString()}");
                }
            }
        }
    }
}
