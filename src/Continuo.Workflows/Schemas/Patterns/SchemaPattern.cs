using System.Text.RegularExpressions;
using Continuo.Workflows.Schemas.Evaluation;

namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>A regular expression of a schema (ECMA-262 with Unicode), ready to match anywhere in a text.</summary>
/// <remarks>Matches in linear time unless the pattern looks around or refers back; then a time limit guards it.</remarks>
internal sealed class SchemaPattern
{
    private const int Longest = 10_000;

    /// <summary>Translated, a property of characters beyond U+FFFF is long, and its automaton takes seconds to build.</summary>
    private const int LongestForAutomaton = 20_000;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;
    private Regex? _withPairs;

    private SchemaPattern(string source, Regex regex)
    {
        Source = source;
        _regex = regex;
    }

    public string Source { get; }

    /// <summary>The pattern, or what is wrong with it.</summary>
    public static (SchemaPattern? Pattern, string? Problem) Read(string source)
    {
        if (source.Length > Longest)
        {
            return (null, $"is longer than {Longest} characters");
        }

        try
        {
            return (new SchemaPattern(source, Build(source, hasPairs: false)), null);
        }
        catch (FormatException problem)
        {
            return (null, problem.Message);
        }
        catch (RegexParseException problem)
        {
            return (null, $"is not a regular expression: {problem.Error} at {problem.Offset + 1}");
        }
    }

    public bool IsMatch(SchemaRun run, string text)
    {
        try
        {
            return (HasPairs(text) ? WithPairs() : _regex).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return run.Break($"takes too long to match with {Source} (limit: {s_timeout.TotalSeconds} s)");
        }
    }

    private Regex WithPairs()
    {
        // Only texts with characters beyond U+FFFF need it. A race builds it twice.
        var regex = Volatile.Read(ref _withPairs);
        if (regex is null)
        {
            regex = Build(Source, hasPairs: true);
            Volatile.Write(ref _withPairs, regex);
        }

        return regex;
    }

    private static Regex Build(string source, bool hasPairs)
    {
        var translated = new EcmaPattern(source, hasPairs).Translate();
        if (translated.Length <= LongestForAutomaton)
        {
            try
            {
                return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, s_timeout);
            }
            catch (NotSupportedException)
            {
                // It looks around or refers back, which only the other engine can.
            }
        }

        return new Regex(translated, RegexOptions.CultureInvariant, s_timeout);
    }

    private static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
}
