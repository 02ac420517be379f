using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Errors that are raised, the filter of those that are caught, and retry policies.</summary>
internal sealed class ErrorReader(LoadContext context, ExpressionReader expressions, DurationReader durations)
{
    /// <summary><c>raise.error</c>: an error, or a name in <c>use.errors</c>.</summary>
    public ErrorTemplate? ReadRaised(SourceNode? node, Scope scope)
    {
        if (node is SourceScalar { Json.IsString: true } name)
        {
            return References.Find(context, name, "error", "use.errors", context.Use.Errors);
        }

        return node is null ? null : ReadError(node, "'error'", scope);
    }

    public ErrorTemplate? ReadError(SourceNode node, string what, Scope scope)
    {
        if (Fields.Of(context, node, what) is not { } fields)
        {
            return null;
        }

        var error = new ErrorTemplate(
            Text(fields, "type", scope, required: true) is { } type ? NormalizeType(type) : new ValueTemplate.Literal(default),
            fields.Integer("status", required: true) ?? 0,
            Text(fields, "title", scope),
            Text(fields, "detail", scope),
            Text(fields, "instance", scope));
        fields.Close();
        Check(fields, "type", error.Type, EventForm.IsReference, "a URI");
        Check(fields, "instance", error.Instance, ErrorTemplate.IsInstance, "a JSON Pointer, such as /do/0/pay");
        return error;
    }

    /// <summary><c>catch.errors</c>: members by their canonical names.</summary>
    public ImmutableArray<KeyValuePair<string, ValueTemplate>> ReadFilter(SourceNode? node, Scope scope)
    {
        if (node is null || Fields.Of(context, node, "'errors'") is not { } fields)
        {
            return [];
        }

        var with = fields.Object("with");
        fields.Close(key => key is "type" or "status" or "title" or "detail" or "instance" ? "It belongs under 'with'." : null);
        if (with is null)
        {
            return [];
        }

        var members = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();
        foreach (var name in (string[])["type", "status", "instance", "title", "detail", "details"])
        {
            if (with.Optional(name) is not { } value)
            {
                continue;
            }

            var template = expressions.Template(value, scope, Stage.Body);
            if (name == "status" && template is ValueTemplate.Literal { Value.IsNumber: false })
            {
                Fields.WrongType(context, value, "'status'", "a whole number", "");
            }

            members.Add(KeyValuePair.Create(name == "details" ? "detail" : name, name == "type" ? NormalizeType(template) : template));
        }

        with.Close();
        if (with.Map.Members.Count == 0)
        {
            context.Diagnostics.Add(DiagnosticCodes.MissingProperty, with.Map, "'with' names no member of an error.", "Leave 'errors' out to catch all.");
        }

        return members.ToImmutable();
    }

    /// <summary><c>catch.retry</c>: a policy, or a name in <c>use.retries</c>.</summary>
    public RetryPolicy? ReadRetry(SourceNode? node, Scope scope)
    {
        if (node is SourceScalar { Json.IsString: true } name)
        {
            return References.Find(context, name, "retry policy", "use.retries", context.Use.Retries);
        }

        return node is null ? null : ReadPolicy(node, "'retry'", scope);
    }

    public RetryPolicy? ReadPolicy(SourceNode node, string what, Scope scope)
    {
        if (Fields.Of(context, node, what) is not { } fields)
        {
            return null;
        }

        var limit = fields.Object("limit");
        var attempt = limit?.Object("attempt");
        var jitter = fields.Object("jitter");
        var policy = new RetryPolicy
        {
            When = expressions.Read(fields.Optional("when"), "'when'", scope, Stage.Body),
            ExceptWhen = expressions.Read(fields.Optional("exceptWhen"), "'exceptWhen'", scope, Stage.Body),
            Delay = durations.Read(fields.Optional("delay"), "'delay'", scope, Stage.Body),
            Backoff = ReadBackoff(fields.Object("backoff")),
            Count = attempt?.Integer("count", least: 0),
            AttemptDuration = durations.Read(attempt?.Optional("duration"), "'duration'", scope, Stage.Body),
            Duration = durations.Read(limit?.Optional("duration"), "'duration'", scope, Stage.Body),
            JitterFrom = durations.Read(jitter?.Required("from"), "'from'", scope, Stage.Body),
            JitterTo = durations.Read(jitter?.Required("to"), "'to'", scope, Stage.Body),
        };
        fields.Close(key => key is "count" or "attempt" or "duration" ? $"It belongs under 'limit': limit: {{ {(key == "count" ? "attempt: { count: ... }" : $"{key}: ...")} }}." : null);
        limit?.Close(key => key == "count" ? "It belongs under 'attempt'." : null);
        attempt?.Close();
        jitter?.Close();
        if (policy.JitterFrom?.Constant > policy.JitterTo?.Constant)
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, jitter!.Map, "The jitter's 'from' is longer than its 'to'.", "Swap them.");
        }

        return policy;
    }

    private static Backoff ReadBackoff(Fields? fields)
    {
        var kind = fields?.OneOf("constant", "linear", "exponential");
        if (kind is not null)
        {
            _ = fields!.Object(kind);
        }

        fields?.Close();
        return kind switch
        {
            "linear" => Backoff.Linear,
            "exponential" => Backoff.Exponential,
            _ => Backoff.Constant,
        };
    }

    private void Check(Fields fields, string name, ValueTemplate? template, Func<string, bool> isRight, string wanted)
    {
        if (template is ValueTemplate.Literal { Value: { IsString: true } literal } && !isRight(literal.String))
        {
            context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map[name]!, $"The '{name}' of an error must be {wanted}.", "Or an expression in ${ } that gives one.");
        }
    }

    private static ValueTemplate NormalizeType(ValueTemplate type) =>
        type is ValueTemplate.Literal { Value: { IsString: true } literal } ? new ValueTemplate.Literal(ErrorTypes.Normalize(literal.String)) : type;

    private ValueTemplate? Text(Fields fields, string name, Scope scope, bool required = false) =>
        fields.Text(name, required) is null ? null : expressions.Template(fields.Map[name]!, scope, Stage.Body);
}
