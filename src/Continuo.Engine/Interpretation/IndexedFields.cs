using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Interpretation;

/// <summary>What <c>metadata.continuo.index</c> declares: values that lists of instances can be asked for.</summary>
internal static class IndexedFields
{
    /// <summary>Longer texts are no keys that anybody asks for; the beginning is kept.</summary>
    private const int LongestText = 256;

    /// <summary>Evaluated once, and a fact: lists never evaluate anything.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="isOutput">Whether those of the output are meant, or those of the input.</param>
    /// <param name="value">The transformed input, or the output.</param>
    public static void Record(Decision d, bool isOutput, JsonValue value)
    {
        if (d.Definition.Index.IsEmpty)
        {
            return;
        }

        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, JsonValue>>();
        foreach (var field in d.Definition.Index.Where(field => field.IsOutput == isOutput))
        {
            if (Evaluate(d, field, value) is { } found)
            {
                fields.Add(new(field.Key, found));
            }
        }

        if (fields.Count > 0)
        {
            d.Emit(new Fact.Indexed(fields.ToImmutable()));
        }
    }

    public static ImmutableArray<KeyValuePair<string, JsonValue>> Of(ImmutableArray<KeyValuePair<string, JsonValue>> fields, WorkflowError? error)
    {
        if (error is null)
        {
            return fields;
        }

        var all = fields.ToBuilder();
        all.Add(new("error.type", Cut(error.Type)));
        all.Add(new("error.status", error.Status));
        Add("error.title", error.Title);
        Add("error.pointer", error.Instance);
        return all.ToImmutable();

        void Add(string key, string? text)
        {
            if (text is not null)
            {
                all.Add(new(key, Cut(text)));
            }
        }
    }

    /// <summary>An index never fails a workflow: what cannot be evaluated, or is no text, number or boolean, is not there.</summary>
    private static JsonValue? Evaluate(Decision d, IndexedField field, JsonValue value)
    {
        try
        {
            var found = d.Evaluate(field.Value, value, d.Scope(null, null, value), "/document/metadata/continuo/index");
            return found.IsSymbolic ? null
                : found.AsString is { } text ? Cut(text)
                : found.IsNumber || found.Kind is JsonKind.True or JsonKind.False ? found
                : default(JsonValue?);
        }
        catch (TaskFault)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
