using System.Collections.Immutable;
using Continuo.Workflows.Expressions.Syntax;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>A stage of a program's outermost pipe, and all that comes out of it.</summary>
/// <param name="Text">The stage as written.</param>
/// <param name="Offset">Where it starts in the program.</param>
/// <param name="Results">What it yields for the input of the whole program.</param>
/// <param name="Error">What ended it, if anything did.</param>
public sealed record JqStage(string Text, int Offset, ImmutableArray<JsonValue> Results, JqException? Error)
{
    /// <summary>Evaluates a program up to each of its stages in turn; stops at the first that fails.</summary>
    /// <exception cref="JqCompileException">The program is wrong; says what and where.</exception>
    public static ImmutableArray<JqStage> Explain(string source, JsonValue input, JqEnvironment environment, JqLimits limits)
    {
        // The program as a whole must compile before any part of it is shown.
        JqProgram.Compile(source);
        var stages = ImmutableArray.CreateBuilder<JqStage>();
        var start = 0;
        foreach (var end in Ends(Parser.Parse(source), source.Length))
        {
            var results = new List<JsonValue>();
            var error = JqProgram.Compile(source[..end]).Evaluate(input, environment, limits, results);
            var text = source[start..end];
            stages.Add(new JqStage(text.Trim(), start + text.Length - text.TrimStart().Length, [.. results], error));
            if (error is not null)
            {
                break;
            }

            start = end + 1;
        }

        return stages.ToImmutable();
    }

    /// <summary>Where stages end. What a definition, a label or a binding is followed by is the same pipe, going on.</summary>
    private static IEnumerable<int> Ends(Term? term, int length)
    {
        while (term is not null)
        {
            if (term is Term.Pipe pipe)
            {
                yield return pipe.Offset;
            }

            term = term switch
            {
                Term.Pipe p => p.Right,
                Term.Define d => d.Body,
                Term.Bind b => b.Body,
                Term.Label l => l.Body,
                _ => null,
            };
        }

        yield return length;
    }
}
