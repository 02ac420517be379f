using System.CommandLine;
using System.Net;
using System.Text.Json;
using Continuo.Cli.Output;
using Continuo.Cli.Running;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.CommandLine;

/// <summary>Mistakes and refusals as words on the error stream, as JSON where that was asked for, and as an exit code.</summary>
internal static class Failures
{
    public static int Report(CliException problem, ParseResult parsed, Terminal terminal)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(parsed.CommandResult.Command.Name == RunCommand.Name
                ? RunReport.Rejected(problem.Message, [])
                : JsonObject.Of(("error", JsonObject.Of(("what", problem.Message), ("do", problem.Remedy)))));
        }

        Say(terminal, problem.Message, problem.Remedy);
        return problem.ExitCode;
    }

    public static int Report(ProblemException refused, ParseResult parsed, Terminal terminal)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(JsonObject.Of(("error", refused.Json is { } json ? JsonValue.Parse(json.GetRawText()) : JsonObject.Of(("what", refused.Message)))));
        }

        Say(terminal, refused);
        return ExitCodeOf(refused);
    }

    public static int Report(ServerUnreachableException unreachable, ParseResult parsed, Terminal terminal)
    {
        const string Remedy = "Start it with 'continuo serve', or name another with --server or CONTINUO_SERVER.";
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(JsonObject.Of(("error", JsonObject.Of(("code", "server-unreachable"), ("what", unreachable.Message), ("do", Remedy)))));
        }

        Say(terminal, unreachable.Message, Remedy);
        return ExitCode.Unreachable;
    }

    public static int Report(Exception unforeseen, ParseResult parsed, Terminal terminal)
    {
        if (ContinuoCommandLine.IsJson(parsed))
        {
            terminal.Json(parsed.CommandResult.Command.Name == RunCommand.Name
                ? RunReport.Broken(unforeseen.Message)
                : JsonObject.Of(("error", JsonObject.Of(("code", "internal"), ("what", unforeseen.Message)))));
        }

        terminal.Note($"error: {unforeseen.Message}");
        terminal.Note("       This is a mistake of Continuo. Please report it with what follows.");
        terminal.Note(unforeseen.ToString());
        return ExitCode.Failed;
    }

    public static void Say(Terminal terminal, ProblemException refused, string? file = null)
    {
        if (refused.Diagnostics.Any())
        {
            foreach (var diagnostic in refused.Diagnostics)
            {
                terminal.Note(Diagnostic(diagnostic, file ?? (refused.Code == "invalid-query" ? "--where" : "workflow")));
            }

            return;
        }

        Say(terminal, $"{refused.Message} {refused.Why}".TrimEnd(), refused.Do.Length == 0 ? null : refused.Do);
    }

    public static string Diagnostic(JsonElement diagnostic, string file)
    {
        var remedy = diagnostic.TryGetProperty("remedy", out var text) ? $" {text.GetString()}" : "";
        return $"{file}:{diagnostic.GetProperty("line")}:{diagnostic.GetProperty("column")}: {diagnostic.GetProperty("severity").GetString()} "
            + $"{diagnostic.GetProperty("code").GetString()}: {diagnostic.GetProperty("message").GetString()}{remedy}";
    }

    public static int ExitCodeOf(ProblemException refused) => refused.Status switch
    {
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Conflict => ExitCode.Conflict,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Denied,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableContent or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType => ExitCode.Invalid,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => ExitCode.TimedOut,
        _ => ExitCode.Failed,
    };

    private static void Say(Terminal terminal, string message, string? remedy)
    {
        terminal.Note($"error: {message}");
        if (remedy is not null)
        {
            terminal.Note($"       {remedy}");
        }
    }
}
