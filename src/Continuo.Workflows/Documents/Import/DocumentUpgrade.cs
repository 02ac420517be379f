using System.Text.RegularExpressions;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Import;

/// <summary>Goes through a document of an earlier version: gives the present form of its data, and notes the changes of its text.</summary>
internal sealed partial class DocumentUpgrade(TextEdits edits)
{
    private const string Present = "1.0.3";

    private static readonly Regex s_secret = SecretName();
    private static readonly Regex s_details = ErrorDetails();

    public List<ImportedChange> Changes { get; } = [];

    // A document of the present version may mean either; its author is told when it is loaded.
    private bool _expectsEnvelopes;

    public JsonValue Document(SourceNode root)
    {
        if (root is not SourceMap map)
        {
            return root.Json;
        }

        var header = map.Json["document"];
        _expectsEnvelopes = header["dsl"].AsString != Present && header["metadata"]["continuo"]["readDefault"].IsNull;
        return Members(map, (key, value) => key switch
        {
            "document" => Header(value),
            "do" => Tasks(value),
            "use" => Use(value),
            "schedule" => Schedule(value),
            _ => Other(value),
        });
    }

    private JsonValue Header(SourceNode node)
    {
        if (node is not SourceMap map || map["dsl"] is not SourceScalar dsl || !dsl.Text.StartsWith("1.0.", StringComparison.Ordinal) || dsl.Text == Present)
        {
            return node.Json;
        }

        Change(dsl, $"'dsl' is {Present} now; it was {dsl.Text}.");
        edits.Replace(dsl.Position, dsl.Text, Present);
        return map.Json.Object.With("dsl", Present);
    }

    private JsonValue Use(SourceNode node) => node is not SourceMap map ? node.Json : Members(map, (key, value) => key switch
    {
        "functions" when value is SourceMap functions => Members(functions, (_, task) => Task(task)),
        "extensions" => List(value, "extensions", "extension", Extension),
        _ => Other(value),
    });

    private JsonValue Extension(SourceNode node) =>
        node is SourceMap map ? Members(map, (key, value) => key is "before" or "after" ? Tasks(value, key) : Other(value)) : node.Json;

    /// <summary>Documents from before <c>read</c> existed get whole events.</summary>
    private JsonValue Schedule(SourceNode node)
    {
        if (!_expectsEnvelopes || node is not SourceMap map || map["on"] is null || map["read"] is not null)
        {
            return Other(node);
        }

        Change(map, "'schedule.on' gave whole events, and gives their data now: 'read: envelope' keeps what the workflow expects.");
        edits.AddFirst(map, "read: envelope");
        return JsonObject.Of(("read", "envelope")).Merge(Other(map).Object);
    }

    private JsonValue Tasks(SourceNode node, string owner = "do") => List(node, owner, "task", Task);

    private JsonValue Task(SourceNode node) => node is not SourceMap map ? node.Json : Members(map, (key, value) => (key, value) switch
    {
        ("do" or "try", _) => Tasks(value, key),
        ("fork", SourceMap fork) => Members(fork, (name, inner) => name == "branches" ? Tasks(inner, name) : Other(inner)),
        ("foreach", SourceMap each) => Members(each, (name, inner) => name == "do" ? Tasks(inner) : Other(inner)),
        ("switch", _) => List(value, key, "case", Other),
        ("catch", SourceMap clause) => Catch(clause),
        ("run", SourceMap run) => Members(run, (name, inner) => name == "script" && inner is SourceMap script ? Script(script) : Other(inner)),
        _ => Other(value),
    });

    private JsonObject Catch(SourceMap clause) => Members(clause, (key, value) => (key, value) switch
    {
        ("do", _) => Tasks(value),
        ("errors", SourceMap errors) => Members(errors, (name, inner) => name == "with" && inner is SourceMap with ? Filter(with) : Other(inner)),
        _ => Other(value),
    });

    private JsonValue Filter(SourceMap with)
    {
        if (with["details"] is not { } details || with["detail"] is not null)
        {
            return Other(with);
        }

        Change(details, "A filter of errors names 'detail' now; it was 'details'.");
        edits.Replace(details.Anchor, "details", "detail");
        var renamed = new JsonObject.Builder();
        foreach (var member in with.Members)
        {
            renamed.Set(member.Key == "details" ? "detail" : member.Key, Other(member.Value));
        }

        return renamed.Build();
    }

    private JsonObject Script(SourceMap script)
    {
        var made = Members(script, (_, value) => Other(value));
        if (script["language"] is not SourceScalar { Text: "javascript" } language)
        {
            return made;
        }

        Change(language, "The language of a script is 'js' now; it was 'javascript'.");
        edits.Replace(language.Position, "javascript", "js");
        return made.With("language", "js");
    }

    private JsonValue List(SourceNode node, string owner, string what, Func<SourceNode, JsonValue> upgrade)
    {
        switch (node)
        {
            case SourceMap map:
                Change(map, $"'{owner}' is a list of {what}s now; it was an object{(map.Members is [var first, ..] ? $": '- {first.Key}:' begins the first" : "")}.");
                edits.ToList(map);
                return JsonArray.Own([.. map.Members.Select(member => (JsonValue)JsonObject.Of((member.Key, upgrade(member.Value))))]);
            case SourceList list:
                return JsonArray.Own([.. list.Items.Select(item => item is SourceMap map ? Members(map, (_, value) => upgrade(value)) : item.Json)]);
            default:
                return node.Json;
        }
    }

    private JsonValue Other(SourceNode node) => node switch
    {
        SourceMap map => Members(map, (_, value) => Other(value)),
        SourceList list => JsonArray.Own([.. list.Items.Select(Other)]),
        SourceScalar { Json.IsString: true } scalar => Expression(scalar),
        _ => node.Json,
    };

    private JsonValue Expression(SourceScalar scalar)
    {
        var text = scalar.Text;
        text = Renamed(scalar, text, s_secret, "$$secrets", "Secrets are read from '$secrets' now; it was '$secret'.");
        return Renamed(scalar, text, s_details, "$$error.detail", "An error has 'detail' now; it was 'details'.");
    }

    private string Renamed(SourceScalar at, string text, Regex old, string present, string message)
    {
        if (!old.IsMatch(text))
        {
            return text;
        }

        Change(at, message);
        edits.ReplaceEverywhere(old, present);
        return old.Replace(text, present);
    }

    private static JsonObject Members(SourceMap map, Func<string, SourceNode, JsonValue> upgrade)
    {
        var made = new JsonObject.Builder(map.Members.Count);
        foreach (var member in map.Members)
        {
            made.Set(member.Key, upgrade(member.Key, member.Value));
        }

        return made.Build();
    }

    private void Change(SourceNode at, string message) => Changes.Add(new ImportedChange(at.Focus, at.Pointer, message));

    [GeneratedRegex(@"\$secret(?![A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\$error\.details(?![A-Za-z0-9_])", RegexOptions.CultureInvariant)]
    private static partial Regex ErrorDetails();
}
