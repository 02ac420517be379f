using System.Text.RegularExpressions;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Which calls of a workflow are meant: those of a task, or those to somebody.</summary>
/// <param name="Word">task, http, function, workflow or process.</param>
/// <param name="Text">As written: a task's name or pointer; a method and an address; a name; a kind of process. A star stands for anything.</param>
internal sealed record EffectPattern(string Word, string Text)
{
    public static readonly string[] Words = ["task", "http", "function", "workflow", "process"];

    private readonly Regex _regex = ToRegex(Word == "http" ? Address(Text) : Text);

    public bool IsOfTask => Word == "task";

    /// <summary>Whether a pattern that names a callee means this one; addresses are compared without their query unless the pattern has one.</summary>
    public bool Meets(EffectKind kind, JsonValue arguments) => (Word, kind) switch
    {
        ("function", EffectKind.Function) => _regex.IsMatch(arguments["name"].AsString ?? ""),
        ("workflow", EffectKind.StartChild) => MeetsWorkflow(arguments),
        ("process", EffectKind.Process) => _regex.IsMatch(arguments["run"].AsString ?? ""),
        _ => false,
    };

    public bool Meets(string method, Uri address)
    {
        if (Word != "http" || (Method(Text) is { } wanted && !wanted.Equals(method, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var shown = Text.Contains('?', StringComparison.Ordinal) ? address.AbsoluteUri : address.GetLeftPart(UriPartial.Path);
        return _regex.IsMatch(shown) || _regex.IsMatch(Uri.UnescapeDataString(shown)) || _regex.IsMatch(shown.TrimEnd('/'));
    }

    public bool MeetsTask(string pointer) => IsOfTask && (_regex.IsMatch(pointer) || (!Text.StartsWith('/') && _regex.IsMatch(NameOf(pointer))));

    /// <summary>The last step of a task's pointer is its name.</summary>
    public static string NameOf(string pointer) =>
        pointer[(pointer.LastIndexOf('/') + 1)..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    public override string ToString() => $"{Word}: {Text}";

    private bool MeetsWorkflow(JsonValue arguments)
    {
        var (space, name, version) = (arguments["namespace"].AsString, arguments["name"].AsString, arguments["version"].AsString);
        return _regex.IsMatch($"{space}/{name}") || _regex.IsMatch($"{space}/{name}@{version}") || _regex.IsMatch(name ?? "");
    }

    private static string? Method(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ } method, _] && method != "*" ? method : null;

    private static string Address(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, { } address] ? address : text;

    private static Regex ToRegex(string text) =>
        new($"^{Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
}
