using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions;

/// <summary>A value of a document in which some strings are expressions. Results are never evaluated again.</summary>
public abstract record ValueTemplate
{
    private ValueTemplate()
    {
    }

    /// <exception cref="JqException">An expression in it failed.</exception>
    public abstract JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits);

    public sealed record Literal(JsonValue Value) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits) => Value;
    }

    public sealed record Computed(RuntimeExpression Expression) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits) =>
            Expression.Program.First(input, environment, limits);
    }

    /// <summary>A text in loose mode: what it gives as an expression, and itself where it gives nothing or fails.</summary>
    public sealed record Loose(RuntimeExpression Expression, JsonValue Text) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits)
        {
            try
            {
                return Expression.Program.TryFirst(input, environment, limits, out var result) ? result : Text;
            }
            catch (JqException failed) when (failed is { IsLimit: false, IsSecretMisuse: false })
            {
                return Text;
            }
        }
    }

    public sealed record Members(ImmutableArray<KeyValuePair<string, ValueTemplate>> Of) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits)
        {
            var builder = new JsonObject.Builder(Of.Length);
            foreach (var (key, template) in Of)
            {
                builder.Set(key, template.Evaluate(input, environment, limits));
            }

            return builder.Build();
        }
    }

    /// <summary>An object in which keys are computed too; of two that come out equal the later counts.</summary>
    public sealed record Entries(ImmutableArray<KeyValuePair<ValueTemplate, ValueTemplate>> Of) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits)
        {
            var builder = new JsonObject.Builder(Of.Length);
            foreach (var (key, template) in Of)
            {
                builder.Set(KeyOf(key.Evaluate(input, environment, limits)), template.Evaluate(input, environment, limits));
            }

            return builder.Build();
        }

        private static string KeyOf(JsonValue key) => key.Kind switch
        {
            JsonKind.String => key.String,
            JsonKind.Number => key.ToString(),
            JsonKind.Symbolic => throw new JqException("The name of a variable or argument must not be a secret.") { IsSecretMisuse = true },
            _ => throw new JqException($"The name of a variable or argument must be text; an expression gave {key.Kind.ToString().ToLowerInvariant()}."),
        };
    }

    public sealed record Items(ImmutableArray<ValueTemplate> Of) : ValueTemplate
    {
        public override JsonValue Evaluate(JsonValue input, JqEnvironment environment, JqLimits limits)
        {
            var items = new JsonValue[Of.Length];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = Of[i].Evaluate(input, environment, limits);
            }

            return JsonArray.Own(items);
        }
    }
}
