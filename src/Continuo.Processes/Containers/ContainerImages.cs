using System.Net.Http;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Continuo.Processes.Containers;

/// <summary>Brings an image onto the machine, as <c>pullPolicy</c> says.</summary>
internal static class ContainerImages
{
    public static async Task<ImageInspectResponse> Provide(DockerClient client, string image, string policy, CancellationToken cancellation)
    {
        var found = await Find(client, image, cancellation);
        if (policy == "never" || (policy != "always" && found is not null))
        {
            return found ?? throw ProcessFailedException.Configuration($"The image '{image}' is not on this machine, and pullPolicy is never.");
        }

        await Pull(client, image, cancellation);
        return await Find(client, image, cancellation) ?? throw ProcessFailedException.Runtime($"The image '{image}' is not there after it was pulled.");
    }

    /// <summary>The name, and the tag that is meant: without one the engine would pull them all.</summary>
    public static (string Name, string? Tag) Split(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return (image, null);
        }

        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, "latest");
    }

    private static async Task<ImageInspectResponse?> Find(DockerClient client, string image, CancellationToken cancellation)
    {
        try
        {
            return await client.Images.InspectImageAsync(image, cancellation);
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    private static async Task Pull(DockerClient client, string image, CancellationToken cancellation)
    {
        var (name, tag) = Split(image);
        var progress = new PullProgress();
        try
        {
            await client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = name, Tag = tag }, new AuthConfig(), progress, cancellation);
        }
        catch (DockerApiException refused)
        {
            throw ProcessFailedException.Runtime($"The image '{image}' cannot be pulled: {ContainerErrors.Reason(refused)}");
        }

        if (progress.Problem is { } problem)
        {
            throw ProcessFailedException.Runtime($"The image '{image}' cannot be pulled: {problem}");
        }
    }

    /// <summary>A pull that fails under way is answered with 200 and says so in the stream.</summary>
    private sealed class PullProgress : IProgress<JSONMessage>
    {
        public string? Problem { get; private set; }

        public void Report(JSONMessage value) => Problem ??= value.Error?.Message;
    }
}
