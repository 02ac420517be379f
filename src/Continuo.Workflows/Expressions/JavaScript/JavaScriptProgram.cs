using System.Collections.Immutable;
using System.Globalization;
using Acornima;
using Acornima.Ast;
using Continuo.Workflows.Json;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;

namespace Continuo.Workflows.Expressions.JavaScript;

/// <summary>An expression in JavaScript. It sees its input as <c>$</c> and <c>input</c>, and the variables that jq has; nothing else of the world.</summary>
/// <remarks>Each evaluation has an engine of its own, so that nothing stays behind. The clock is the environment's, and there is no chance.</remarks>
public sealed class JavaScriptProgram : ExpressionProgram
{
    private const string Before = "(function ($, input) { 'use strict'; return (";
    private const string After = "\n); })";
    private const int Recursion = 200;
    private const uint Items = 1_000_000;

    private static readonly Prepared<Script> s_prelude = Engine.PrepareScript(JavaScriptPrelude.Text);
    private static readonly TimeSpan s_breaker = TimeSpan.FromSeconds(5);

    private readonly Prepared<Script> _script;
    private readonly bool _comparesSecret;

    private JavaScriptProgram(string source, Prepared<Script> script, ImmutableArray<string> variables)
        : base(source, variables)
    {
        _script = script;
        _comparesSecret = script.Program!.DescendantNodes().Any(ComparesSecret);
    }

    /// <exception cref="JqCompileException">It does not parse; says what and where.</exception>
    public static JavaScriptProgram Compile(string source)
    {
        try
        {
            var script = Engine.PrepareScript(Before + source + After);
            return new JavaScriptProgram(source, script, [.. script.Program!.DescendantNodes().OfType<Identifier>().Select(node => node.Name).Where(name => name.Length > 1 && name[0] == '$').Select(name => name[1..]).Distinct()]);
        }
        catch (ScriptPreparationException refused) when (refused.InnerException is ParseErrorException problem)
        {
            throw new JqCompileException(problem.Description, Math.Clamp(problem.Error.Index - Before.Length, 0, source.Length));
        }
    }

    public override bool TryFirst(JsonValue input, JqEnvironment environment, JqLimits limits, out JsonValue result)
    {
        if (_comparesSecret)
        {
            throw Misuse();
        }

        using var engine = Create(environment, limits);
        var secrets = new JavaScriptSecrets();
        try
        {
            engine.Execute(s_prelude);
            var values = new JavaScriptValues(engine, secrets);
            foreach (var name in Variables)
            {
                if (environment.TryGetVariable(name, out var variable))
                {
                    engine.SetValue("$" + name, values.Of(variable));
                }
            }

            var given = values.Of(input);
            var value = engine.Call(engine.Evaluate(_script), JsValue.Undefined, [given, given]);
            if (value.IsPromise())
            {
                throw new JqException("an expression cannot wait for a promise");
            }

            var text = new JsonSerializer(engine).Serialize(value);
            result = text.IsUndefined() ? default : Read(text.AsString(), secrets, limits);
            return !text.IsUndefined();
        }
        catch (JavaScriptException thrown)
        {
            throw new JqException(thrown.Error.ToString());
        }
        catch (Exception broken) when (broken is StatementsCountOverflowException or MemoryLimitExceededException or RecursionDepthOverflowException or TimeoutException or InsufficientExecutionStackException)
        {
            throw new JqException($"the expression takes too much: {broken.Message}") { IsLimit = true };
        }
    }

    /// <summary>A secret is without a value here, so that comparing it would give a wrong answer, not none.</summary>
    private static bool ComparesSecret(Node node) =>
        node is BinaryExpression
        {
            Operator: Operator.Equality or Operator.Inequality or Operator.StrictEquality or Operator.StrictInequality
                or Operator.LessThan or Operator.LessThanOrEqual or Operator.GreaterThan or Operator.GreaterThanOrEqual,
        }
        && node.DescendantNodes().Any(inner => inner is Identifier { Name: "$secrets" or "$secret" or "$authorization" });

    private static JqException Misuse() =>
        new("a secret in JavaScript can be passed on and joined to text, and nothing else: no expression may look at its value") { IsSecretMisuse = true };

    private static JsonValue Read(string text, JavaScriptSecrets secrets, JqLimits limits)
    {
        if (text.Length > limits.OutputBytes)
        {
            throw new JqException($"the result has more than {limits.OutputBytes:N0} bytes (limit: output)") { IsLimit = true };
        }

        if (!secrets.AllAreIn(text))
        {
            throw Misuse();
        }

        return secrets.Restore(JsonValue.Parse(text));
    }

    private static Engine Create(JqEnvironment environment, JqLimits limits) => new(options =>
    {
        options
            .Strict()
            .MaxStatements((int)Math.Min(limits.Steps, int.MaxValue))
            .LimitMemory(limits.OutputBytes * 16)
            .LimitRecursion(Recursion)
            .MaxArraySize(Items)
            .TimeoutInterval(s_breaker)
            .RegexTimeoutInterval(s_breaker)
            .Culture(CultureInfo.InvariantCulture)
            .LocalTimeZone(TimeZoneInfo.Utc)
            .DisableStringCompilation(true);
        options.TimeSystem = new JavaScriptClock(environment.Now);
    });
}
