using Continuo.Workflows.Json;
using Docker.DotNet;

namespace Continuo.Processes.Containers;

internal static class ContainerErrors
{
    /// <summary>What the engine says, without the JSON around it.</summary>
    public static string Reason(DockerApiException refused)
    {
        var text = refused.ResponseBody ?? refused.Message;
        try
        {
            return JsonReader.Read(text)["message"].AsString ?? text.Trim();
        }
        catch (JsonSyntaxException)
        {
            return text.Trim();
        }
    }
}
