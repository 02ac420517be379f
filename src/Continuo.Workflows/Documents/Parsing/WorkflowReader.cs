using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>The top level of a document.</summary>
internal sealed class WorkflowReader
{
    private readonly LoadContext _context;
    private readonly Readers _readers;
    private readonly TaskReader _tasks;

    public WorkflowReader(LoadContext context)
    {
        _context = context;
        _readers = new Readers(context);
        _tasks = new TaskReader(context, _readers);
    }

    /// <summary>The definition; of no use when there are errors.</summary>
    public WorkflowDefinition? Read(SourceNode root)
    {
        if (Fields.Of(_context, root, "a workflow") is not { } fields)
        {
            return null;
        }

        var (name, version, metadata) = ReadDocument(fields);
        ReadEvaluate(fields.Object("evaluate"));
        _context.Use = new UseReader(_context, _readers).Read(fields.Optional("use"));
        var index = new ExtensionReader(_context, _readers.Expressions, _tasks).ReadIndex((root as SourceMap)?["document"]);
        var input = _tasks.ReadData(fields, "input", "from", UnsupportedFeatures.InputSchema, Scope.Top, Stage.WorkflowInput);
        var output = _tasks.ReadData(fields, "output", "as", UnsupportedFeatures.OutputSchema, Scope.Top, Stage.WorkflowOutput);
        var timeout = _readers.Durations.ReadTimeout(fields.Optional("timeout"), Scope.Top, Stage.WorkflowInput);
        var schedule = fields.Object("schedule") is { } given ? new ScheduleReader(_context, _readers).Read(given, metadata["continuo"]) : null;
        var tasks = fields.Required("do", "Add the list of tasks: 'do:'.");
        fields.Close(key => key is "name" or "namespace" or "version" or "dsl" or "title" or "summary" or "tags" or "metadata" ? "It belongs under 'document'." : null);
        if (tasks is null)
        {
            return null;
        }

        var list = _tasks.ReadList(tasks, "'do'", Scope.Top);
        var extensions = new UseBodiesReader(_context, _readers, _tasks).Read();
        _context.External.Close();
        if (_context.Diagnostics.HasErrors)
        {
            return null;
        }

        UseBodiesReader.Apply(extensions, _context.Nodes);
        var documents = _context.External.Used;
        return new WorkflowDefinition
        {
            Name = name,
            Version = version,
            Hash = DefinitionHash.Of(root.Json, documents),
            Source = _context.Text,
            Documents = documents,
            Document = root.Json,
            Nodes = _context.Nodes,
            Root = list,
            InputSchema = input.Schema,
            InputFrom = input.Template,
            OutputAs = output.Template,
            OutputSchema = output.Schema,
            Timeout = timeout,
            Secrets = _context.Use.Secrets,
            Schedule = schedule,
            Unsupported = _context.Unsupported,
            Metadata = metadata,
            Index = index,
        };
    }

    private (WorkflowName Name, string Version, JsonValue Metadata) ReadDocument(Fields fields)
    {
        if (fields.Object("document", required: true) is not { } document)
        {
            return default;
        }

        if (document.Text("dsl", required: true) is { } dsl && !Patterns.Dsl().IsMatch(dsl))
        {
            _context.Diagnostics.Add(DiagnosticCodes.UnknownDsl, document.Map["dsl"]!, $"'{dsl}' is not a version of the language that is understood here.", "Versions 1.0.x are: write dsl: '1.0.3'.");
        }

        var name = new WorkflowName(Names.Read(_context, document, "namespace"), Names.Read(_context, document, "name"));
        var version = Names.CheckVersion(_context, document, "version");
        _ = document.Text("title");
        _ = document.Text("summary");
        _ = document.Object("tags");
        var metadata = document.Object("metadata");
        if (metadata is not null)
        {
            new ExtensionReader(_context, _readers.Expressions, _tasks).ReadDocument(metadata);
        }

        document.Close(key => key is "do" or "use" or "input" or "output" or "timeout" or "schedule" or "evaluate" ? $"'{key}' stands beside 'document', not inside it." : null);
        return (name, version, metadata?.Map.Json ?? default);
    }

    private void ReadEvaluate(Fields? fields)
    {
        if (fields is null)
        {
            return;
        }

        if (fields.Text("language") is { } language)
        {
            _context.Language = language is "jq" or "javascript" ? language : language == "js" ? "javascript" : null;
            if (_context.Language is null)
            {
                _context.Report(UnsupportedFeatures.EvaluateLanguage, fields.Map["language"]!);
            }
        }

        _context.IsLoose = fields.Choice("mode", "strict", "loose") == "loose";
        fields.Close();
    }
}
