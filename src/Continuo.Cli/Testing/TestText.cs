using Continuo.Cli.CommandLine;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>The text of a test file and what is wrong with it: all mistakes, each with its place.</summary>
internal sealed class TestText(PlacedDocument document)
{
    private readonly List<(TextPosition At, string Message)> _mistakes = [];

    public IEnumerable<(TextPosition At, string Message)> Mistakes => _mistakes.OrderBy(mistake => mistake.At.Line).ThenBy(mistake => mistake.At.Column);

    public bool IsValid => _mistakes.Count == 0;

    public TextPosition PositionOf(string pointer) => document.PositionOf(pointer);

    public void Wrong(string pointer, string message) => _mistakes.Add((PositionOf(pointer), message));

    /// <summary>The object at a place, whose members are all among <paramref name="known"/>; else an empty one and a mistake.</summary>
    public JsonObject Object(JsonValue value, string pointer, string owner, params string[] known)
    {
        if (value.AsObject is not { } members)
        {
            Wrong(pointer, $"{owner} must be an object of {string.Join(", ", known)}.");
            return JsonObject.Empty;
        }

        foreach (var (key, _) in members)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                var meant = Suggestion.For(key, known);
                Wrong($"{pointer}/{key}", $"{owner} has no property '{key}'.{(meant.Length > 0 ? meant : $" Known are {string.Join(", ", known)}.")}");
            }
        }

        return members;
    }

    public JsonObject AnyObject(JsonValue value, string pointer, string owner)
    {
        if (value.IsNull || value.IsObject)
        {
            return value.AsObject ?? JsonObject.Empty;
        }

        Wrong(pointer, $"{owner} must be an object.");
        return JsonObject.Empty;
    }

    public IEnumerable<(JsonValue Value, string Pointer)> Items(JsonObject owner, string name, string pointer)
    {
        var place = $"{pointer}/{name}";
        if (owner.TryGet(name, out var value) && value.AsArray is null)
        {
            Wrong(place, $"'{name}' must be a list.");
        }

        return (value.AsArray ?? JsonArray.Empty).Select((item, i) => (item, $"{place}/{i}"));
    }

    public string? Text(JsonObject owner, string name, string pointer, bool required = false)
    {
        if (!owner.TryGet(name, out var value))
        {
            if (required)
            {
                Wrong(pointer, $"'{name}' is missing.");
            }

            return null;
        }

        if (value.AsString is null)
        {
            Wrong($"{pointer}/{name}", $"'{name}' must be a text.");
        }

        return value.AsString;
    }

    public int Integer(JsonObject owner, string name, string pointer, int otherwise, int least, int most)
    {
        if (!owner.TryGet(name, out var value))
        {
            return otherwise;
        }

        if (value.IsNumber && value.Number == Math.Floor(value.Number) && value.Number >= least && value.Number <= most)
        {
            return (int)value.Number;
        }

        Wrong($"{pointer}/{name}", $"'{name}' must be a whole number from {least} to {most}.");
        return otherwise;
    }

    public TimeSpan? Duration(JsonObject owner, string name, string pointer)
    {
        if (!owner.TryGet(name, out var value))
        {
            return null;
        }

        if (value.AsString is { } text && Durations.TryParse(text, out var duration))
        {
            return duration;
        }

        Wrong($"{pointer}/{name}", $"'{name}' must be a duration, such as 500ms, 2h or PT2H.");
        return null;
    }
}
