using System.Globalization;
using System.Security.Cryptography;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>Stands for the secrets in the texts of one evaluation, and puts their symbols back in its result.</summary>
/// <remarks>The tokens are drawn anew each time, so that no data can hold one; they do not outlive the evaluation.</remarks>
internal sealed class JavaScriptSecrets
{
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    private readonly List<SymbolicText> _used = [];
    private string? _draw;

    public bool Any => _used.Count > 0;

    public string TokenOf(SymbolicText symbolic)
    {
        _draw ??= RandomNumberGenerator.GetHexString(16);
        var index = _used.IndexOf(symbolic);
        if (index < 0)
        {
            index = _used.Count;
            _used.Add(symbolic);
        }

        return Token(index);
    }

    /// <summary>Whether every token that was given out has found its way into the result.</summary>
    public bool AllAreIn(string text) => Enumerable.Range(0, _used.Count).All(index => text.Contains(Token(index), StringComparison.Ordinal));

    public JsonValue Restore(JsonValue value)
    {
        if (!Any)
        {
            return value;
        }

        switch (value.Kind)
        {
            case JsonKind.String:
                return Restore(value.String);
            case JsonKind.Array:
                return JsonArray.Own([.. value.Array.Select(Restore)]);
            case JsonKind.Object:
                var members = new JsonObject.Builder(value.Object.Count);
                foreach (var (key, member) in value.Object)
                {
                    members.Set(HasToken(key) ? throw Key() : key, Restore(member));
                }

                return members.Build();
            default:
                return value;
        }
    }

    private JsonValue Restore(string text)
    {
        if (!HasToken(text))
        {
            return text;
        }

        SymbolicText? whole = null;
        var rest = text;
        while (rest.IndexOf(Open + _draw!, StringComparison.Ordinal) is var at and >= 0)
        {
            var close = rest.IndexOf(Close, at);
            var symbolic = _used[int.Parse(rest.AsSpan(at + 1 + _draw!.Length, close - at - 1 - _draw.Length), CultureInfo.InvariantCulture)];
            whole = whole is null ? SymbolicText.Concat(rest[..at], symbolic) : whole.Concat(rest[..at]).Concat(symbolic);
            rest = rest[(close + 1)..];
        }

        return whole!.Concat(rest);
    }

    private string Token(int index) => $"{Open}{_draw}{index.ToString(CultureInfo.InvariantCulture)}{Close}";

    private bool HasToken(string text) => text.Contains(Open + _draw!, StringComparison.Ordinal);

    private static JqException Key() => new("a key must not be a secret") { IsSecretMisuse = true };
}
