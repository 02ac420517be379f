using System.Text.RegularExpressions;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>A pattern ready to match.</summary>
/// <param name="Pattern">As the program gave it.</param>
/// <param name="Flags">The flags.</param>
/// <param name="HasPairs">Translated for texts with characters beyond U+FFFF.</param>
/// <param name="Regex">For .NET.</param>
/// <param name="Names">Of its groups, in order.</param>
internal sealed record ReadyRegex(string Pattern, string Flags, bool HasPairs, Regex Regex, IReadOnlyList<string?> Names)
{
    public bool IsGlobal { get; } = Flags.Contains('g', StringComparison.Ordinal);

    public bool SkipsEmpty { get; } = Flags.Contains('n', StringComparison.Ordinal);
}

/// <summary>The last pattern that a call used: nearly always the only one.</summary>
/// <remarks>Shared by all evaluations of a program; a race only translates a pattern twice.</remarks>
internal sealed class RegexCell
{
    /// <summary>From then on generating code for the pattern pays.</summary>
    private const int UsesUntilCompiled = 5_000;
    private const int LargestPattern = 10_000;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private ReadyRegex? _last;
    private int _uses;

    /// <summary>The regex for a pattern and its flags, which may also come as an array of both.</summary>
    public ReadyRegex Get(JsonValue pattern, JsonValue flags, string text)
    {
        if (pattern.AsArray is { } both)
        {
            flags = both.Count > 1 ? both[1] : flags;
            pattern = both.Count > 0 ? both[0] : default;
        }

        if (pattern.AsString is not { } source)
        {
            throw new JqException($"{JqText.Describe(pattern)} cannot be matched, as it is not a string");
        }

        var given = flags.IsNull ? "" : flags.AsString ?? throw new JqException($"{JqText.Describe(flags)} is not a string");
        var hasPairs = HasPairs(text);
        var last = Volatile.Read(ref _last);
        if (last is null || last.Pattern != source || last.Flags != given || last.HasPairs != hasPairs)
        {
            _uses = 0;
            last = Prepare(source, given, hasPairs, RegexOptions.None);
            Volatile.Write(ref _last, last);
        }
        else if (_uses < UsesUntilCompiled && ++_uses == UsesUntilCompiled && !last.Regex.Options.HasFlag(RegexOptions.NonBacktracking))
        {
            last = Prepare(source, given, hasPairs, RegexOptions.Compiled);
            Volatile.Write(ref _last, last);
        }

        return last;
    }

    private static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    private static ReadyRegex Prepare(string pattern, string flags, bool hasPairs, RegexOptions extra)
    {
        var options = RegexOptions.CultureInvariant | extra;
        foreach (var flag in flags)
        {
            options |= flag switch
            {
                'g' or 'n' or 'l' or 's' => RegexOptions.None,
                'i' => RegexOptions.IgnoreCase,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'p' => RegexOptions.Singleline,
                _ => throw new JqException($"{flags} is not a valid modifier string"),
            };
        }

        if (pattern.Length > LargestPattern)
        {
            throw new JqException($"the regex has {pattern.Length:N0} characters, {LargestPattern:N0} are allowed (limit: regex size)") { IsLimit = true };
        }

        try
        {
            var syntax = RegexSyntax.Translate(pattern, options.HasFlag(RegexOptions.IgnorePatternWhitespace), hasPairs);
            return new(pattern, flags, hasPairs, Build(syntax, options), syntax.Names);
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw new JqException($"{JqText.Cut(pattern)} is not a valid regex: {problem.Message}");
        }
    }

    /// <summary>With several loops in a pattern, matching must not be able to backtrack: it would take exponential time on some texts.</summary>
    private static Regex Build(RegexSyntax syntax, RegexOptions options)
    {
        if (syntax.Loops > 1)
        {
            try
            {
                return new Regex(syntax.Text, (options & ~RegexOptions.Compiled) | RegexOptions.NonBacktracking, s_timeout);
            }
            catch (NotSupportedException)
            {
                // It looks around or refers back, which only the backtracking engine can do; the clock guards that.
            }
        }

        return new Regex(syntax.Text, options, s_timeout);
    }
}
