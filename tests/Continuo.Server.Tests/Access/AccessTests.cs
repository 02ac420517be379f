using System.Net.Http.Headers;
using Continuo.Server.Tests.Hosting;

namespace Continuo.Server.Tests.Access;

public sealed class AccessTests
{
    [Fact]
    public async Task On_the_loopback_interface_no_token_is_needed()
    {
        await using var server = await RunningServer.Start();

        Assert.Equal(200, (await server.Get("api/v1/instances")).Status);
        Assert.False(File.Exists(Path.Combine(server.Data, "token")));
    }

    [Theory]
    [InlineData("evil.example.com", 403)]
    [InlineData("169.254.1.1", 403)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:8420", 200)]
    [InlineData("[::1]:8420", 200)]
    [InlineData("continuo.internal", 200)]
    public async Task On_the_loopback_interface_only_its_names_and_allowed_ones_are_taken(string host, int status)
    {
        await using var server = await RunningServer.Start(options => options.AllowedHosts.Add("continuo.internal"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/instances", UriKind.Relative));
        request.Headers.Host = host;

        Assert.Equal(status, (await server.Send(request)).Status);
    }

    [Theory]
    [InlineData("https://evil.example.com", 403)]
    [InlineData("null", 403)]
    [InlineData("https://ops.example.com", 200)]
    public async Task Pages_of_other_sites_are_refused(string origin, int status)
    {
        await using var server = await RunningServer.Start(options => options.AllowedOrigins.Add("https://ops.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/instances", UriKind.Relative));
        request.Headers.Add("Origin", origin);

        Assert.Equal(status, (await server.Send(request)).Status);
    }

    [Fact]
    public async Task Any_other_binding_demands_the_token_and_keeps_it_to_its_owner()
    {
        var data = Directory.CreateTempSubdirectory("continuo-token-").FullName;
        using var log = new LineLog();
        string token;
        await using (var server = await RunningServer.Start(data: data, urls: "http://0.0.0.0:0", log: log))
        {
            var path = Path.Combine(data, "token");
            token = await File.ReadAllTextAsync(path);

            Assert.Equal(401, (await server.Get("api/v1/instances")).Status);
            Assert.Equal(401, await StatusWith(server, token + "x"));
            Assert.Equal(200, await StatusWith(server, token));
            Assert.Equal(200, (await server.Get("health/live")).Status);
            Assert.Equal(401, (await server.Get("health/ready")).Status);
            Assert.Single(log.Lines, line => line.Contains(token, StringComparison.Ordinal));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }

        using var later = new LineLog();
        await using (var again = await RunningServer.Start(data: data, urls: "http://0.0.0.0:0", log: later))
        {
            Assert.Equal(200, await StatusWith(again, token));
            Assert.DoesNotContain(later.Lines, line => line.Contains(token, StringComparison.Ordinal));
        }

        Directory.Delete(data, true);
    }

    private static async Task<int> StatusWith(RunningServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/instances", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await server.Send(request)).Status;
    }
}
