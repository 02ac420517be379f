using System.Collections.Immutable;
using System.Text;
using Continuo.Runtime;
using Continuo.Runtime.Journaling;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Continuo.Workflows.Validation;
using Node = Continuo.Runtime.Node;

namespace Continuo.Server.Api;

/// <summary>Deploying and seeing workflows.</summary>
internal sealed class WorkflowRoutes(Node node, DefinitionLoader loader, ContinuoOptions options)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, true);

    public async Task<Answer> Deploy(ApiRequest request)
    {
        request.Accept("strict");
        var strict = request.Flag("strict", false);
        BodyTypes.AcceptWorkflow(request);
        // What is relative stands beside the server's own address, unless the host says otherwise: a deployed text has no folder.
        var start = options.DocumentBase ?? new Uri($"{request.Http.Scheme}://{request.Http.Host}/");
        var origin = start.IsFile ? new DocumentOrigin(start.LocalPath, null) : new DocumentOrigin(null, start);
        var (text, documents) = BodyTypes.IsBundle(request) ? WorkflowBundle.Read(await request.Bytes()) : (Text(await request.Bytes()), ExternalDocuments.None);
        var loaded = await loader.Load(text, documents, origin, request.Aborted);
        var diagnostics = loaded.Diagnostics;
        if (loaded.Definition is not { } definition)
        {
            return Invalid("The workflow is not valid.", diagnostics);
        }

        if (HostFunctions.Check(definition, options.Functions.Select(function => function.Key)) is { IsEmpty: false } unknown)
        {
            return Invalid("The workflow calls functions that there are not.", [.. diagnostics, .. unknown]);
        }

        if (strict && definition.Unsupported.Length > 0)
        {
            return Invalid("The workflow uses what this version does not execute, and strict was asked for.", diagnostics);
        }

        var outcome = await node.Deploy(definition, request.Aborted);
        if (outcome == DeployOutcome.Pinned)
        {
            return new Problem(
                409,
                "version-pinned",
                $"{definition.Name} {definition.Version} is deployed with other content.",
                "Instances run on it, and what they run on never changes.",
                "Give the new content a new document.version.");
        }

        var body = JsonObject.Of(
            ("namespace", definition.Name.Namespace),
            ("name", definition.Name.Name),
            ("version", definition.Version),
            ("hash", definition.Hash.Hex),
            ("warnings", Shapes.Diagnostics(diagnostics)));
        var path = $"/api/v1/workflows/{Uri.EscapeDataString(definition.Name.Namespace)}/{Uri.EscapeDataString(definition.Name.Name)}?version={Uri.EscapeDataString(definition.Version)}";
        return new Answer(outcome == DeployOutcome.Created ? 201 : 200, body) { Location = path };
    }

    public async Task<Answer> List(ApiRequest request)
    {
        request.Accept();
        var items = (await node.ListDefinitions(null, request.Aborted))
            .GroupBy(stored => stored.Name)
            .OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => (JsonValue)Summary(NewestFirst(group)).Build());
        return Answer.Ok(JsonObject.Of(("items", JsonArray.Own([.. items]))));
    }

    public async Task<Answer> One(ApiRequest request)
    {
        request.Accept("version");
        var name = new WorkflowName(request.Route("namespace"), request.Route("name"));
        var version = request.One("version");
        var versions = NewestFirst(await node.ListDefinitions(name, request.Aborted));
        var shown = version is null or "" or "latest" ? versions.FirstOrDefault() : versions.FirstOrDefault(stored => stored.Version == version);
        if (shown is null)
        {
            return Problem.NoWorkflow(name.ToString(), version);
        }

        return Answer.Ok(Summary([shown, .. versions.Where(stored => stored != shown)])
            .Set("versions", JsonArray.Own([.. versions.Select(stored => (JsonValue)Version(stored))]))
            .Set("source", shown.Source)
            .Set("documents", JsonObject.Of([.. shown.Documents.Select(document => (document.Key, (JsonValue)document.Text))]))
            .Build());
    }

    private static ImmutableArray<StoredDefinition> NewestFirst(IEnumerable<StoredDefinition> versions) =>
        [.. versions.OrderByDescending(stored => stored.Version, VersionOrder.Instance)];

    private static JsonObject.Builder Summary(ImmutableArray<StoredDefinition> shownFirst) => new JsonObject.Builder(8)
        .Set("namespace", shownFirst[0].Name.Namespace)
        .Set("name", shownFirst[0].Name.Name)
        .Set("version", shownFirst[0].Version)
        .Set("hash", shownFirst[0].Hash.Hex)
        .Set("createdAt", Shapes.Time(shownFirst[0].CreatedAt))
        .Set("versions", JsonArray.Own([.. shownFirst.Select(stored => (JsonValue)Version(stored))]));

    private static JsonObject Version(StoredDefinition stored) =>
        JsonObject.Of(("version", stored.Version), ("hash", stored.Hash.Hex), ("createdAt", Shapes.Time(stored.CreatedAt)));

    private static Problem Invalid(string what, ImmutableArray<Diagnostic> diagnostics) => new(
        422,
        "workflow-invalid",
        what,
        diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error) is { } first
            ? $"{first.Position}: {first.Message}"
            : diagnostics.FirstOrDefault()?.Message ?? "",
        "Mend what the diagnostics name, each with its line and column, and deploy again.")
    { Diagnostics = Shapes.Diagnostics(diagnostics) };

    private static string Text(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw new ProblemException(Problem.BadBody("It is empty.", "Send the workflow as YAML or JSON."));
        }

        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problem.BadBody("It is not UTF-8.", "Send the workflow as YAML or JSON in UTF-8."));
        }
    }
}
