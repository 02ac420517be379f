using Continuo.Engine.Instances;

namespace Continuo.Testing;

/// <summary>The commits of one instance in a list, with a snapshot after each.</summary>
internal sealed class StoryJournal
{
    private readonly List<ReadOnlyMemory<byte>> _commits = [];
    private readonly List<byte[]> _snapshots = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> Commits => _commits;

    public IReadOnlyList<byte[]> Snapshots => _snapshots;

    public void Add(ReadOnlyMemory<byte> commit, InstanceState state)
    {
        _commits.Add(commit);
        _snapshots.Add(StateCodec.Encode(state));
    }

    /// <param name="id">The instance.</param>
    /// <param name="snapshot">The commit from whose snapshot to begin; zero reads all commits.</param>
    public InstanceState Read(InstanceId id, int snapshot)
    {
        var state = snapshot == 0 ? new InstanceState(id) : StateCodec.Decode(id, _snapshots[snapshot - 1]);
        foreach (var commit in _commits.Skip(snapshot))
        {
            FactCodec.Fold(state, commit.Span);
        }

        return state;
    }
}
