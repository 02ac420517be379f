using System.Collections.Immutable;
using Continuo.Workflows.Expressions.Compilation;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>A compiled jq program. Immutable and thread-safe; compile once, evaluate often.</summary>
public sealed class JqProgram : ExpressionProgram
{
    private readonly Node _body;

    private JqProgram(string source, Node body, ImmutableArray<string> variables)
        : base(source, variables) => _body = body;

    /// <param name="source">The program.</param>
    /// <param name="globals">The variables that exist; others are compile errors. Null: any name compiles and is looked up when evaluated.</param>
    /// <exception cref="JqCompileException">The program is wrong; says what and where.</exception>
    public static JqProgram Compile(string source, IReadOnlyCollection<string>? globals = null)
    {
        var (body, variables) = Compiler.Compile(source, globals);
        return new JqProgram(source, body, variables);
    }

    public override bool TryFirst(JsonValue input, JqEnvironment environment, JqLimits limits, out JsonValue result)
    {
        var machine = Machine.Rent(environment, limits);
        try
        {
            if (_body.IsAtMostOne)
            {
                if (_body.TryOne(machine, Env.Top, input, out result))
                {
                    machine.EnsureResult(result);
                    return true;
                }

                result = default;
                return false;
            }

            var first = new FirstSink();
            _body.Run(machine, Env.Top, input, null, first);
            machine.EnsureResult(first.Value);
            result = first.Value;
            return first.HasValue;
        }
        catch (JqException error)
        {
            throw Placed(error, machine);
        }
        finally
        {
            machine.Return();
        }
    }

    /// <summary>All results, in order; stops at the first error, which is returned and not thrown.</summary>
    public JqException? Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits, ICollection<JsonValue> results)
    {
        var machine = Machine.Rent(environment, limits);
        try
        {
            _body.Run(machine, Env.Top, input, null, new ResultSink(machine, results, limits));
            return null;
        }
        catch (JqException error)
        {
            return Placed(error, machine);
        }
        finally
        {
            machine.Return();
        }
    }

    /// <summary>Says where in the program it failed: line when there are several, and column.</summary>
    private JqException Placed(JqException error, Machine machine)
    {
        var before = Source.AsSpan(0, Math.Min(machine.At, Source.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        var place = Source.Contains('\n') ? $"line {line}, column {column}" : $"column {column}";
        return new JqException($"{error.Message} (at {place} of the expression)", error.Value)
        {
            IsLimit = error.IsLimit,
            IsSize = error.IsSize,
            IsSecretMisuse = error.IsSecretMisuse,
        };
    }

    private sealed class ResultSink(Machine machine, ICollection<JsonValue> results, JqLimits limits) : Sink
    {
        private int _left = limits.Outputs;

        public override bool Emit(JsonValue value, PathTo? path)
        {
            if (--_left < 0)
            {
                throw new JqException($"the expression gives more than {limits.Outputs:N0} results (limit: outputs)") { IsLimit = true };
            }

            machine.EnsureResult(value);
            results.Add(value);
            return true;
        }
    }
}
