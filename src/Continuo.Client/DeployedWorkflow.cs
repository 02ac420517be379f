using System.Text.Json;

namespace Continuo.Client;

/// <summary>A deployed version of a workflow.</summary>
/// <param name="Json">All that the server said: <c>{namespace,name,version,hash,warnings}</c>.</param>
/// <param name="IsNew">False when the version was there, with the same content or with content that no instance had pinned.</param>
public sealed record DeployedWorkflow(JsonElement Json, bool IsNew)
{
    public string Namespace => Json.GetProperty("namespace").GetString()!;

    public string Name => Json.GetProperty("name").GetString()!;

    public string Version => Json.GetProperty("version").GetString()!;

    public string Hash => Json.GetProperty("hash").GetString()!;

    public IEnumerable<JsonElement> Warnings => Json.GetProperty("warnings").EnumerateArray();
}
