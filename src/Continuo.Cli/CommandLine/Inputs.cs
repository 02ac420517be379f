using Continuo.Workflows.Json;

namespace Continuo.Cli.CommandLine;

/// <summary>Arguments that hold JSON or name where it is: <c>@file</c>, or <c>-</c> for the standard input.</summary>
internal static class Inputs
{
    public static JsonValue? JsonOrNone(string option, string? argument) => argument is null ? (JsonValue?)null : Json(option, argument);

    public static JsonValue Json(string option, string argument)
    {
        var (text, origin) = argument switch
        {
            "-" or "@-" => (Console.In.ReadToEnd(), "standard input"),
            ['@', .. var path] => (File(option, path), path),
            _ => (argument, option),
        };
        try
        {
            return JsonValue.Parse(text);
        }
        catch (JsonSyntaxException problem)
        {
            var remedy = origin == option ? $"Give {option} JSON in quotes, such as '{{\"a\":1}}', or @file." : null;
            throw new CliException(ExitCode.Invalid, $"{origin}:{problem.Line}:{problem.Column}: not JSON: {problem.Problem}", remedy);
        }
    }

    public static string Text(string what, string path) => path == "-" ? Console.In.ReadToEnd() : File(what, path);

    private static string File(string what, string path)
    {
        if (Directory.Exists(path))
        {
            throw new CliException(ExitCode.Invalid, $"{what}: '{path}' is a directory.", "Name a file in it.");
        }

        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.Invalid, $"{what}: cannot read '{path}': {problem.Message}", "Check the path.");
        }
    }
}
