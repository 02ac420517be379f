using System.Text;
using Continuo.Server.Tests.Hosting;

namespace Continuo.Server.Tests.Api;

public sealed class BodyTypeTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Start = "api/v1/workflows/tests/gated/instances";

    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData("image/png", 415)]
    [InlineData("text/xml", 415)]
    [InlineData("nonsense", 415)]
    [InlineData(null, 201)]
    [InlineData("text/yaml; charset=utf-8", 201)]
    [InlineData("application/json", 201)]
    [InlineData("text/plain", 201)]
    [InlineData("application/octet-stream", 201)]
    [InlineData("application/x-www-form-urlencoded", 201)]
    public async Task A_workflow_is_taken_as_what_may_be_one(string? type, int status)
    {
        var source = TestWorkflows.Versioned($"typed-{new string([.. (type ?? "none").Where(char.IsAsciiLetterLower)])}", "1.0.0", "1");

        Assert.Equal((status, status == 415 ? "media-type-unknown" : null), await Send(HttpMethod.Put, "api/v1/workflows", source, type));
    }

    [Theory]
    [InlineData("text/xml", 415)]
    [InlineData("application/yaml", 415)]
    [InlineData(null, 201)]
    [InlineData("application/vnd.order+json", 201)]
    [InlineData("application/x-www-form-urlencoded", 201)]
    public async Task An_input_is_taken_as_what_may_be_JSON(string? type, int status) =>
        Assert.Equal((status, status == 415 ? "media-type-unknown" : null), await Send(HttpMethod.Post, Start, "{}", type));

    private async Task<(int Status, string? Code)> Send(HttpMethod method, string path, string body, string? type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        var reply = await _server.Send(request);
        return (reply.Status, reply.Code);
    }
}
