using System.Collections.Immutable;

namespace Continuo.Workflows.Validation;

/// <summary>Every diagnostic there is. <c>docs/reference/diagnostics.md</c> is written from this table.</summary>
public static class DiagnosticCodes
{
    // Text: CW00xx.
    public static DiagnosticCode Syntax { get; } = Error("CW0001", "Not YAML or JSON", "The text cannot be read. The position is where the reader gave up; the cause is there or just before: indentation, a missing quote or bracket, a tab.");
    public static DiagnosticCode DuplicateKey { get; } = Error("CW0002", "Key given twice", "An object has the same key twice. Remove one; readers differ in which one they keep.");
    public static DiagnosticCode MergeKey { get; } = Error("CW0003", "Merge key", "`<<` is not part of YAML 1.2. Write the members out, or use an alias for the whole value.");
    public static DiagnosticCode SeveralDocuments { get; } = Error("CW0004", "Several documents", "A file holds one workflow. Put what follows `---` into a file of its own.");
    public static DiagnosticCode TooLarge { get; } = Error("CW0005", "Too large", "A definition may have 1 MiB of text and 5,000 tasks. Split it into sub-workflows (`run: workflow`).");
    public static DiagnosticCode TooDeep { get; } = Error("CW0006", "Nested too deeply", "Objects and lists may be nested 400 deep.");
    public static DiagnosticCode Alias { get; } = Error("CW0007", "Alias", "An alias names an anchor that is not defined before it, or aliases unfold to more than 100,000 values.");
    public static DiagnosticCode KeyNotText { get; } = Error("CW0008", "Key is not a text", "Keys are scalars. A list or object as key has no meaning in a workflow.");
    public static DiagnosticCode Empty { get; } = Error("CW0009", "Nothing there", "The text holds no document.");
    public static DiagnosticCode Tag { get; } = Error("CW0010", "Unknown tag", "Only the tags of YAML's core schema are known: !!str, !!int, !!float, !!bool, !!null, !!seq and !!map.");
    public static DiagnosticCode TooManyDiagnostics { get; } = Warning("CW0011", "More diagnostics", "Only the first 500 diagnostics of a document are kept.");

    // Structure: CW01xx.
    public static DiagnosticCode UnknownProperty { get; } = Error("CW0101", "Unknown property", "The language has no such property at this place. Extensions of Continuo live under `metadata.continuo`.");
    public static DiagnosticCode MissingProperty { get; } = Error("CW0102", "Missing property", "A required property is not there.");
    public static DiagnosticCode WrongType { get; } = Error("CW0103", "Wrong type", "A value is of another kind than the language asks for. In YAML, quotes make a text of what would be a number or a boolean.");
    public static DiagnosticCode BadValue { get; } = Error("CW0104", "Value not allowed", "A value is of the right kind, but not one of those allowed.");
    public static DiagnosticCode Exclusive { get; } = Error("CW0105", "Exclusive options", "Exactly one of several properties may be given.");
    public static DiagnosticCode NoTaskKeyword { get; } = Error("CW0106", "Not a task", "A task has exactly one of call, do, emit, for, fork, listen, raise, run, set, switch, try and wait.");
    public static DiagnosticCode SeveralTaskKeywords { get; } = Error("CW0107", "Several tasks in one", "A task does one thing. `do` is also a part of `for`; nothing else combines.");
    public static DiagnosticCode TaskListIsObject { get; } = Error("CW0108", "Tasks are a list", "Early versions of the language had an object of tasks. Now each task is an item of a list: `- name:`. `continuo workflow import FILE` rewrites such a document.");
    public static DiagnosticCode SeveralKeysInItem { get; } = Error("CW0109", "Several keys in an item", "Each item of a list of tasks, branches or cases has exactly one key: its name. Mostly a missing `-`.");
    public static DiagnosticCode DuplicateTaskName { get; } = Error("CW0110", "Name given twice", "Names are unique within a list, because `then` refers to them.");
    public static DiagnosticCode ReservedTaskName { get; } = Warning("CW0111", "Reserved name", "`continue`, `exit` and `end` are flow directives: `then` cannot reach a task of that name.");
    public static DiagnosticCode SeveralDefaults { get; } = Error("CW0112", "Several default cases", "A switch has at most one case without `when`.");
    public static DiagnosticCode BadDuration { get; } = Error("CW0113", "Not a duration", "A duration is an object of days, hours, minutes, seconds and milliseconds, an ISO 8601 duration such as PT30S, or an expression that gives one.");
    public static DiagnosticCode UnknownDsl { get; } = Error("CW0114", "Unknown version of the language", "`document.dsl` must be a 1.0 version, such as '1.0.3'. `continuo workflow import FILE` brings alphas of 1.0 to it.");
    public static DiagnosticCode BadName { get; } = Error("CW0115", "Not a name", "Namespaces and names of workflows have 1 to 63 letters, digits and hyphens, and begin and end with a letter or digit. Variables are identifiers. Task names are not empty.");
    public static DiagnosticCode BadVersion { get; } = Error("CW0116", "Not a semantic version", "Versions have three numbers, such as '1.0.0'. Put them in quotes: YAML reads 1.0 as a number.");
    public static DiagnosticCode BadUriTemplate { get; } = Error("CW0117", "Not a URI template", "A literal endpoint is a URI reference in which `{name}` stands for a property of the task's input. Other forms of RFC 6570 are not part of the language.");
    public static DiagnosticCode BadSchema { get; } = Error("CW0118", "Not a JSON Schema", "A schema is a JSON Schema of the dialect 2020-12. What it refers to stands in it, or in documents that can be fetched when the workflow is deployed.");

    // References: CW02xx.
    public static DiagnosticCode UnknownFlowTarget { get; } = Error("CW0201", "Unknown target", "`then` is continue, exit, end, or the name of a task in the same list. A branch of a fork cannot go to another branch.");
    public static DiagnosticCode UnknownReference { get; } = Error("CW0202", "Unknown reference", "The name is not declared in this section of `use`.");
    public static DiagnosticCode UndeclaredSecret { get; } = Error("CW0203", "Undeclared secret", "Only secrets listed in `use.secrets` can be read.");

    public static DiagnosticCode ExternalDocument { get; } = Error("CW0204", "Document elsewhere", "A document that the workflow needs (a function, a schema, the description of a service, a script) cannot be had, is wrong, or may not be read. Documents are fetched when a workflow is deployed, and kept with it.");
    public static DiagnosticCode DynamicDocument { get; } = Error("CW0205", "Computed address of a document", "What a workflow needs is fetched when it is deployed, so the address of a schema or of a catalog cannot be an expression.");

    // Expressions: CW03xx.
    public static DiagnosticCode ExpressionSyntax { get; } = Error("CW0301", "Expression does not compile", "The jq program is wrong at the position given.");
    public static DiagnosticCode ExpressionTooLong { get; } = Error("CW0302", "Expression too long", "One expression may have 64 kB.");
    public static DiagnosticCode UnknownVariable { get; } = Warning("CW0303", "Unknown variable", "No such variable is in scope here; the expression fails when it is evaluated. Which of them a place sees is in the language's table: `if` and `input.from` see no `$input`, only `export.as` sees `$output`.");
    public static DiagnosticCode EmbeddedExpression { get; } = Warning("CW0304", "Expression inside a text", "Only a whole text is an expression. Write `${ \"Hello \\(.name)\" }` instead of `Hello ${ .name }`.");
    public static DiagnosticCode BareExpression { get; } = Warning("CW0305", "Text that looks like an expression", "This place takes values: a text is an expression only in `${ }`.");
    public static DiagnosticCode SecretNotDeclared { get; } = Warning("CW0306", "Undeclared secret in an expression", "Only secrets listed in `use.secrets` are visible; the expression fails when it is evaluated.");
    public static DiagnosticCode LikeBuiltInCall { get; } = Warning("CW0307", "Like a call of the language", "The name differs from a call of the language by a letter; it is taken as a function of the host.");

    public static DiagnosticCode ReadsEnvelope { get; } = Warning("CW0308", "Reads whole events", "`schedule.on` without `read` gives the events' data. Documents written before July 2026 expect whole events: they say `read: envelope`, or `metadata.continuo.readDefault: envelope`.");

    // Extensions under metadata.continuo: CW04xx.
    public static DiagnosticCode UnknownExtension { get; } = Warning("CW0401", "Unknown extension", "`metadata.continuo` has no such key in this version; it is ignored.");
    public static DiagnosticCode ExtensionWithoutEffect { get; } = Warning("CW0402", "Extension without effect", "The key says nothing about a task of this kind; it is ignored.");

    // What is right and probably not meant: CW05xx, by `continuo workflow lint` only.
    public static DiagnosticCode UnreachableTask { get; } = Warning("CW0501", "Task that nothing leads to", "Every way before it goes elsewhere: by `then`, by a default case of a switch, by an error that is raised.");
    public static DiagnosticCode UnusedDefinition { get; } = Warning("CW0502", "Definition that is not used", "Something under `use` is not referred to; an extension extends a kind of task that there is none of.");
    public static DiagnosticCode SwitchFallsThrough { get; } = Warning("CW0503", "Switch that falls through", "Without a default case the flow goes on with the next task when no case holds, and that task is the target of one of the cases.");
    public static DiagnosticCode CatchNeverMatches { get; } = Warning("CW0504", "Handler of an error that cannot come", "What is tried cannot fail, or fails with other errors only.");
    public static DiagnosticCode SecretInData { get; } = Warning("CW0505", "Secret in data", "Data are kept and shown; a secret in them is masked, and useless to whoever reads it. Secrets belong into the arguments of calls.");
    public static DiagnosticCode EndlessRetry { get; } = Warning("CW0506", "Retry without an end", "A retry policy without `limit`, `when` and `exceptWhen` tries for ever what fails for ever.");
    public static DiagnosticCode UnknownDataProperty { get; } = Warning("CW0507", "Property that the data do not have", "The expression reads a property that the schema, or the task before, does not give. A path to nothing gives null, and no error.");
    public static DiagnosticCode UnfitValue { get; } = Warning("CW0508", "Value that does not fit", "A condition that is never false or null, a duration that is no text, a loop over what is no list.");

    /// <summary>All, by id. Those of <see cref="UnsupportedFeatures"/> included.</summary>
    public static ImmutableArray<DiagnosticCode> All { get; } =
    [
        Syntax, DuplicateKey, MergeKey, SeveralDocuments, TooLarge, TooDeep, Alias, KeyNotText, Empty, Tag, TooManyDiagnostics,
        UnknownProperty, MissingProperty, WrongType, BadValue, Exclusive, NoTaskKeyword, SeveralTaskKeywords, TaskListIsObject, SeveralKeysInItem,
        DuplicateTaskName, ReservedTaskName, SeveralDefaults, BadDuration, UnknownDsl, BadName, BadVersion, BadUriTemplate, BadSchema,
        UnknownFlowTarget, UnknownReference, UndeclaredSecret, ExternalDocument, DynamicDocument,
        ExpressionSyntax, ExpressionTooLong, UnknownVariable, EmbeddedExpression, BareExpression, SecretNotDeclared, LikeBuiltInCall, ReadsEnvelope,
        UnknownExtension, ExtensionWithoutEffect,
        UnreachableTask, UnusedDefinition, SwitchFallsThrough, CatchNeverMatches, SecretInData, EndlessRetry, UnknownDataProperty, UnfitValue,
        .. UnsupportedFeatures.All.Select(feature => feature.Code),
    ];

    private static DiagnosticCode Error(string id, string title, string explanation) => new(id, Severity.Error, title, explanation);

    private static DiagnosticCode Warning(string id, string title, string explanation) => new(id, Severity.Warning, title, explanation);
}
