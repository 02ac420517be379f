using Continuo.Engine.Instances;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>A loop is over when its tasks are undone.</summary>
public sealed class UndoVariableTests
{
    private readonly Services _services = new();

    [Fact]
    public void An_undo_sees_the_variables_that_were_around_its_task_when_that_completed()
    {
        var story = _services.Fail("bad").Story("""
            do:
              - outer:
                  for: {each: o, in: '[10, 20]'}
                  do:
                    - l:
                        for: {in: '["x", "y"]', at: i}
                        do:
                          - a: {call: do, with: {task: a}, metadata: {continuo: {compensate: {call: undo, with: {seen: '${ [$o, $item, $i] | tojson }'}}}}}
                    - f:
                        try: [{e: {call: bad}}]
                        catch: {as: problem, do: [{b: {call: do, with: {task: b}, metadata: {continuo: {compensate: {call: undo, with: {seen: '${ "\($o) \($problem.status)" }'}}}}}}]}
              - c: {call: bad}
            """).Start();

        Assert.Equal(
            ["{\"seen\":\"20 503\"}", "{\"seen\":\"[20,\\\"y\\\",1]\"}", "{\"seen\":\"[20,\\\"x\\\",0]\"}", "{\"seen\":\"10 503\"}", "{\"seen\":\"[10,\\\"y\\\",1]\"}", "{\"seen\":\"[10,\\\"x\\\",0]\"}"],
            _services.Calls.Where(call => call.StartsWith("undo", StringComparison.Ordinal)).Select(call => call[5..]));
        Assert.Equal(CompensationStatus.Completed, story.View.Compensation);
    }
}
