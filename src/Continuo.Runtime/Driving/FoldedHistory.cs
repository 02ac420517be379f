using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Driving;

/// <summary>An instance as it was after a commit, for its next commits to be told from there.</summary>
internal sealed class FoldedHistory(InstanceState state, WorkflowDefinition definition)
{
    private WorkflowDefinition _definition = definition;
    private readonly List<HistoryFact> _facts = [];

    /// <summary>The newest commit that is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Told and not yet shown.</summary>
    public Queue<HistoryEntry> Pending { get; } = new();

    /// <summary>The state that the newest commit left.</summary>
    public InstanceState State => state;

    /// <summary>Adds a commit; after one that migrates the instance the rest is told by the other definition.</summary>
    public async ValueTask Add(StoredCommit commit, Func<InstanceState, ValueTask<WorkflowDefinition>> find)
    {
        Add(commit);
        if (state.Definition != _definition.Hash)
        {
            _definition = await find(state);
        }
    }

    private void Add(StoredCommit commit)
    {
        _facts.Clear();
        state.Supply(commit.Payloads);
        FactCodec.Describe(state, _definition, commit.Facts.Span, _facts);
        for (var i = 0; i < _facts.Count; i++)
        {
            Pending.Enqueue(new(commit.Pos, i, _facts[i]));
        }

        Position = commit.Pos;
    }
}
