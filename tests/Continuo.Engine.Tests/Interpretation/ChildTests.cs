using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Workflows that run workflows, seen from both sides.</summary>
public sealed class ChildTests
{
    private const string Run = "do: [{c: {run: {workflow: {namespace: n, name: child, version: '1.0.0'}}}}]";

    private readonly Services _services = new();

    private static Stimulus.ChildEnded Ended(int effect, string output, WorkflowError? error = null) => new(effect, new InstanceId($"story/{effect}"), JsonValue.Parse(output), error);

    [Fact]
    public void The_childs_output_is_the_tasks_output_and_the_parent_waits_for_it_without_owing_anything()
    {
        var story = _services.Story(Run).Start("""{"n":1}""");
        Assert.Equal((InstanceStatus.Waiting, null), (story.Status, story.Wake));
        Assert.Equal("""{"namespace":"n","name":"child","version":"1.0.0","input":{"n":1},"await":true}""", story.Asked[0].Arguments.ToString());

        story.Crash().Send(Ended(1, "7"));

        Assert.Equal("7", story.Output.ToString());
        Assert.Single(story.Asked);
    }

    [Fact]
    public void The_childs_error_is_raised_at_the_task_with_its_type_and_status()
    {
        var story = _services.Story("do: [{t: {try: [{c: {run: {workflow: {namespace: n, name: child, version: '1.0.0'}}}}], catch: {do: [{h: {set: \"${ $error }\"}}]}}}]").Start();

        story.Send(Ended(1, "null", new WorkflowError("https://x/e", 418, "T", null, "/do/9/inside")));

        Assert.Equal("""{"type":"https://x/e","status":418,"title":"T","instance":"/do/0/t/try/0/c"}""", story.Output.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_child_that_is_not_awaited_leaves_the_input_even_when_it_ends_before_its_start_is_acknowledged(bool fails)
    {
        var story = _services.Story("do: [{c: {run: {workflow: {namespace: n, name: child, version: '1.0.0', input: {x: 1}}, await: false}}}]");
        story.Holds = _ => true;
        story.Start("5").Send(Ended(1, "7", fails ? Services.Error(500) : null)).Release();

        Assert.Equal((InstanceStatus.Completed, "5"), (story.Status, story.Output.ToString()));
    }

    [Fact]
    public void An_awaited_child_may_end_before_its_start_is_acknowledged()
    {
        var story = _services.Story(Run);
        story.Holds = _ => true;
        story.Start("5").Send(Ended(1, "7")).Release();

        Assert.Equal("7", story.Output.ToString());
    }

    [Fact]
    public void A_child_that_could_not_be_started_is_an_error_of_the_task()
    {
        var story = _services.Story(Run);
        story.World = _ => new EffectOutcome.Failed(Services.Error(400));

        Assert.Equal(400, story.Start().View.Error!.Status);
    }

    [Fact]
    public void A_cancel_is_owed_to_the_child_until_it_has_heard()
    {
        var story = _services.Story(Run).Start();
        story.Holds = _ => true;
        story.Send(new Stimulus.Cancel("away"));
        Assert.Equal((InstanceStatus.Cancelled, WakeAt.Runnable), (story.Status, story.Wake));

        story.Crash().Release();

        Assert.Null(story.Wake);
        Assert.Equal("""{"id":"story/1"}""", story.Asked[^1].Arguments.ToString());
    }

    [Fact]
    public void A_child_owes_its_parent_a_notice_after_its_end()
    {
        var story = _services.Story("do: [{a: {set: {x: 1}}}]");
        story.Holds = _ => true;
        story.Start(parent: new ParentLink(new InstanceId("parent"), 4));
        Assert.Equal((InstanceStatus.Completed, WakeAt.Runnable), (story.Status, story.Wake));

        story.Crash().Release();

        Assert.Null(story.Wake);
        Assert.Equal((EffectKind.NotifyParent, """{"status":"completed","output":{"x":1}}"""), (story.Asked[0].Kind, story.Asked[0].Arguments.ToString()));
        Assert.Equal(new ParentLink(new InstanceId("parent"), 4), story.Asked[0].Parent);
    }

    [Fact]
    public void The_parent_of_a_faulted_child_learns_the_error_and_that_of_a_cancelled_one_that_it_was_cancelled()
    {
        var faulted = _services.Fail("bad").Story("do: [{a: {call: bad}}]").Start(parent: new ParentLink(new InstanceId("parent"), 4));
        Assert.Equal(503, faulted.Asked[^1].Arguments["error"]["status"].Number);

        var cancelled = _services.Story("do: [{a: {wait: PT1H}}]").Start(parent: new ParentLink(new InstanceId("parent"), 4)).Send(new Stimulus.Cancel("by hand"));
        Assert.Equal("cancelled", cancelled.Asked[^1].Arguments["status"].String);
        Assert.Contains("by hand", cancelled.Asked[^1].Arguments["error"]["detail"].String, StringComparison.Ordinal);
    }

    [Fact]
    public void Children_deeper_than_the_limit_fault_and_name_it()
    {
        var story = _services.Story("do: [{a: {set: {x: 1}}}]", new EngineLimits { Depth = 3 }).Start(depth: 4);

        Assert.Equal(InstanceStatus.Faulted, story.Status);
        Assert.Contains("limit Depth", story.View.Error!.Detail, StringComparison.Ordinal);
        Assert.Equal("retry-failed", story.TrySend(new Stimulus.Retry(null)).Code);
    }
}
