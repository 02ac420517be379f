using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;
using Continuo.Workflows.Schemas.MetaSchemas;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>What <c>$schema</c> says about the vocabularies of a schema.</summary>
internal sealed class Dialects(SchemaOptions options)
{
    private const string Vocabulary = "https://json-schema.org/draft/2020-12/vocab/";

    private static readonly string[] s_earlier =
        ["http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft/2019-09/schema"];

    public Vocabularies Of(JsonValue schema, Vocabularies inherited, string location, SchemaProblems problems)
    {
        if (schema.AsObject is not { } members || !members.TryGet("$schema", out var given))
        {
            return inherited;
        }

        var address = given.AsString?.TrimEnd('#');
        if (address is null)
        {
            problems.Add($"{location}/$schema", $"must be a URI, found {SchemaText.Describe(given)}");
            return inherited;
        }

        if (address == MetaSchema.Address)
        {
            return Vocabularies.Standard;
        }

        if (s_earlier.Contains(address.Replace("https://json-schema.org/draft-0", "http://json-schema.org/draft-0", StringComparison.Ordinal)))
        {
            return Vocabularies.Standard | Vocabularies.Earlier;
        }

        if (!options.Documents.TryGetValue(address, out var meta))
        {
            problems.Add($"{location}/$schema", $"names the dialect {SchemaText.Quote(address)}, which is not known: write {MetaSchema.Address}");
            return inherited;
        }

        return meta["$vocabulary"].AsObject is { } vocabularies ? Read(vocabularies, location, problems) : Vocabularies.Standard;
    }

    private static Vocabularies Read(JsonObject vocabularies, string location, SchemaProblems problems)
    {
        var read = Vocabularies.None;
        foreach (var (address, isNeeded) in vocabularies)
        {
            switch (address.StartsWith(Vocabulary, StringComparison.Ordinal) ? address[Vocabulary.Length..] : "")
            {
                case "applicator":
                    read |= Vocabularies.Applicator;
                    break;
                case "unevaluated":
                    read |= Vocabularies.Unevaluated;
                    break;
                case "validation":
                    read |= Vocabularies.Validation;
                    break;
                case "format-assertion":
                    read |= Vocabularies.FormatAssertion;
                    break;
                case "core" or "meta-data" or "format-annotation" or "content":
                    break;
                default:
                    if (isNeeded.Kind == JsonKind.True)
                    {
                        problems.Add($"{location}/$schema", $"needs the vocabulary {SchemaText.Quote(address)}, which is not known");
                    }

                    break;
            }
        }

        return read;
    }
}
