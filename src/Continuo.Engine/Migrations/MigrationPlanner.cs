using System.Collections.Immutable;
using Continuo.Engine.Instances;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Migrations;

/// <summary>Looks at everything that an instance has open, and says whether another definition can take it over.</summary>
/// <remarks>Reads only. What has ended is no obstacle: an instance keeps what its tasks came to.</remarks>
internal sealed class MigrationPlanner
{
    private readonly InstanceState _state;
    private readonly WorkflowDefinition _old;
    private readonly WorkflowDefinition _new;
    private readonly NodeMatching _matching;
    private readonly MigrationChecks _checks;
    private readonly List<MigrationFinding> _findings = [];
    private readonly List<KeyValuePair<int, int>> _counters = [];
    private readonly List<KeyValuePair<int, ImmutableArray<int>>> _plans = [];
    private readonly List<KeyValuePair<int, int>> _jumps = [];
    private readonly SortedDictionary<string, string> _moves = new(StringComparer.Ordinal);

    private MigrationPlanner(InstanceState state, WorkflowDefinition from, WorkflowDefinition to, ImmutableArray<KeyValuePair<string, string>> map)
    {
        (_state, _old, _new) = (state, from, to);
        _matching = new NodeMatching(from, to, map);
        _checks = new MigrationChecks(_matching, _findings);
    }

    public static MigrationPlan Plan(InstanceState state, WorkflowDefinition from, WorkflowDefinition to, ImmutableArray<KeyValuePair<string, string>> map, bool isUndo)
    {
        if (state.Final is InstanceStatus.Completed or InstanceStatus.Cancelled)
        {
            return new(MigrationVerdict.Nothing, from.Version, to.Version, [new(MigrationVerdict.Nothing, "", $"The instance has ended: it is {state.Status.Word()}.")], []);
        }

        if (from.Hash == to.Hash)
        {
            return new(MigrationVerdict.Nothing, from.Version, to.Version, [new(MigrationVerdict.Nothing, "", "It runs on this definition already.")], []);
        }

        return new MigrationPlanner(state, from, to, map).Plan(isUndo);
    }

    private MigrationPlan Plan(bool isUndo)
    {
        _findings.AddRange(_matching.Problems);
        RefuseWhatCannotRun();
        foreach (var frame in _state.Frames.Values.OrderBy(frame => frame.Id))
        {
            Take(frame);
        }

        foreach (var entry in _state.Frames.Values.SelectMany(frame => frame.Undo ?? []).DistinctBy(entry => entry.Node))
        {
            _checks.Undo((TaskNode)_old.Nodes[entry.Node]);
            Moved(_old.Nodes[entry.Node]);
        }

        var findings = _findings.Distinct().OrderByDescending(finding => finding.Verdict).ThenBy(finding => finding.Pointer, StringComparer.Ordinal).ToImmutableArray();
        var verdict = findings.IsEmpty ? MigrationVerdict.Safe : findings.Max(finding => finding.Verdict);
        return new(verdict, _old.Version, _new.Version, findings, [.. _moves]) { Registers = verdict == MigrationVerdict.Safe ? Registers(isUndo) : null };
    }

    private void RefuseWhatCannotRun()
    {
        if (_old.Name != _new.Name)
        {
            _findings.Add(new(MigrationVerdict.Unsafe, "", $"{_new.Name} is another workflow than {_old.Name}.", "Migrate to a version of the same workflow."));
        }

        foreach (var feature in _new.Unsupported.Where(feature => feature.BlocksStart))
        {
            _findings.Add(new(MigrationVerdict.Unsafe, feature.Pointer, $"Version {_new.Version} uses {feature.Feature}, which is not executed here ({feature.Code}).", "Deploy a version without it."));
        }
    }

    private void Take(Frame frame)
    {
        var node = _old.Nodes[frame.Node];
        if (_checks.Match(node) is not { } found)
        {
            return;
        }

        Moved(node);
        _checks.Place(_state, _old, frame, node, found);
        _checks.Flow(_state, frame, node, found);
        if (frame.Kind == FrameKind.Extended)
        {
            TakeExtended(frame, (TaskNode)node, (TaskNode)found);
        }
        else if (frame.Kind is FrameKind.List or FrameKind.Branch or FrameKind.Undo && ListOf(node) is { } list && ListOf(found) is { } there)
        {
            TakeList(frame, list, there);
        }
    }

    /// <summary>The list goes on at the task that takes the place of its next one.</summary>
    private void TakeList(Frame frame, ListNode list, ListNode there)
    {
        if (frame.Kind == FrameKind.Branch || frame.Pc == int.MaxValue)
        {
            return;
        }

        var next = there.Tasks.Length;
        if (frame.Pc < list.Tasks.Length)
        {
            var task = list.Tasks[frame.Pc];
            if (_checks.Match(task) is not TaskNode found)
            {
                return;
            }

            if (found.List.Index != there.Index)
            {
                _findings.Add(new(MigrationVerdict.Unsafe, task.Pointer, $"It is the next task, and stands in another list in version {_new.Version} ({found.Pointer}).", "Keep it in its list, or map it to a task of that list."));
                return;
            }

            Moved(task);
            next = found.Ordinal;
        }

        if (next != frame.Pc)
        {
            _counters.Add(new(frame.Id, next));
        }
    }

    private void TakeExtended(Frame frame, TaskNode task, TaskNode found)
    {
        var plan = ImmutableArray.CreateBuilder<int>();
        foreach (var part in frame.Items.Array)
        {
            if (_checks.Match(_old.Nodes[(int)part.Number]) is not { } there)
            {
                return;
            }

            plan.Add(there.Index);
        }

        _plans.Add(new(frame.Id, plan.ToImmutable()));
        if (frame.Next is { Kind: FlowKind.Jump } next && _checks.Match(task.List.Tasks[next.Ordinal]) is TaskNode target)
        {
            if (target.List.Index == found.List.Index)
            {
                _jumps.Add(new(frame.Id, target.Ordinal));
            }
            else
            {
                _findings.Add(new(MigrationVerdict.Unsafe, task.Pointer, $"It goes on at '{target.Name}', which stands in another list in version {_new.Version}.", "Keep both in one list."));
            }
        }
    }

    private void Moved(Node node)
    {
        if (node is TaskNode && _matching.Of(node) is { } found && found.Pointer != node.Pointer)
        {
            _moves[node.Pointer] = found.Pointer;
        }
    }

    private static ListNode? ListOf(Node node) => node as ListNode ?? (node as DoTask)?.Body;

    private MigrationRegisters Registers(bool isUndo)
    {
        var nodes = _matching.All();
        return new MigrationRegisters
        {
            Definition = _new.Hash,
            Version = _new.Version,
            FromVersion = _old.Version,
            IsUndo = isUndo,
            Nodes = nodes,
            Counters = [.. _counters],
            Plans = [.. _plans],
            Jumps = [.. _jumps],
            Origins = Origins(nodes),
            Moves = [.. _old.Nodes.Where(node => node is TaskNode && nodes[node.Index] >= 0)
                .Select(node => KeyValuePair.Create(node.Pointer, _new.Nodes[nodes[node.Index]].Pointer))
                .Where(move => move.Key != move.Value)],
        };
    }

    /// <summary>Keys keep the pointers that they had; a new task whose pointer an older one had gets another, or two calls would share a key.</summary>
    private ImmutableArray<KeyValuePair<int, string>> Origins(ImmutableArray<int> nodes)
    {
        var origins = new SortedDictionary<int, string>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in _old.Nodes.Where(node => node is TaskNode))
        {
            var pointer = _state.KeyPointerOf(node.Index, node.Pointer);
            taken.Add(pointer);
            if (nodes[node.Index] >= 0 && _new.Nodes[nodes[node.Index]].Pointer != pointer)
            {
                origins[nodes[node.Index]] = pointer;
            }
        }

        var times = (_state.Lineage?.Count ?? 0) + 1;
        var matched = nodes.ToHashSet();
        foreach (var node in _new.Nodes.Where(node => node is TaskNode && !matched.Contains(node.Index) && taken.Contains(node.Pointer)))
        {
            origins[node.Index] = $"{node.Pointer}~{times}";
        }

        return [.. origins];
    }
}
