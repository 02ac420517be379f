using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Xunit;

namespace Continuo.Engine.Tests.Shards;

public sealed class RepliesTests
{
    private static readonly InstanceId s_instance = new("a");
    private readonly Replies _replies = new();
    private readonly List<ShardAction> _actions = [];

    [Fact]
    public void A_command_that_is_being_served_is_not_taken_twice()
    {
        Assert.True(_replies.Accept(Id(1), _actions));
        Assert.False(_replies.Accept(Id(1), _actions));
        Assert.Empty(_actions);
    }

    [Fact]
    public void A_command_that_was_answered_gets_the_same_answer_after_the_same_position()
    {
        _replies.Accept(Id(1), _actions);
        _replies.Answer(Id(1), s_instance, new CommandResult.Conflict("c", "why"), 7, _actions);

        Assert.False(_replies.Accept(Id(1), _actions));

        Assert.Equal(2, _actions.Count);
        Assert.Equal(_actions[0], _actions[1]);
        Assert.Equal(7, _actions[1].After);
    }

    [Fact]
    public void Of_what_was_done_only_the_id_is_kept()
    {
        _replies.Accept(Id(1), _actions);
        _replies.Answer(Id(1), s_instance, new CommandResult.Done(null!), 7, _actions);
        Assert.True(_replies.WasDone(Id(1)));

        _replies.Rejected(s_instance, 7, new CommandResult.Busy("disk-full", TimeSpan.Zero), _actions);
        Assert.False(_replies.WasDone(Id(1)));
    }

    [Fact]
    public void Who_was_told_to_wait_may_come_again_under_the_same_id()
    {
        _replies.Accept(Id(1), _actions);
        _replies.Answer(Id(1), s_instance, new CommandResult.Busy("limit", TimeSpan.Zero), 0, _actions);

        Assert.True(_replies.Accept(Id(1), _actions));
    }

    [Fact]
    public void What_was_answered_about_a_commit_that_is_not_stored_is_taken_back()
    {
        _replies.Accept(Id(1), _actions);
        _replies.Accept(Id(2), _actions);
        _replies.Answer(Id(1), s_instance, new CommandResult.Conflict("first", ""), 7, _actions);
        _replies.Answer(Id(2), new("b"), new CommandResult.Conflict("other", ""), 8, _actions);
        _actions.Clear();

        _replies.Rejected(s_instance, 7, new CommandResult.Busy("disk-full", TimeSpan.Zero), _actions);

        var reply = Assert.IsType<ShardAction.Reply>(Assert.Single(_actions));
        Assert.Equal(Id(1), reply.Id);
        Assert.IsType<CommandResult.Busy>(reply.Result);
        Assert.True(_replies.Accept(Id(1), _actions));
    }

    [Fact]
    public void What_is_durable_is_not_taken_back()
    {
        _replies.Accept(Id(1), _actions);
        _replies.Answer(Id(1), s_instance, new CommandResult.Conflict("c", ""), 7, _actions);
        _replies.Committed(7);
        _actions.Clear();

        _replies.Rejected(s_instance, 7, new CommandResult.Busy("x", TimeSpan.Zero), _actions);

        Assert.Empty(_actions);
    }

    [Fact]
    public void The_window_of_kept_answers_is_bounded()
    {
        for (var n = 1; n <= 1_000; n++)
        {
            _replies.Accept(Id(n), _actions);
            _replies.Answer(Id(n), s_instance, new CommandResult.Conflict("c", ""), 0, _actions);
        }

        Assert.True(_replies.Accept(Id(1), _actions));
        Assert.False(_replies.Accept(Id(999), _actions));
    }

    private static CommandId Id(int n) => new(new Guid(n, 0, 0, new byte[8]));
}
