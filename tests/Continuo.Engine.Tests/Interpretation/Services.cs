using System.Text.RegularExpressions;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>Functions that answer with their input, and fail when told to.</summary>
public sealed class Services
{
    private const string Head = "document: {dsl: '1.0.3', namespace: test, name: story, version: '1.0.0'}\n";
    private const string Undoable = "{$1: {call: do, with: {task: $1}, metadata: {continuo: {compensate: {call: undo, with: {undo: \"$${ .task }\"}}}}}}";
    private static readonly Regex s_undoable = new("<(.)>");
    private readonly Dictionary<string, (int Times, int Status)> _failing = [];

    /// <summary>What was called, in order: the function (or the kind of effect) and its input, failures included, repeats of what was applied not.</summary>
    public List<string> Calls { get; } = [];

    public static WorkflowError Error(int status) => new("https://open-workflow-specification.org/spec/1.0.0/errors/communication", status, "Failed");

    /// <param name="body">What follows the document's head. <c>&lt;a&gt;</c> stands for a task <c>a</c> that can be undone.</param>
    /// <param name="limits">The engine's, or the default ones.</param>
    public InstanceStory Story(string body, EngineLimits? limits = null) => new(Head + s_undoable.Replace(body, Undoable), Answer, limits: limits);

    public Services Fail(string function, int times = int.MaxValue, int status = 503)
    {
        _failing[function] = (times, status);
        return this;
    }

    public Services Mend(string function)
    {
        _failing.Remove(function);
        return this;
    }

    private EffectOutcome Answer(EffectRequest request)
    {
        if (request.Kind != EffectKind.Function)
        {
            Calls.Add(request.Kind.ToString());
            return request.Kind == EffectKind.StartChild ? new EffectOutcome.ChildStarted() : new EffectOutcome.Returned(JsonValue.Null);
        }

        var name = request.Arguments["name"].String;
        Calls.Add($"{name} {request.Arguments["input"]}");
        if (_failing.TryGetValue(name, out var failure) && failure.Times > 0)
        {
            _failing[name] = failure with { Times = failure.Times - 1 };
            return new EffectOutcome.Failed(Error(failure.Status));
        }

        return new EffectOutcome.Returned(request.Arguments["input"]);
    }
}
