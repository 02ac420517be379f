using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Migrations;

/// <summary>What must hold of a task that is open, for another to take its place.</summary>
internal sealed class MigrationChecks(NodeMatching matching, List<MigrationFinding> findings)
{
    /// <summary>The node that takes the place of one that the instance needs; null, with a finding, when there is none of its kind.</summary>
    public Node? Match(Node node)
    {
        var found = matching.Of(node) ?? matching.NamesakeOf(node);
        if (found is null)
        {
            var name = node is TaskNode { Name.Length: > 0 } task ? $"'{task.Name}'" : "This list";
            findings.Add(new(MigrationVerdict.NeedsMap, node.Pointer, $"{name} is not in the new definition, and the instance is in it or comes to it next.", $"Say which task takes its place: {{\"{node.Pointer}\": \"/do/...\"}}."));
            return null;
        }

        if (found.GetType() != node.GetType())
        {
            Unsafe(node, $"It is a task of another kind in the new definition ({WordOf(node)} here, {WordOf(found)} at {found.Pointer}).", "Map it to a task of the same kind, or let it end first.");
            return null;
        }

        return found;
    }

    /// <summary>Each task stays inside what it is inside of, in the same role: a body does not become a handler.</summary>
    public void Place(InstanceState state, WorkflowDefinition old, Frame frame, Node node, Node found)
    {
        if (state.ParentOf(frame) is not { } parent)
        {
            return;
        }

        var around = old.Nodes[parent.Node];
        if (parent.Kind == FrameKind.Extended || frame.Kind == FrameKind.Undo || matching.Of(around) is not { } there)
        {
            return;
        }

        var staysInside = node is TaskNode task && found is TaskNode moved
            ? matching.Of(task.List)?.Index == moved.List.Index
            : !node.Pointer.StartsWith(around.Pointer + "/", StringComparison.Ordinal) || found.Pointer == there.Pointer + node.Pointer[around.Pointer.Length..];
        if (!staysInside)
        {
            Unsafe(node, $"It is open, and in the new definition it does not stand where what is around it expects it ({found.Pointer}).", "Leave it inside the same task, or let it end first.");
        }
    }

    /// <summary>What the frame has recorded must mean the same to the new task.</summary>
    public void Flow(InstanceState state, Frame frame, Node node, Node found)
    {
        switch (node, found)
        {
            case (ListenTask before, ListenTask after) when frame.Inbox is not null:
                if (before.Definition["listen"]["to"] != after.Definition["listen"]["to"] || before.Read != after.Read || before.Foreach is null != after.Foreach is null)
                {
                    Unsafe(node, "It is listening, and listens to something else in the new definition: what it has heard would not fit.", "Keep 'listen' as it is, or migrate before it is entered.");
                }

                break;
            case (ForkTask before, ForkTask after) when frame.Slots is not null || frame.Children > 0:
                if (before.Compete != after.Compete || !before.Branches.Tasks.Select(task => task.Name).SequenceEqual(after.Branches.Tasks.Select(task => task.Name)))
                {
                    Unsafe(node, "Its branches are running, and are others in the new definition.", "Keep the branches and their order, or let the fork end first.");
                }

                break;
            case (RunWorkflowTask before, RunWorkflowTask after) when frame.Effect != 0:
                if (before.Workflow != after.Workflow || before.Await != after.Await)
                {
                    Unsafe(node, $"A child of {before.Workflow} is running for it, and it runs {after.Workflow} in the new definition.", "Let the child end first.");
                }

                break;
            case (FunctionCallTask before, FunctionCallTask after) when frame.Effect != 0 && before.Function != after.Function:
                Unsafe(node, $"A call of '{before.Function}' is under way, and it calls '{after.Function}' in the new definition: the answer would be another's.", "Let the call end first, or suspend the instance until it has.");
                break;
            case (DeclaredCallTask before, DeclaredCallTask after) when frame.Children > 0:
                if (matching.Of(before.Function.Body)?.Index != after.Function.Body.Index)
                {
                    Unsafe(node, $"The function '{before.Function.Name}' is running for it, and it calls '{after.Function.Name}' in the new definition.", "Let the call end first.");
                }

                break;
            case (TaskNode before, TaskNode after) when frame.Kind == FrameKind.Subscription && before.Definition["with"] != after.Definition["with"]:
                Unsafe(node, "Its subscription is open, and is another in the new definition.", "Let it end first.");
                break;
        }
    }

    /// <summary>What may have to be undone must still be undone by something.</summary>
    public void Undo(TaskNode task)
    {
        if (Match(task) is TaskNode { Compensate: null } found)
        {
            Unsafe(task, $"It has completed and may have to be undone, and nothing undoes it in the new definition ({found.Pointer}).", "Keep its 'metadata.continuo.compensate'.");
        }
    }

    private void Unsafe(Node node, string why, string remedy) => findings.Add(new(MigrationVerdict.Unsafe, node.Pointer, why, remedy));

    private static string WordOf(Node node) => node is ListNode ? "a list" : node.GetType().Name.Replace("Task", "", StringComparison.Ordinal).ToLowerInvariant();
}
