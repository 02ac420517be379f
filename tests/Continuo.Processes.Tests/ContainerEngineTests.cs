using Continuo.Workflows.Json;
using static Continuo.Processes.Tests.Performer;

namespace Continuo.Processes.Tests;

/// <summary>What is said where no engine answers.</summary>
public sealed class ContainerEngineTests
{
    private static readonly JsonValue s_with = JsonObject.Of(("image", "x"), ("pullPolicy", "ifNotPresent"), ("cleanup", "never"));

    [Fact]
    public async Task An_engine_that_is_not_there_is_named()
    {
        await using var performer = new Performer(options => options.DockerHost = "unix:///no/such.sock");

        Assert.Contains("The container engine at unix:///no/such.sock does not answer", await performer.Error(Ask("container", s_with)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_an_error_of_the_configuration()
    {
        await using var performer = new Performer(options => options.DockerHost = "somewhere");

        Assert.Contains("'somewhere' is no address", await performer.Error(Ask("container", s_with), "configuration"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpine", "alpine", "latest")]
    [InlineData("alpine:3", "alpine", "3")]
    [InlineData("registry:5000/a/b", "registry:5000/a/b", "latest")]
    [InlineData("registry:5000/a/b:1.2", "registry:5000/a/b", "1.2")]
    [InlineData("alpine@sha256:abc", "alpine@sha256:abc", null)]
    public void An_image_without_a_tag_is_the_latest(string image, string name, string? tag) =>
        Assert.Equal((name, tag), Containers.ContainerImages.Split(image));
}
