using Continuo.Workflows.Documents.Parsing;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Grammar;

/// <summary>The arguments of the calls of the language.</summary>
internal static class CallForms
{
    /// <summary>Call to the name of its arguments.</summary>
    public static readonly string[] Calls = ["http", "openapi", "grpc", "asyncapi", "mcp", "a2a"];

    public static IEnumerable<(string Name, JsonObject Form)> All()
    {
        yield return ("http", Form.Object(
            "A request.",
            ("method!", Form.Pattern("get, post, put, patch, delete, ...", Patterns.HttpMethod().ToString())),
            ("endpoint!", Form.Ref("endpoint", "Where it goes.")),
            ("headers", Form.Ref("pairs", "Headers by name.")),
            ("query", Form.Ref("arguments", "Parameters of the URI by name.")),
            ("body", Form.Any("What is sent.")),
            ("output", Form.Choice("What of the answer is the output: the content read, its bytes in base64, or everything.", "content", "raw", "response")),
            ("redirect", Form.Flag("Whether an answer that leads elsewhere is followed and not an error.", otherwise: false))));
        yield return ("openapi", Form.Object(
            "An operation of an OpenAPI document.",
            ("document!", Form.Ref("resource", "The document.")),
            ("operationId!", Form.Text("The operation.")),
            ("parameters", Form.Ref("arguments", "Its parameters and its body, by name.")),
            ("authentication", Form.Ref("authentication")),
            ("output", Form.Choice("What of the answer is the output.", "content", "raw", "response")),
            ("redirect", Form.Flag("Whether an answer that leads elsewhere is followed and not an error.", otherwise: false))));
        yield return ("grpc", Form.Object(
            "A method of a gRPC service.",
            ("proto!", Form.Ref("resource", "The description of the service.")),
            ("service!", Form.Object(
                "The service.",
                ("name!", Form.Text("Its name, with or without its package.")),
                ("host!", Form.Text("Where it is.")),
                ("port", JsonObject.Of(("type", JsonArray.Of("integer", "string")), ("minimum", 0), ("maximum", 65_535), ("description", "Its port."))),
                ("authentication", Form.Ref("authentication")))),
            ("method!", Form.Text("The method.")),
            ("arguments", Form.Either("The message, or a list of messages.", Form.Ref("arguments"), JsonObject.Of(("type", "array"))))));
        yield return ("asyncapi", AsyncApi());
        yield return ("mcp", Mcp());
        yield return ("a2a", Form.Object(
            "A method of an agent.",
            ("method!", Form.OneOf("The method.", A2AReader.MethodNames)),
            ("parameters", Form.Ref("arguments", "Its parameters.")),
            ("agentCard", Form.Ref("resource", "The card that says where the agent is.")),
            ("server", Form.Ref("endpoint", "Where the agent is."))).AtLeastOne("agentCard", "server"));
    }

    private static JsonObject AsyncApi() => Form.Object(
        "Messages of an AsyncAPI document.",
        ("document!", Form.Ref("resource", "The document.")),
        ("operation", Form.Text("The operation.")),
        ("channel", Form.Text("The channel.")),
        ("server", Form.Object("Which of the document's servers.", ("name!", Form.Text("Its name.")), ("variables", Form.Ref("arguments", "Its variables by name.")))),
        ("protocol", Form.OneOf("Which protocol.", AsyncApiReader.Protocols)),
        ("message", Form.Object("What is sent.", ("payload", Form.Any("The content.")), ("headers", Form.Ref("arguments", "Headers by name.")))),
        ("subscription", Form.Object(
            "What is received.",
            ("filter", Form.Expression("Only messages for which this holds.")),
            ("consume!", Form.Object(
                "When it is enough.",
                ("amount", Form.Whole("After so many messages.", 1)),
                ("while", Form.Expression("As long as this holds; `.` is the list of messages so far.")),
                ("until", Form.Expression("Until this holds; `.` is the list of messages so far.")),
                ("for", Form.Ref("duration", "After this time."))).One("amount", "while", "until")),
            ("foreach", Form.Ref("iterator")))),
        ("authentication", Form.Ref("authentication"))).One("operation", "channel").AndOne("message", "subscription");

    private static JsonObject Mcp() => Form.Open(
        "A method of an MCP server.",
        ("protocolVersion", Form.Text("The version of the protocol.")),
        ("method!", Form.OneOf("The method.", McpReader.MethodNames)),
        ("parameters", Form.Ref("arguments", "Its parameters.")),
        ("timeout", Form.Ref("duration", "How long the server may take.")),
        ("transport!", Form.Open(
            "How the server is reached.",
            ("http", Form.Open("By HTTP.", ("endpoint!", Form.Ref("endpoint", "Where it is.")), ("headers", Form.Ref("pairs", "Headers by name.")))),
            ("stdio", Form.Open(
                "As a process.",
                ("command!", Form.Text("The program.")),
                ("arguments", Form.Either("Its arguments.", Form.ListOf("Texts.", DataForms.Scalar), Form.Text("An expression in `${ }`."))),
                ("environment", Form.Ref("pairs", "Variables by name.")))),
            ("options", Form.Ref("pairs", "More about it."))).One("http", "stdio")),
        ("client", Form.Open("Who we say that we are.", ("name!", Form.Text("A name.")), ("version!", Form.Text("A version.")))));
}
