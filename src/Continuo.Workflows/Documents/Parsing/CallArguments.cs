using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>Gathers the arguments of a call in another protocol than HTTP, those that may be expressions and those that may not.</summary>
internal sealed class CallArguments(LoadContext context, ExpressionReader expressions, Scope scope)
{
    private readonly ImmutableArray<KeyValuePair<string, ValueTemplate>>.Builder _members = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueTemplate>>();

    public ValueTemplate Build() => new ValueTemplate.Members(_members.ToImmutable());

    public void Set(string name, ValueTemplate value) => _members.Add(KeyValuePair.Create(name, value));

    public void Set(string name, JsonValue value) => Set(name, new ValueTemplate.Literal(value));

    /// <summary>A text, or an expression that gives one.</summary>
    public string? Text(Fields fields, string name, bool required = false)
    {
        var text = fields.Text(name, required);
        if (text is not null)
        {
            Set(name, expressions.Template(fields.Map[name]!, scope, Stage.Body));
        }

        return text;
    }

    /// <summary>A value of any kind.</summary>
    public void Any(Fields fields, string name)
    {
        if (fields.Optional(name) is { } node)
        {
            Set(name, expressions.Template(node, scope, Stage.Body));
        }
    }

    /// <summary>An object, or an expression that gives one.</summary>
    public void Object(Fields fields, string name, bool orList = false)
    {
        switch (fields.Optional(name))
        {
            case null:
                break;
            case SourceMap or SourceList when orList || fields.Map[name] is SourceMap:
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out _):
                Set(name, expressions.Template(fields.Map[name]!, scope, Stage.Body));
                break;
            case var node:
                Fields.WrongType(context, node, $"'{name}'", orList ? "an object, a list or an expression in ${ }" : "an object or an expression in ${ }");
                break;
        }
    }

    /// <summary>Texts by name, or an expression that gives them.</summary>
    public void Pairs(Fields fields, string name)
    {
        if (fields.Optional(name) is SourceMap map)
        {
            foreach (var member in map.Members.Where(member => member.Value is not SourceScalar { Json.IsNull: false }))
            {
                Fields.WrongType(context, member.Value, $"'{member.Key}' of '{name}'", "a text");
            }
        }

        Object(fields, name);
    }
}
