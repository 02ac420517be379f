using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Tests.Fakes;
using Xunit;

namespace Continuo.Runtime.Tests.Driving;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task An_answer_waits_until_its_commit_is_durable()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Close();

        var answer = scene.Ask("a");
        await scene.Journal.Arrived;
        Assert.False(answer.IsCompleted);
        scene.Journal.Open();

        Assert.IsType<CommandResult.Done>(await answer);
    }

    [Fact]
    public async Task What_is_queued_during_a_commit_is_stored_as_one_batch_in_order()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Close();

        var first = scene.Ask("first");
        await scene.Journal.Arrived;
        var others = Enumerable.Range(0, 20).Select(i => scene.Ask($"i{i}")).ToList();
        scene.Journal.Open();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(21, scene.Journal.Batches.Sum(batch => batch.Count));
        Assert.Single(scene.Journal.Batches[0]);
        var positions = scene.Journal.Batches.SelectMany(batch => batch).Cast<ShardAction.Append>().Select(append => append.Pos).ToList();
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public async Task After_an_unknown_outcome_the_shard_is_read_again_and_askers_are_told_to_ask_again()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Then(_ => new CommitOutcome.Unknown("the disk failed"));
        scene.ExpectAnotherShard();

        var answer = Assert.IsType<CommandResult.Busy>(await scene.Ask("a"));
        await scene.Adopted.Task;

        Assert.Contains("unknown", answer.Limit, StringComparison.Ordinal);
        Assert.Equal(2, scene.Journal.Claims);
        Assert.Equal(2, scene.Made.Count);
        Assert.IsType<CommandResult.Done>(await scene.Ask("a"));
    }

    [Fact]
    public async Task Slices_of_a_dropped_incarnation_are_never_stored()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Close();
        scene.Journal.Then(_ => new CommitOutcome.Unknown("the disk failed"));

        var lost = scene.Ask("lost");
        await scene.Journal.Arrived;
        var queued = scene.Ask("queued");
        scene.Journal.Open();
        await Task.WhenAll(lost, queued);
        await scene.Ask("later");

        Assert.IsType<CommandResult.Busy>(await queued);
        var stored = scene.Journal.Batches.SelectMany(batch => batch).Cast<ShardAction.Append>().Select(append => append.Instance.Text);
        Assert.Equal(["lost", "later"], stored);
    }

    [Fact]
    public async Task A_fenced_node_stops_itself_and_says_why()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Then(_ => new CommitOutcome.Fenced("node 'b' has claimed the store"));

        var answer = await scene.Ask("a");

        Assert.IsType<CommandResult.Busy>(answer);
        Assert.Equal("node 'b' has claimed the store", await scene.Node.Stopped);
        Assert.False(scene.Node.Readiness.Ready);
        Assert.IsType<CommandResult.Busy>(await scene.Ask("b"));
        Assert.Single(scene.Journal.Batches);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_reached_is_tried_again_and_loses_nothing()
    {
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Then(_ =>
        {
            tried.SetResult();
            throw new JournalUnavailableException("no disk");
        });

        var answer = scene.Ask("a");
        await tried.Task;
        while (!answer.IsCompleted)
        {
            scene.Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        Assert.IsType<CommandResult.Done>(await answer);
        Assert.True(scene.Node.Readiness.Ready);
    }

    [Fact]
    public async Task What_a_rejected_commit_was_to_cause_never_happens()
    {
        var performed = new FakeHandler(EffectKind.Http);
        var token = new EffectToken(new("a"), 1, 1, 1);
        await using var scene = await Scene.Begin(
            (scene, shard, input, actions) =>
            {
                if (input is ShardInput.Command command)
                {
                    var append = scene.Append(command.Instance);
                    actions.Add(append);
                    actions.Add(new ShardAction.Perform(token, FakeHandler.Request(EffectKind.Http), append.Pos));
                    actions.Add(new ShardAction.Reply(command.Id, new CommandResult.Done(Scene.View(command.Instance, InstanceStatus.Running)), append.Pos));
                }
                else if (input is ShardInput.Rejected)
                {
                    actions.Add(new ShardAction.Reply(Scene.LastCommand(shard), new CommandResult.Conflict("instance-exists", "it is there"), 0));
                }
            },
            performed);
        scene.Journal.Then(batch => new CommitOutcome.Committed([new RejectedSlice(new(0), ((ShardAction.Append)batch[0]).Pos, "instance-exists")], []));

        Assert.IsType<CommandResult.Conflict>(await scene.Ask("a"));
        await scene.Made[0].Seen<ShardInput.Committed>();

        Assert.Equal(0, performed.Calls);
    }

    [Fact]
    public async Task A_checkpoint_that_breaks_is_put_off_and_the_writer_goes_on()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.CheckpointFailure = new UnauthorizedAccessException("no right to the ballast");
        await scene.Ask("a");

        while (scene.Journal.Checkpoints.Count == 0)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.IsType<CommandResult.Done>(await scene.Ask("b"));
        Assert.True(scene.Node.Readiness.Ready);
    }

    [Fact]
    public async Task Reading_the_shards_again_is_tried_again_whatever_it_throws()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Then(_ => new CommitOutcome.Unknown("the disk failed"));
        scene.Journal.ClaimFailure = new InvalidDataException("half a row");
        scene.ExpectAnotherShard();

        var answer = scene.Ask("a");
        while (!scene.Adopted.Task.IsCompleted)
        {
            scene.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await answer;
        Assert.IsType<CommandResult.Done>(await scene.Ask("a"));
        Assert.True(scene.Node.Readiness.Ready);
    }

    [Fact]
    public async Task A_writer_that_breaks_stops_the_node_with_words()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        scene.Journal.Then(_ => new CommitOutcome.Committed([new RejectedSlice(new(0), -1, "nobody asked for this")], []));

        var answer = await scene.Ask("a");

        Assert.IsType<CommandResult.Busy>(answer);
        Assert.Contains("the writer broke", await scene.Node.Stopped, StringComparison.Ordinal);
        Assert.False(scene.Node.Readiness.Ready);
        Assert.IsType<CommandResult.Busy>(await scene.Ask("b"));
    }

    [Fact]
    public async Task Heads_are_written_back_once_and_an_idle_node_writes_nothing()
    {
        await using var scene = await Scene.Begin(Scene.Record);
        await scene.Ask("a");

        while (scene.Journal.Checkpoints.Count == 0)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        scene.Time.Advance(TimeSpan.FromMinutes(10));
        await scene.Node.Drain(TimeSpan.FromSeconds(1));
        var (through, heads) = Assert.Single(scene.Journal.Checkpoints);
        Assert.Equal([new InstanceId("a")], heads.Keys);
        Assert.Equal(heads[new("a")], through);
    }
}
