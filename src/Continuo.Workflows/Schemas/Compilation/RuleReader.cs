using System.Collections.Frozen;
using System.Collections.Immutable;
using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas.Evaluation;
using Continuo.Workflows.Schemas.Formats;
using Continuo.Workflows.Schemas.Patterns;

namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>Reads the rules of one schema, the cheap ones first and the <c>unevaluated</c> ones last.</summary>
internal sealed class RuleReader(SchemaIndex index, SchemaOptions options, SchemaProblems problems, Func<SchemaSite, SchemaNode> compile)
{
    public bool HasDynamicReferences { get; private set; }

    public Rule[] Read(SchemaSite site)
    {
        var fields = new SchemaFields(site, site.Value.Object, problems, compile);
        var vocabularies = site.Resource.Vocabularies;
        var rules = new List<Rule>();
        if (vocabularies.HasFlag(Vocabularies.Validation))
        {
            new AssertionReader(fields, rules).Read();
        }

        ReadFormat(fields, vocabularies, rules);
        ReadReferences(site, fields, rules);
        if (vocabularies.HasFlag(Vocabularies.Applicator))
        {
            ReadMembers(fields, rules);
            ReadItems(fields, vocabularies, rules);
            ReadLogic(fields, rules);
        }

        if (vocabularies.HasFlag(Vocabularies.Unevaluated))
        {
            AddWhen(rules, fields.Schema("unevaluatedItems"), node => new UnevaluatedItemsRule(node.Location, node));
            AddWhen(rules, fields.Schema("unevaluatedProperties"), node => new UnevaluatedMembersRule(node.Location, node));
        }

        return [.. rules];
    }

    private void ReadFormat(SchemaFields fields, Vocabularies vocabularies, List<Rule> rules)
    {
        var name = fields.Text("format");
        if (name is not null && (options.AssertsFormats || vocabularies.HasFlag(Vocabularies.FormatAssertion)) && FormatTable.Find(name) is { } check)
        {
            rules.Add(new FormatRule(fields.Location("format"), name, check));
        }
    }

    private void ReadReferences(SchemaSite site, SchemaFields fields, List<Rule> rules)
    {
        if (fields.Text("$ref") is { } reference && index.Resolve(site, "$ref", reference, out _) is { } target)
        {
            rules.Add(new ReferenceRule(fields.Location("$ref"), compile(target)));
        }

        if (fields.Text("$dynamicRef") is { } dynamic && index.Resolve(site, "$dynamicRef", dynamic, out var anchor) is { } first)
        {
            // Only a target that is itself a dynamic anchor may be replaced.
            var isDynamic = anchor is not null && first.Resource.DynamicAnchors.TryGetValue(anchor, out var own) && ReferenceEquals(own, first);
            HasDynamicReferences |= isDynamic;
            var location = fields.Location("$dynamicRef");
            rules.Add(isDynamic ? new DynamicReferenceRule(location, anchor!, compile(first)) : new ReferenceRule(location, compile(first)));
        }

        if (fields.TryGet("$recursiveRef", out _))
        {
            problems.Add(fields.Location("$recursiveRef"), "is of draft 2019-09; write '$dynamicRef' and '$dynamicAnchor'");
        }
    }

    private static void ReadMembers(SchemaFields fields, List<Rule> rules)
    {
        var named = fields.Map("properties").ToFrozenDictionary(member => member.Name, member => member.Node, StringComparer.Ordinal);
        var patterns = ImmutableArray.CreateBuilder<(SchemaPattern, SchemaNode)>();
        foreach (var (source, node) in fields.Map("patternProperties"))
        {
            if (fields.Pattern(node.Location, source) is { } pattern)
            {
                patterns.Add((pattern, node));
            }
        }

        var additional = fields.Schema("additionalProperties");
        if (named.Count + patterns.Count > 0 || additional is not null)
        {
            rules.Add(new MembersRule(fields.Location("properties"), named, patterns.ToImmutable(), additional));
        }

        AddWhen(rules, fields.Schema("propertyNames"), node => new MemberNamesRule(node.Location, node));
        foreach (var (name, node) in fields.Map("dependentSchemas"))
        {
            rules.Add(new DependentRule(node.Location, name, node));
        }

        // The older keyword that dependentRequired and dependentSchemas came from.
        foreach (var (name, value) in fields.Members("dependencies"))
        {
            var path = $"dependencies/{SchemaText.Token(name)}";
            if (!value.IsArray)
            {
                rules.Add(new DependentRule(fields.Location(path), name, fields.Below(path)));
            }
            else if (fields.Names(path, value) is { } names)
            {
                rules.Add(new RequiredRule(fields.Location(path), names, name));
            }
        }
    }

    private static void ReadItems(SchemaFields fields, Vocabularies vocabularies, List<Rule> rules)
    {
        var isEarlierList = vocabularies.HasFlag(Vocabularies.Earlier) && fields.TryGet("items", out var items) && items.IsArray;
        var prefix = fields.Schemas(isEarlierList ? "items" : "prefixItems") ?? [];
        SchemaNode? rest = null;
        if (isEarlierList)
        {
            rest = fields.Schema("additionalItems");
        }
        else if (fields.TryGet("items", out var value) && value.IsArray)
        {
            fields.Wrong("items", "a schema (a list of schemas is written 'prefixItems')", value);
        }
        else
        {
            rest = fields.Schema("items");
        }

        if (prefix.Length > 0 || rest is not null)
        {
            rules.Add(new ItemsRule(fields.Location("items"), prefix, rest));
        }

        var (least, most) = (1d, double.PositiveInfinity);
        if (vocabularies.HasFlag(Vocabularies.Validation))
        {
            least = fields.Size("minContains") ?? least;
            most = fields.Size("maxContains") ?? most;
        }

        AddWhen(rules, fields.Schema("contains"), node => new ContainsRule(node.Location, node, least, most));
    }

    private static void ReadLogic(SchemaFields fields, List<Rule> rules)
    {
        if (fields.Schemas("allOf") is { } all)
        {
            rules.Add(new AllOfRule(fields.Location("allOf"), all));
        }

        if (fields.Schemas("anyOf") is { } any)
        {
            rules.Add(new AlternativesRule(fields.Location("anyOf"), any, isExclusive: false));
        }

        if (fields.Schemas("oneOf") is { } one)
        {
            rules.Add(new AlternativesRule(fields.Location("oneOf"), one, isExclusive: true));
        }

        AddWhen(rules, fields.Schema("not"), node => new NotRule(node.Location, node));
        var (consequence, alternative) = (fields.Schema("then"), fields.Schema("else"));
        AddWhen(rules, fields.Schema("if"), node => new ConditionRule(node.Location, node, consequence, alternative));
    }

    private static void AddWhen(List<Rule> rules, SchemaNode? node, Func<SchemaNode, Rule> make)
    {
        if (node is not null)
        {
            rules.Add(make(node));
        }
    }
}
