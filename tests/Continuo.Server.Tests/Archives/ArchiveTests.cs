using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime;
using Continuo.Runtime.Archiving;
using Continuo.Runtime.Journaling;
using Continuo.Server.Archives;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Node = Continuo.Runtime.Node;

namespace Continuo.Server.Tests.Archives;

/// <summary>What the store forgets is in the archive first.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("continuo-archive-").FullName;

    [Fact]
    public async Task An_instance_that_is_deleted_can_be_shown_with_its_history_from_the_archive()
    {
        await using var node = await Begin(new ArchiveFolder(_folder, TimeProvider.System));

        await Forgotten(node, "gone");

        Assert.Equal("completed", ArchiveFolder.Find(_folder, "gone")!.Value["status"].AsString);
        Assert.Equal("""{"a":1}""", ArchiveFolder.Find(_folder, "gone")!.Value["output"].ToString());
        var kinds = ArchiveFolder.History(_folder, "gone").Select(fact => fact["kind"].AsString).ToList();
        Assert.Equal(("started", "finished"), (kinds[0]!, kinds[^1]!));
        Assert.Null(ArchiveFolder.Find(_folder, "nobody"));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_forgotten()
    {
        using var archive = new FullArchive();
        await using var node = await Begin(archive);
        await Start(node, "kept");

        await archive.Asked;
        await archive.Asked;

        Assert.IsType<CommandResult.Viewed>(await node.Send(new("kept"), new Stimulus.Inspect(), default));
    }

    [Fact]
    public async Task An_instance_that_is_kept_twice_is_shown_once()
    {
        var archive = new ArchiveFolder(_folder, TimeProvider.System);
        await using var node = await Begin(new TwiceArchive(archive));

        await Forgotten(node, "twice");

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.Single(ArchiveFolder.History(_folder, "twice"), fact => fact["kind"].AsString == "finished");
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private static async Task<Node> Begin(IInstanceArchive archive)
    {
        var journal = new MemoryJournal();
        var node = new Node(new NodeOptions
        {
            Journal = journal,
            Definitions = journal,
            Queries = journal,
            Retention = new RetentionOptions { Store = journal, Instances = TimeSpan.Zero, Archive = archive },
        });
        await node.Start(default);
        await node.Deploy(WorkflowLoader.Load("document: {dsl: '1.0.3', namespace: tests, name: short, version: '1.0.0'}\ndo: [{a: {set: {a: 1}}}]").Definition!, default);
        return node;
    }

    private static async Task Start(Node node, string id) =>
        Assert.IsType<CommandResult.Viewed>(await node.RunInstance(new("tests", "short"), null, JsonValue.Null, new StartOptions(new(id)), TimeSpan.FromSeconds(20), default));

    private static async Task Forgotten(Node node, string id)
    {
        await Start(node, id);
        for (var i = 0; i < 400 && await node.Send(new(id), new Stimulus.Inspect(), default) is not CommandResult.NotFound; i++)
        {
            // A wait for the end of another one: the retention looks once a second.
            await node.RunInstance(new("tests", "short"), null, JsonValue.Null, new StartOptions(), TimeSpan.FromSeconds(1), default);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, default);
        }

        Assert.IsType<CommandResult.NotFound>(await node.Send(new(id), new Stimulus.Inspect(), default));
    }

    private sealed class FullArchive : IInstanceArchive, IDisposable
    {
        private readonly SemaphoreSlim _asked = new(0);

        public Task Asked => _asked.WaitAsync(TimeSpan.FromSeconds(20));

        public void Dispose() => _asked.Dispose();

        public ValueTask Keep(IAsyncEnumerable<ArchivedInstance> slice, CancellationToken cancellation)
        {
            _asked.Release();
            throw new IOException("No space is left.");
        }
    }

    private sealed class TwiceArchive(IInstanceArchive inner) : IInstanceArchive
    {
        private bool _isFirst = true;

        public async ValueTask Keep(IAsyncEnumerable<ArchivedInstance> slice, CancellationToken cancellation)
        {
            await inner.Keep(slice, cancellation);
            if (_isFirst)
            {
                _isFirst = false;
                throw new IOException("It died after it was kept.");
            }
        }
    }
}
