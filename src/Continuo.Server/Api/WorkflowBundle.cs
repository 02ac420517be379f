using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Server.Api;

/// <summary>A workflow with the files that stand beside it, which only whoever deploys it can read.</summary>
internal static class WorkflowBundle
{
    private const string Form = "Send {\"source\": TEXT, \"documents\": {KEY: TEXT}}; a key is a path relative to the workflow, or a file URI.";

    public static (string Source, ExternalDocuments Documents) Read(byte[] body)
    {
        JsonValue bundle;
        try
        {
            bundle = JsonReader.Read(body);
        }
        catch (JsonSyntaxException problem)
        {
            throw new ProblemException(Problem.BadBody($"It is not JSON: {problem.Message}", Form));
        }

        if (bundle["source"].AsString is not { Length: > 0 } source)
        {
            throw new ProblemException(Problem.BadBody("It has no source.", Form));
        }

        var documents = ExternalDocuments.None;
        foreach (var (key, text) in bundle["documents"].AsObject ?? JsonObject.Empty)
        {
            // What stands on the network is fetched by the server itself, so that nobody can pass one text for another.
            if (!DefinitionLoader.IsFile(key) || !text.IsString)
            {
                throw new ProblemException(Problem.BadBody($"The document '{key}' is no file's text.", Form));
            }

            documents = documents.With(key, text.String);
        }

        return (source, documents);
    }
}
