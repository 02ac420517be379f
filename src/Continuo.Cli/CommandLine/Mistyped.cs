using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Continuo.Cli.CommandLine;

/// <summary>What is wrong with the arguments, with the name that was probably meant.</summary>
internal static class Mistyped
{
    public static string? Problem(ParseResult parsed)
    {
        if (!parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors)
        {
            // The command reads its arguments itself.
            return null;
        }

        // An option that no command knows would else be taken for an argument, and run.
        var unknown = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Concat(parsed.UnmatchedTokens.Select(text => new Token(text, TokenType.Argument, null!)))
            .Select(token => token.Value)
            .FirstOrDefault(text => text.Length > 1 && text[0] == '-' && (text[1] == '-' || char.IsAsciiLetter(text[1])));
        if (unknown is not null)
        {
            return $"There is no option '{unknown}' here.{Suggestion(unknown, Options(parsed))}";
        }

        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction)
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        return command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..]
            ? $"There is no command '{word}' here.{Suggestion(word, command.Subcommands.Select(sub => sub.Name))}"
            : string.Join(' ', parsed.Errors.Select(error => error.Message).Distinct());
    }

    private static IEnumerable<string> Options(ParseResult parsed)
    {
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command: var command })
            {
                foreach (var option in command.Options.Where(option => result == parsed.CommandResult || option.Recursive))
                {
                    yield return option.Name;
                }
            }
        }
    }

    private static string Suggestion(string given, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (Name: name, Distance: Distance(given, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, given.Length / 3) ? $" Did you mean '{nearest.Name}'?" : "";
    }

    private static int Distance(string left, string right)
    {
        // Two letters in the wrong order are one slip.
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var change = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var swap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] ? cost[i - 2, j - 2] + 1 : int.MaxValue;
                cost[i, j] = Math.Min(Math.Min(change, swap), Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
            }
        }

        return cost[left.Length, right.Length];
    }
}
