using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Cli.CommandLine;

/// <summary>Arguments that hold JSON or name where it is: <c>@file</c>, or <c>-</c> for the standard input.</summary>
internal static class Inputs
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    public static JsonValue? JsonOrNone(string option, string? argument) => argument is null ? (JsonValue?)null : Json(option, argument);

    public static JsonValue Json(string option, string argument)
    {
        var (bytes, origin) = argument switch
        {
            "-" or "@-" => (StandardInput(), "standard input"),
            ['@', .. var path] => (File(option, path), path),
            _ => (Encoding.UTF8.GetBytes(argument), option),
        };
        try
        {
            return JsonReader.Read(WithoutMark(bytes));
        }
        catch (JsonSyntaxException problem)
        {
            var remedy = origin == option ? $"Give {option} JSON in quotes, such as '{{\"a\":1}}', or @file." : null;
            throw new CliException(ExitCode.Invalid, $"{origin}:{problem.Line}:{problem.Column}: not JSON: {problem.Problem}", remedy);
        }
    }

    /// <summary>A text in UTF-8; bytes that are none are refused, because a run must not begin with other words than its author's.</summary>
    public static string Text(string what, string path)
    {
        var bytes = path == "-" ? StandardInput() : File(what, path);
        try
        {
            return s_strictUtf8.GetString(WithoutMark(bytes));
        }
        catch (DecoderFallbackException problem)
        {
            var line = bytes.AsSpan(0, Math.Clamp(problem.Index, 0, bytes.Length)).Count((byte)'\n') + 1;
            throw new CliException(ExitCode.Invalid, $"{what}: {(path == "-" ? "standard input" : path)}:{line}: not UTF-8.", "Save it in UTF-8.");
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(byte[] bytes) => bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;

    private static byte[] StandardInput()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] File(string what, string path)
    {
        if (Directory.Exists(path))
        {
            throw new CliException(ExitCode.Invalid, $"{what}: '{path}' is a directory.", "Name a file in it.");
        }

        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException(ExitCode.Invalid, $"{what}: cannot read '{path}': {problem.Message}", "Check the path.");
        }
    }
}
