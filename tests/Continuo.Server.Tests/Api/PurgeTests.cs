using Continuo.Server.Tests.Hosting;

namespace Continuo.Server.Tests.Api;

public sealed class PurgeTests : IAsyncLifetime
{
    private const string Child = "document: { dsl: '1.0.3', namespace: purge, name: child, version: '1.0.0' }\ndo:\n  - a: { set: { n: 1 } }\n";
    private const string Parent = "document: { dsl: '1.0.3', namespace: purge, name: parent, version: '1.0.0' }\ndo:\n  - r: { run: { workflow: { namespace: purge, name: child, version: latest } } }\n";
    private const string Open = "document: { dsl: '1.0.3', namespace: purge, name: open, version: '1.0.0' }\ndo:\n  - w: { wait: { hours: 1 } }\n";

    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.Start();
        foreach (var source in new[] { Child, Parent, Open })
        {
            Assert.Equal(201, (await _server.Deploy(source)).Status);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_ended_instance_goes_with_its_children_and_its_id_is_free_again()
    {
        await Ended("parent", "p");
        var child = (await _server.Get("api/v1/instances?workflow=purge/child")).Body["items"].Array[0]["id"].String;

        var dry = await Delete("api/v1/instances/p?dryRun=true");
        var purged = await Delete("api/v1/instances/p");

        Assert.Equal((200, 2d), (dry.Status, dry.Body["purged"].Number));
        Assert.Equal([child, "p"], purged.Body["ids"].Array.Select(id => id.String));
        Assert.Equal(404, (await _server.Get("api/v1/instances/p")).Status);
        Assert.Equal(404, (await _server.Get($"api/v1/instances/{child}")).Status);
        Assert.Equal(200, (await _server.Post("api/v1/workflows/purge/child/instances?id=p&wait=PT10S")).Status);
    }

    [Fact]
    public async Task An_instance_that_has_not_ended_stays()
    {
        await _server.Post("api/v1/workflows/purge/open/instances?id=o");

        var refused = await Delete("api/v1/instances/o");

        Assert.Equal((409, "not-ended"), (refused.Status, refused.Code));
        Assert.Equal(200, (await _server.Get("api/v1/instances/o")).Status);
        Assert.Equal(404, (await Delete("api/v1/instances/nobody")).Status);
    }

    [Fact]
    public async Task A_filter_takes_families_and_leaves_what_does_not_match()
    {
        await Ended("parent", "p1");
        await Ended("parent", "p2");
        await Ended("child", "c");

        Assert.Equal(0, (await Delete("api/v1/instances?status=completed&olderThan=P1D")).Body["purged"].Number);
        var dry = await Delete("api/v1/instances?workflow=purge/child&dryRun=true");
        var purged = await Delete("api/v1/instances?status=completed");

        Assert.Equal((3d, 5d), (dry.Body["purged"].Number, purged.Body["purged"].Number));
        Assert.Empty(purged.Body["kept"].Array);
        Assert.Empty((await _server.Get("api/v1/instances")).Body["items"].Array);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?status=running")]
    [InlineData("?olderThan=soon")]
    public async Task A_purge_without_a_usable_filter_is_refused(string query) => Assert.Equal(400, (await Delete($"api/v1/instances{query}")).Status);

    [Fact]
    public async Task A_version_is_deleted_once_no_instance_pins_it()
    {
        await Ended("child", "c");

        var pinned = await Delete("api/v1/workflows/purge/child?version=1.0.0");
        await Delete("api/v1/instances/c");
        var dry = await Delete("api/v1/workflows/purge/child?version=1.0.0&dryRun=true");
        var deleted = await Delete("api/v1/workflows/purge/child?version=1.0.0");

        Assert.Equal((409, "version-pinned"), (pinned.Status, pinned.Code));
        Assert.Contains(": c.", pinned.Body["why"].String, StringComparison.Ordinal);
        Assert.Equal((200, 200), (dry.Status, deleted.Status));
        Assert.Equal(404, (await _server.Get("api/v1/workflows/purge/child")).Status);
        Assert.Equal(404, (await _server.Post("api/v1/workflows/purge/child/instances")).Status);
        Assert.Equal(404, (await Delete("api/v1/workflows/purge/child?version=1.0.0")).Status);
        Assert.Equal(400, (await Delete("api/v1/workflows/purge/open")).Status);
        Assert.Equal(201, (await _server.Deploy(Child)).Status);
    }

    private async Task Ended(string workflow, string id)
    {
        Assert.Equal(200, (await _server.Post($"api/v1/workflows/purge/{workflow}/instances?id={id}&wait=PT20S")).Status);
    }

    private Task<Reply> Delete(string path) => _server.Send(new HttpRequestMessage(HttpMethod.Delete, path));
}
