using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary><c>run: shell</c> and <c>script</c>, and what they have in common with <c>container</c>.</summary>
internal sealed partial class ProcessReader(LoadContext context, Readers readers)
{
    private static readonly string[] s_languages = ["js", "javascript", "python"];

    private readonly ExpressionReader _expressions = readers.Expressions;

    public static ReadOnlySpan<string> Languages => s_languages;

    public ProcessDraft ReadShell(Fields fields, Scope scope)
    {
        var with = new List<KeyValuePair<string, ValueTemplate>>();
        if (fields.Text("command", required: true) is { } command)
        {
            Add(with, "command", _expressions.Program(fields.Map["command"]!, scope, Stage.Body));
            WarnOfEmbedded(fields.Map["command"]!, command);
        }

        ReadSurroundings(fields, with, scope);
        fields.Close(key => key is "code" or "source" ? "A shell has a 'command'; code belongs to 'script'." : Elsewhere(key));
        return new ProcessDraft(ProcessKind.Shell, with);
    }

    public ProcessDraft ReadScript(Fields fields, Scope scope)
    {
        var with = new List<KeyValuePair<string, ValueTemplate>>();
        if (fields.Text("language", required: true) is { } language)
        {
            if (!s_languages.Contains(language))
            {
                context.Diagnostics.Add(DiagnosticCodes.BadValue, fields.Map["language"]!, $"'{language}' is not a language that scripts can be written in here.", Suggestion.For(language, s_languages) ?? "Known are js and python; run others by 'shell' or 'container'.");
            }

            Add(with, "language", new ValueTemplate.Literal(language == "javascript" ? "js" : language));
        }

        CallEndpoint? source = null;
        switch (fields.OneOf("code", "source"))
        {
            case "code" when fields.Text("code") is not null:
                Add(with, "code", _expressions.Program(fields.Map["code"]!, scope, Stage.Body));
                break;
            case "source" when readers.Endpoints.ReadResource(fields.Optional("source"), "'source'", scope) is { Uri: { } uri } found:
                source = readers.Endpoints.Document("source", fields.Map["source"], (uri, found.Authentication), DocumentForm.Plain);
                break;
        }

        ReadSurroundings(fields, with, scope);
        fields.Close(key => key == "command" ? "A script has 'code' or a 'source'; a command belongs to 'shell'." : Elsewhere(key));
        return new ProcessDraft(ProcessKind.Script, with) { Source = source };
    }

    /// <summary><c>stdin</c>, <c>arguments</c> and <c>environment</c>.</summary>
    public void ReadSurroundings(Fields fields, List<KeyValuePair<string, ValueTemplate>> with, Scope scope)
    {
        if (fields.Text("stdin") is not null)
        {
            Add(with, "stdin", _expressions.Program(fields.Map["stdin"]!, scope, Stage.Body));
        }

        if (fields.Optional("arguments") is { } arguments && Arguments(arguments, scope) is { } given)
        {
            Add(with, "arguments", given);
        }

        if (fields.Optional("environment") is { } environment && Map(environment, "'environment'", scope, keysToo: true) is { } variables)
        {
            Add(with, "environment", variables);
        }
    }

    /// <summary>An object of scalars in which texts may be expressions, or one expression that gives such an object.</summary>
    public ValueTemplate? Map(SourceNode node, string what, Scope scope, bool keysToo = false)
    {
        switch (node)
        {
            case SourceMap map:
                foreach (var member in map.Members.Where(member => member.Value is not SourceScalar))
                {
                    Fields.WrongType(context, member.Value, $"'{member.Key}' of {what}", "a text");
                }

                return keysToo ? _expressions.Entries(map, scope, Stage.Body) : _expressions.Template(map, scope, Stage.Body);
            case SourceScalar { Json.IsString: true } text when ExpressionReader.TryFind(text.Text, out _):
                return _expressions.Template(node, scope, Stage.Body);
            default:
                Fields.WrongType(context, node, what, "an object or an expression in ${ }");
                return null;
        }
    }

    public static void Add(List<KeyValuePair<string, ValueTemplate>> with, string name, ValueTemplate value) => with.Add(new(name, value));

    public static string? Elsewhere(string key) => key switch
    {
        "await" or "return" => $"'{key}' stands beside it, under 'run'.",
        "env" => "Did you mean 'environment'?",
        "args" => "Did you mean 'arguments'?",
        _ => null,
    };

    /// <summary>A list, as the language has it now; an object, as it had it before; or an expression that gives either.</summary>
    private ValueTemplate? Arguments(SourceNode node, Scope scope)
    {
        if (node is not SourceList list)
        {
            return Map(node, "'arguments'", scope, keysToo: true);
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not SourceScalar)
            {
                Fields.WrongType(context, list.Items[i], $"the argument {i + 1}", "a text");
            }
        }

        return _expressions.Template(list, scope, Stage.Body);
    }

    /// <summary>A shell has <c>${name}</c> of its own, so only what cannot be meant for the shell is worth a word.</summary>
    private void WarnOfEmbedded(SourceNode node, string command)
    {
        if (!ExpressionReader.TryFind(command, out _) && Embedded().IsMatch(command))
        {
            context.Diagnostics.Add(DiagnosticCodes.EmbeddedExpression, node, "This command contains '${' and is not an expression as a whole: the shell gets it as it stands.", "Pass the value as an argument ($1) or in the environment, or write one expression: ${ \"echo \\(.name | @sh)\" }.");
        }
    }

    [GeneratedRegex(@"\$\{\s*[\s.$(\[{""]")]
    private static partial Regex Embedded();
}

/// <summary>What a reader found of a process, before the task around it is known.</summary>
internal sealed record ProcessDraft(ProcessKind Kind, List<KeyValuePair<string, ValueTemplate>> With)
{
    public CallEndpoint? Source { get; init; }

    public DurationTemplate? RemoveAfter { get; init; }

    public RunProcessTask Make(TaskHeader header, string? engine, bool await, ProcessReturn returned)
    {
        var with = With.ToImmutableArray();
        if (Kind == ProcessKind.Script && engine is not null)
        {
            with = with.Add(new("engine", new ValueTemplate.Literal(engine)));
        }

        return new RunProcessTask(header)
        {
            Kind = Kind,
            With = new ValueTemplate.Members(with),
            Source = Source,
            RemoveAfter = RemoveAfter,
            Await = await,
            Return = returned,
        };
    }
}
