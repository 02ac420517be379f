using System.Collections.Immutable;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The section <c>use</c>.</summary>
internal sealed class UseReader(LoadContext context, Readers readers)
{
    // A policy is used by catches that may name the error otherwise; the default name is the one that can be checked.
    private static readonly Scope s_retry = Scope.Top.With("error");

    public UseSection Read(SourceNode? node)
    {
        if (node is null || Fields.Of(context, node, "'use'") is not { } fields)
        {
            return UseSection.Empty;
        }

        // Secrets first: whatever reads one asks whether it is declared.
        var secrets = ReadSecrets(fields.List("secrets"));
        context.Use = UseSection.Empty with { Secrets = secrets };
        var use = new UseSection
        {
            Secrets = secrets,
            Authentications = ReadEach(fields, "authentications", readers.Authentications.ReadDeclared),
            Errors = ReadEach(fields, "errors", (error, name) => readers.Errors.ReadError(error, $"the error '{name}'", Scope.Top)),
            Retries = ReadEach(fields, "retries", (retry, name) => readers.Errors.ReadPolicy(retry, $"the retry policy '{name}'", s_retry)),
            Timeouts = ReadEach(fields, "timeouts", ReadTimeout),
        };

        // A catalog's authentication may be one of those.
        context.Use = use;
        use = use with
        {
            Catalogs = ReadEach(fields, "catalogs", ReadCatalog)!,
            Extensions = fields.List("extensions"),
        };
        foreach (var function in fields.Object("functions")?.Map.Members ?? [])
        {
            context.Functions.Declare(function.Key, function.Value);
        }

        fields.Close();
        return use;
    }

    private ResourceAddress? ReadCatalog(SourceNode node, string name)
    {
        if (Fields.Of(context, node, $"the catalog '{name}'") is not { } fields)
        {
            return null;
        }

        var address = fields.Required("endpoint") is { } endpoint ? new ResourceReader(context, readers.Authentications).ReadEndpoint(endpoint) : null;
        fields.Close();
        return address;
    }

    private ImmutableArray<string> ReadSecrets(SourceList? list)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var item in list?.Items ?? [])
        {
            if (item.Json.AsString is { Length: > 0 } name)
            {
                names.Add(name);
            }
            else
            {
                Fields.WrongType(context, item, "a secret", "a text: its name");
            }
        }

        return [.. names.Distinct()];
    }

    private static ImmutableDictionary<string, T> ReadEach<T>(Fields fields, string section, Func<SourceNode, string, T?> read)
        where T : class
    {
        if (fields.Object(section) is not { } inner)
        {
            return ImmutableDictionary<string, T>.Empty;
        }

        var found = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var member in inner.Map.Members)
        {
            // A declaration that is wrong was reported; a null keeps its uses from being reported as unknown.
            found[member.Key] = read(member.Value, member.Key)!;
        }

        return found.ToImmutable();
    }

    private DurationTemplate? ReadTimeout(SourceNode node, string name)
    {
        if (node is SourceMap)
        {
            return readers.Durations.ReadTimeout(node, Scope.Top, Stage.RawInput);
        }

        Fields.WrongType(context, node, $"the timeout '{name}'", "an object with 'after'");
        return null;
    }
}
