using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Driving;

/// <summary>An instance as it was after a commit, for its next commits to be told from there.</summary>
internal sealed class FoldedHistory(InstanceState state, WorkflowDefinition definition)
{
    private readonly List<HistoryFact> _facts = [];

    /// <summary>The newest commit that is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Told and not yet shown.</summary>
    public Queue<HistoryEntry> Pending { get; } = new();

    public void Add(StoredCommit commit)
    {
        _facts.Clear();
        state.Supply(commit.Payloads);
        FactCodec.Describe(state, definition, commit.Facts.Span, _facts);
        for (var i = 0; i < _facts.Count; i++)
        {
            Pending.Enqueue(new(commit.Pos, i, _facts[i]));
        }

        Position = commit.Pos;
    }
}
