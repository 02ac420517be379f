using System.Collections.Immutable;
using System.Text;

namespace Continuo.Runtime.Queries;

internal enum QueryTokenKind
{
    Word,
    Text,
    Sign,
    End,
}

/// <param name="Column">From one.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, string Text, int Column)
{
    public bool Is(string word) => Kind is QueryTokenKind.Word or QueryTokenKind.Sign && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A query's words, quoted texts and signs.</summary>
internal static class QueryTokens
{
    private const string InWords = "._-/@:+~";

    public static ImmutableArray<QueryToken> Of(string text, List<QueryProblem> problems)
    {
        var tokens = ImmutableArray.CreateBuilder<QueryToken>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '"' or '\'')
            {
                tokens.Add(Quoted(text, ref at, problems));
            }
            else if (IsInWord(c))
            {
                var start = at;
                while (at < text.Length && IsInWord(text[at]))
                {
                    at++;
                }

                tokens.Add(new(QueryTokenKind.Word, text[start..at], start + 1));
            }
            else
            {
                var length = text[at..] is ['!' or '<' or '>' or '=', '=', ..] ? 2 : 1;
                if (length == 1 && c is not ('=' or '<' or '>' or '(' or ')' or ','))
                {
                    problems.Add(new(at + 1, $"'{c}' means nothing in a query.", "Put texts with such characters in double quotes."));
                }
                else
                {
                    tokens.Add(new(QueryTokenKind.Sign, text.Substring(at, length), at + 1));
                }

                at += length;
            }
        }

        tokens.Add(new(QueryTokenKind.End, "", text.Length + 1));
        return tokens.ToImmutable();
    }

    private static QueryToken Quoted(string text, ref int at, List<QueryProblem> problems)
    {
        var (start, quote, value) = (at, text[at], new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return new(QueryTokenKind.Text, value.ToString(), start + 1);
            }

            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        problems.Add(new(start + 1, "This text has no end.", $"Close it with {quote}."));
        return new(QueryTokenKind.Text, value.ToString(), start + 1);
    }

    private static bool IsInWord(char c) => char.IsLetterOrDigit(c) || InWords.Contains(c, StringComparison.Ordinal);
}
