using Continuo.Workflows.Json;
using Continuo.Workflows.Schemas;
using Xunit;

namespace Continuo.Workflows.Tests.Schemas;

/// <summary>The public suite. The optional cases that do not pass are listed and explained in docs/reference/json-schema.md, and nowhere else.</summary>
public sealed class SchemaSuiteTests
{
    private const string Formats = "optional/format";

    [Fact]
    public void All_required_cases_pass()
    {
        SkipWithoutData();

        var cases = SchemaSuite.Read(file => !file.StartsWith("optional/", StringComparison.Ordinal));

        Assert.True(cases.Count > 1_200, $"only {cases.Count} cases");
        Check(cases, new SchemaOptions { Documents = SchemaSuite.Remotes() }, []);
    }

    [Fact]
    public void Optional_cases_pass_but_for_the_documented_ones()
    {
        SkipWithoutData();

        var cases = SchemaSuite.Read(file => file.StartsWith("optional/", StringComparison.Ordinal) && !IsFormat(file));
        Check(cases, new SchemaOptions { Documents = SchemaSuite.Remotes() }, [.. SchemaSuite.Listed().Where(c => !IsFormat(c.File))]);
    }

    [Fact]
    public void Formats_are_checked_when_asked_but_for_the_documented_cases()
    {
        SkipWithoutData();

        var cases = SchemaSuite.Read(IsFormat);

        Assert.True(cases.Count > 750, $"only {cases.Count} cases");
        Check(cases, new SchemaOptions { Documents = SchemaSuite.Remotes(), AssertsFormats = true }, [.. SchemaSuite.Listed().Where(c => IsFormat(c.File))]);
    }

    private static bool IsFormat(string file) => file.StartsWith(Formats + "/", StringComparison.Ordinal);

    private static void SkipWithoutData()
    {
        if (SchemaSuite.Folder is null)
        {
            Assert.Skip("../shared/json-schema is missing");
        }
    }

    private static void Check(IReadOnlyList<SchemaCase> cases, SchemaOptions options, HashSet<(string File, string Group, string Test)> exceptions)
    {
        var failures = new List<string>();
        foreach (var test in cases)
        {
            var problem = Problem(test, options);
            if (exceptions.Remove(test.Name) == (problem is null))
            {
                failures.Add($"{test}: {problem ?? "passes now: take it out of docs/reference/json-schema.md"}");
            }
        }

        failures.AddRange(exceptions.Select(e => $"docs/reference/json-schema.md lists {e}, which is not a case"));
        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count}\n{string.Join('\n', failures)}");
    }

    private static string? Problem(SchemaCase test, SchemaOptions options)
    {
        JsonSchema schema;
        try
        {
            schema = JsonSchema.Compile(test.Schema, options);
        }
        catch (SchemaException problem)
        {
            return $"does not compile: {problem.Message}";
        }

        var violations = schema.Validate(test.Value);
        if (schema.IsValid(test.Value) != violations.IsEmpty || violations.Any(v => v.Rule.Length == 0))
        {
            return "IsValid and Validate differ";
        }

        return violations.IsEmpty == test.IsValid ? null : $"expected {(test.IsValid ? "valid" : "invalid")}; {string.Join("; ", violations)}";
    }
}
