using System.Collections.Immutable;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Migrations;

/// <summary>Which node of a new definition takes the place of which node of the old one.</summary>
/// <remarks>
/// In this order: what the caller's map says, the same name in the list that takes the place of its list, the same pointer, and a name that both have
/// only once. So a task keeps its place in the mind of whoever wrote it when others are put before it.
/// </remarks>
internal sealed class NodeMatching
{
    private readonly WorkflowDefinition _old;
    private readonly WorkflowDefinition _new;
    private readonly Dictionary<string, string> _map = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _newByPointer;
    private readonly Dictionary<string, Node> _oldByPointer;
    private readonly Dictionary<int, Node?> _found = [];

    public NodeMatching(WorkflowDefinition from, WorkflowDefinition to, ImmutableArray<KeyValuePair<string, string>> map)
    {
        (_old, _new) = (from, to);
        _oldByPointer = ByPointer(from);
        _newByPointer = ByPointer(to);
        foreach (var (asked, given) in map.IsDefault ? [] : map)
        {
            var (source, target) = (PointerOf(from, asked), PointerOf(to, given));
            if (source is null || target is null)
            {
                Problems.Add(source is null
                    ? new(MigrationVerdict.Unsafe, asked, $"The map names '{asked}', which version {from.Version} does not have.", "Write a task's name or its pointer, such as /do/0/pay.")
                    : new(MigrationVerdict.Unsafe, source, $"The map leads to '{given}', which version {to.Version} does not have.", "Write a task's name or its pointer, such as /do/0/pay."));
                continue;
            }

            _map[source] = target;
        }
    }

    /// <summary>What is wrong with the map.</summary>
    public List<MigrationFinding> Problems { get; } = [];

    public Node? Of(Node node)
    {
        if (!_found.TryGetValue(node.Index, out var found))
        {
            // Against a circle: functions may call each other.
            _found[node.Index] = null;
            found = Mapped(node.Pointer) ?? ByPlace(node) ?? Same(node, _newByPointer.GetValueOrDefault(node.Pointer)) ?? ByName(node);
            _found[node.Index] = found;
        }

        return found;
    }

    /// <summary>What stands at its place, or under its name, whatever its kind: for words, never for a match.</summary>
    public Node? NamesakeOf(Node node) =>
        (node is TaskNode { List: { } list } task && Of(list) is ListNode there ? there.Tasks.FirstOrDefault(candidate => candidate.Name == task.Name) : null)
        ?? _newByPointer.GetValueOrDefault(node.Pointer);

    /// <summary>For each old node its place in the new definition; -1 without one. Of two that come to the same one the first has it.</summary>
    public ImmutableArray<int> All()
    {
        var taken = new HashSet<int>();
        return [.. _old.Nodes.Select(node => Of(node) is { } found && found.GetType() == node.GetType() && taken.Add(found.Index) ? found.Index : -1)];
    }

    /// <summary>The task around a list, or the call that a pointer lies in; null at the top.</summary>
    public Node? OwnerOf(Node node) => Owner(_oldByPointer, node.Pointer);

    private Node? Mapped(string pointer)
    {
        for (var at = pointer; at.Length > 0; at = at[..at.LastIndexOf('/')])
        {
            if (_map.TryGetValue(at, out var target))
            {
                return _newByPointer.GetValueOrDefault(target + pointer[at.Length..]);
            }
        }

        return null;
    }

    private Node? ByPlace(Node node)
    {
        if (node is TaskNode { List: { } list } task)
        {
            return Of(list) is ListNode there ? Same(node, there.Tasks.FirstOrDefault(candidate => candidate.Name == task.Name)) : null;
        }

        return OwnerOf(node) is { } owner && Of(owner) is { } found ? _newByPointer.GetValueOrDefault(found.Pointer + node.Pointer[owner.Pointer.Length..]) : null;
    }

    private Node? ByName(Node node)
    {
        if (node is not TaskNode { Name: { Length: > 0 } name } || _old.Nodes.OfType<TaskNode>().Count(task => task.Name == name) != 1)
        {
            return null;
        }

        var candidates = _new.Nodes.OfType<TaskNode>().Where(task => task.Name == name).Take(2).ToList();
        return candidates.Count == 1 ? Same(node, candidates[0]) : null;
    }

    /// <summary>Without the caller's word only a task of the same kind takes the place of another.</summary>
    private static Node? Same(Node node, Node? found) => found?.GetType() == node.GetType() ? found : null;

    private static Node? Owner(Dictionary<string, Node> nodes, string pointer)
    {
        for (var end = pointer.LastIndexOf('/'); end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (nodes.TryGetValue(pointer[..end], out var owner) && owner is TaskNode)
            {
                return owner;
            }
        }

        return null;
    }

    private static string? PointerOf(WorkflowDefinition definition, string given)
    {
        if (given.StartsWith('/'))
        {
            return definition.Nodes.Any(node => node.Pointer == given) ? given : null;
        }

        var named = definition.Nodes.OfType<TaskNode>().Where(task => task.Name == given).Take(2).ToList();
        return named.Count == 1 ? named[0].Pointer : null;
    }

    private static Dictionary<string, Node> ByPointer(WorkflowDefinition definition)
    {
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in definition.Nodes)
        {
            nodes.TryAdd(node.Pointer, node);
        }

        return nodes;
    }
}
