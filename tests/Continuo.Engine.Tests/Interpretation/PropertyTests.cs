using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using CsCheck;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Laws that hold for any definition and any order of what may happen. The story's replay checker and its model of subscriptions are on throughout.</summary>
public sealed class PropertyTests
{
    private enum Happens
    {
        Answer,
        FailCalls,
        MendCalls,
        Hold,
        Clock,
        LongTime,
        Publish,
        Suspend,
        Resume,
        Cancel,
        CancelAsIs,
        Retry,
        RetryPatched,
        Crash,
        CrashFromSnapshot,
        ChildEnds,
        ChildFails,
    }

    private static Gen<Happens[]> Histories { get; } = Gen.Enum<Happens>().Array[1, 25];

    [Fact]
    public void Whatever_happens_the_laws_of_an_instance_hold() =>
        Gen.Select(RandomWorkflows.Documents, Histories).Check(
            (document, history) => Play(document, history),
            iter: 300,
            print: input => $"{input.Item1}\n{string.Join(", ", input.Item2)}");

    /// <summary>Without branches, whose order may change, and without calls at most once, which a crash interrupts.</summary>
    [Fact]
    public void A_crash_anywhere_in_any_workflow_changes_nothing() =>
        Gen.Select(RandomWorkflows.Documents.Where(document => !document.Contains("fork", StringComparison.Ordinal) && !document.Contains("once", StringComparison.Ordinal)), Gen.Int[1, 60], Gen.Int[1, 60]).Check(
            (document, first, second) => Assert.Equal(Told(document, []), Told(document, [first, second])),
            iter: 200);

    [Fact]
    public void Extensions_that_only_look_change_nothing() =>
        RandomWorkflows.Documents.Where(document => document.Contains("extensions: []", StringComparison.Ordinal)).Check(
            document => Assert.Equal(
                Told(document, []),
                Told(document.Replace("extensions: []", "extensions: [{x: {extend: all, when: $task.reference != null, before: [{q: {set: {z: 1}}}], after: [{q: {set: {z: 1}}}, {r: {do: []}}]}}]", StringComparison.Ordinal), [])),
            iter: 200);

    private static string Told(string document, int[] crashes)
    {
        var story = new InstanceStory(document, request => request.Kind switch
        {
            EffectKind.StartChild => new EffectOutcome.Failed(Services.Error(404)),
            EffectKind.Function => new EffectOutcome.Returned(request.Arguments["input"]),
            _ => new EffectOutcome.Returned(JsonValue.Null),
        }, crashes);
        story.Start("""{"n":1}""").RunToEnd();
        var view = story.View;
        return $"{view.Status} {view.Compensation} {view.Error?.Type} {view.Error?.Instance} {story.Now} {view.Output}\n{string.Join('\n', story.Keys)}";
    }

    private static void Play(string document, Happens[] history)
    {
        var isFailing = false;
        var story = new InstanceStory(document, _ => new EffectOutcome.Returned(JsonValue.Null), limits: new EngineLimits { StepsWithoutOutside = 2_000, StepsPerTurn = 50 });
        story.World = request => request.Kind switch
        {
            EffectKind.StartChild => new EffectOutcome.ChildStarted(),
            EffectKind.Function when isFailing => new EffectOutcome.Failed(Services.Error(503)),
            EffectKind.Function => new EffectOutcome.Returned(request.Arguments["input"]),
            _ => new EffectOutcome.Returned(JsonValue.Null),
        };
        story.Start("""{"n":1}""");
        Check(story);
        foreach (var happens in history)
        {
            switch (happens)
            {
                case Happens.Answer: story.Release(); break;
                case Happens.FailCalls: isFailing = true; break;
                case Happens.MendCalls: isFailing = false; break;
                case Happens.Hold: story.Holds = request => request.Pointer.Length % 2 == 0; break;
                case Happens.Clock: story.Advance(TimeSpan.FromSeconds(7)); break;
                case Happens.LongTime: story.Advance(TimeSpan.FromHours(3)); break;
                case Happens.Publish: story.Publish($$"""{"id":"{{story.Commits.Count}}","source":"s","type":"e","data":1}"""); break;
                case Happens.Suspend: story.TrySend(new Stimulus.Suspend()); break;
                case Happens.Resume: story.TrySend(new Stimulus.Resume()); break;
                case Happens.Cancel: story.TrySend(new Stimulus.Cancel("property")); break;
                case Happens.CancelAsIs: story.TrySend(new Stimulus.Cancel("property", Compensate: false)); break;
                case Happens.Retry: story.TrySend(new Stimulus.Retry(null)); break;
                case Happens.RetryPatched: story.TrySend(new Stimulus.Retry(JsonValue.Parse("""{"n":5}"""))); break;
                case Happens.Crash: story.Crash().RunToRest(); break;
                case Happens.CrashFromSnapshot: story.Crash(1 + (story.Commits.Count / 2)).RunToRest(); break;
                case Happens.ChildEnds: EndChild(story, null); break;
                case Happens.ChildFails: EndChild(story, Services.Error(500)); break;
            }

            Check(story);
        }
    }

    private static void EndChild(InstanceStory story, WorkflowError? error)
    {
        foreach (var effect in story.Children.ToArray())
        {
            story.TrySend(new Stimulus.ChildEnded(effect, new InstanceId($"story/{effect}"), 7, error));
        }
    }

    private static void Check(InstanceStory story)
    {
        var state = story.State;
        if (state.Final is not null)
        {
            var keepsFrames = state.Final == InstanceStatus.Faulted || state.Compensation == CompensationStatus.Failed;
            Assert.True(keepsFrames || state.Frames.Count == 0, "a closed instance has frames");
            Assert.All(state.Effects.Values, effect => Assert.Equal(0, effect.Frame));
            Assert.Empty(state.Ready);
            Assert.Empty(state.Listeners);
            Assert.NotEqual(CompensationStatus.Running, state.Compensation);
        }
        else if (state.SuspendedAt is null && state.StuckReason is null)
        {
            Assert.Empty(state.Ready);
            Assert.True(state.Wake is not null || state.Listeners.Any() || state.Effects.Count > 0, "a live instance waits for nothing");
        }

        Assert.True(!state.Effects.Values.Any(effect => !effect.ChildStarted) || state.Wake == WakeAt.Runnable, "something is owed and nobody will wake it");
        Assert.All(state.Frames.Values, frame => CheckFrame(state, frame));
        Assert.Equal(state.Frames.Values.Sum(frame => (frame.Work is null ? 0 : 1) + (frame.Deadline is null ? 0 : 1)), state.Dues.Count);
    }

    private static void CheckFrame(InstanceState state, Frame frame)
    {
        Assert.Equal(state.Frames.Values.Count(other => other.Parent == frame.Id), frame.Children);
        Assert.True(frame.Parent == 0 || state.Frames.ContainsKey(frame.Parent), "a frame has no parent");
        Assert.True(frame.Effect == 0 || state.Effects.ContainsKey(frame.Effect), "a frame waits for an effect that is gone");
        Assert.True(frame.Parent != 0 || frame.Id == InstanceState.Root);
    }
}
