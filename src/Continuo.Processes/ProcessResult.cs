using Continuo.Workflows.Json;

namespace Continuo.Processes;

/// <summary>How a process ended. A stream that the task does not return is only its end, for the message of an error.</summary>
internal sealed record ProcessResult(int Code, string Stdout, string Stderr)
{
    private const int Shown = 1_000;

    /// <summary>The output of the task.</summary>
    /// <exception cref="ProcessFailedException">The code is not zero, and the task does not return it.</exception>
    public JsonValue Output(string returned, string what) => returned switch
    {
        "code" => Code,
        "stderr" => Trimmed(Stderr),
        "all" => JsonObject.Of(("code", Code), ("stdout", Trimmed(Stdout)), ("stderr", Trimmed(Stderr))),
        _ when Code != 0 => throw ProcessFailedException.Runtime(Complaint(what)),
        "none" => JsonValue.Null,
        _ => Trimmed(Stdout),
    };

    /// <summary>Programs end their last line; who asked for the text rarely wants that.</summary>
    private static string Trimmed(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    private string Complaint(string what)
    {
        var said = Stderr.Trim() is { Length: > 0 } complaint ? complaint : Stdout.Trim();
        said = said.Length > Shown ? "..." + said[^Shown..] : said;
        return said.Length == 0 ? $"The {what} ended with the exit code {Code} and said nothing." : $"The {what} ended with the exit code {Code}: {said}";
    }
}
