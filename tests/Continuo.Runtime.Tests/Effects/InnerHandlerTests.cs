using System.Collections.Immutable;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Engine.Shards;
using Continuo.Runtime.Effects;
using Continuo.Runtime.Tests.Fakes;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Runtime.Tests.Effects;

public sealed class InnerHandlerTests
{
    private static readonly EffectToken s_token = new(new("p"), 7, 1, 1);
    private readonly FakeCommands _commands = new();

    [Fact]
    public async Task A_function_gets_its_input_with_secrets_in_the_clear()
    {
        var functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("echo", (input, _) => new(input))]);
        var handler = new FunctionHandler(functions, new OneSecret(), new FunctionScheduler(1));
        var arguments = JsonObject.Of(("name", "echo"), ("input", JsonObject.Of(("a", 1), ("key", SymbolicText.Secret("s")))));

        var outcome = await handler.Perform(FakeHandler.Request(EffectKind.Function, arguments), s_token, CancellationToken.None);

        Assert.Equal("""{"a":1,"key":"hidden"}""", Assert.IsType<EffectOutcome.Returned>(outcome).Result.ToString());
    }

    [Fact]
    public async Task A_function_that_is_not_there_is_suggested()
    {
        var functions = new FunctionRegistry([KeyValuePair.Create<string, Function>("charge", (input, _) => new(input))]);

        var outcome = await new FunctionHandler(functions, NoSecrets.Instance, new FunctionScheduler(1)).Perform(
            FakeHandler.Request(EffectKind.Function, JsonObject.Of(("name", "chrage"))), s_token, CancellationToken.None);

        var error = Assert.IsType<EffectOutcome.Failed>(outcome).Error;
        Assert.Equal((400, "No function is called 'chrage'. Did you mean 'charge'?"), (error.Status, error.Detail));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_child_is_started_under_an_id_that_follows_from_the_effect(bool awaited)
    {
        _commands.Definition = new Loaded("1.2.0").Definition;
        _commands.Answer = new CommandResult.Started(Scene.View(new("p/7"), InstanceStatus.Running), false);
        var arguments = JsonObject.Of(("namespace", "t"), ("name", "child"), ("version", "latest"), ("input", 5), ("await", awaited));

        var outcome = await new StartChildHandler(_commands, EngineLimits.Default).Perform(
            FakeHandler.Request(EffectKind.StartChild, arguments) with { Depth = 2 }, s_token, CancellationToken.None);

        Assert.IsType(awaited ? typeof(EffectOutcome.ChildStarted) : typeof(EffectOutcome.Returned), outcome);
        var (instance, stimulus) = Assert.Single(_commands.Sent);
        var request = Assert.IsType<Stimulus.Start>(stimulus).Request;
        Assert.Equal(("p/7", 3, "1.2.0", "latest"), (instance.Text, request.Depth, request.Version, request.AskedVersion));
        Assert.Equal(new ParentLink(new("p"), 7), request.Parent);
    }

    [Fact]
    public async Task Children_too_deep_are_refused()
    {
        var outcome = await new StartChildHandler(_commands, EngineLimits.Default).Perform(
            FakeHandler.Request(EffectKind.StartChild, JsonValue.EmptyObject) with { Depth = 64 }, s_token, CancellationToken.None);

        Assert.Contains("Depth", Assert.IsType<EffectOutcome.Failed>(outcome).Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_that_is_busy_is_told_later_and_one_that_is_gone_not_at_all()
    {
        var request = FakeHandler.Request(EffectKind.NotifyParent, JsonValue.Parse("""{"status":"completed","output":3}""")) with { Parent = new(new("top"), 4) };
        var handler = new NotifyParentHandler(_commands);

        _commands.Answer = new CommandResult.Busy("x", TimeSpan.FromSeconds(3));
        Assert.Equal(new EffectOutcome.Busy(TimeSpan.FromSeconds(3)), await handler.Perform(request, s_token, CancellationToken.None));
        _commands.Answer = new CommandResult.NotFound("gone");
        Assert.IsType<EffectOutcome.Returned>(await handler.Perform(request, s_token, CancellationToken.None));

        Assert.Equal(new Stimulus.ChildEnded(4, new("p"), 3, null), _commands.Sent[0].Stimulus);
    }

    [Fact]
    public async Task A_child_that_is_gone_counts_as_cancelled()
    {
        _commands.Answer = new CommandResult.NotFound("gone");

        var outcome = await new CancelChildHandler(_commands).Perform(
            FakeHandler.Request(EffectKind.CancelChild, JsonObject.Of(("id", "p/3"))), s_token, CancellationToken.None);

        Assert.IsType<EffectOutcome.Returned>(outcome);
        Assert.Equal(new InstanceId("p/3"), _commands.Sent[0].Instance);
    }

    private sealed class OneSecret : ISecretSource
    {
        public JsonValue? Find(string name) => name == "s" ? "hidden" : null;
    }

    private sealed class FakeCommands : ICommands
    {
        public List<(InstanceId Instance, Stimulus Stimulus)> Sent { get; } = [];

        public CommandResult Answer { get; set; } = new CommandResult.NotFound("");

        public WorkflowDefinition? Definition { get; set; }

        public long EventMark => 9;

        public ValueTask<WorkflowDefinition?> FindDefinition(WorkflowName name, string? version, CancellationToken cancellation) => new(Definition);

        public Task<CommandResult> Send(InstanceId instance, Stimulus stimulus, CancellationToken cancellation)
        {
            Sent.Add((instance, stimulus));
            return Task.FromResult(Answer);
        }

        public Task<CommandResult> Publish(ImmutableArray<JsonValue> events, CancellationToken cancellation) => Task.FromResult(Answer);
    }
}
