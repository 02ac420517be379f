using Continuo.Engine.Lifecycle;
using Continuo.Engine.Shards;
using Continuo.Workflows.Documents;

namespace Continuo.Engine.Instances;

/// <summary>Commits to facts. What a fact can copy from the state is not written again in it, so reading needs the state before it.</summary>
/// <remarks>A commit: at (8 bytes of ticks), engine level (1 byte), number of facts, facts.</remarks>
public static class FactCodec
{
    /// <summary>Commits and snapshots of values that are payloads, or have a payload as their tail.</summary>
    internal const byte PayloadLevel = 2;

    /// <summary>Migrations, indexed fields, and reasons of suspensions.</summary>
    internal const byte OperationsLevel = 3;

    /// <summary>The highest level that this version writes; it reads every level up to it. What needs no newer level is written as the first.</summary>
    internal const byte Level = OperationsLevel;

    /// <summary>An instance as its snapshot and the commits after it leave it.</summary>
    /// <exception cref="NewerJournalException">Written by a newer version: refuse the shard.</exception>
    /// <exception cref="InvalidDataException">Something is damaged, or a payload is missing.</exception>
    public static InstanceState Restore(StoredInstance found)
    {
        var state = found.Snapshot is { } snapshot ? StateCodec.Decode(found.Id, snapshot.Span, found.Payloads) : new InstanceState(found.Id);
        state.Supply(found.Payloads);
        foreach (var commit in found.Commits)
        {
            Fold(state, commit.Span);
        }

        state.Supply([]);
        state.FoldedBytes += found.PayloadBytes;
        return state;
    }

    /// <summary>Folds one commit into the state.</summary>
    /// <exception cref="NewerJournalException">The commit holds a fact that this version does not know: refuse the shard.</exception>
    /// <exception cref="InvalidDataException">The commit is damaged.</exception>
    public static void Fold(InstanceState state, ReadOnlySpan<byte> commit) => Each(state, commit, static (_, _) => { });

    /// <summary>Folds one commit and describes each fact for people.</summary>
    public static void Describe(InstanceState state, WorkflowDefinition definition, ReadOnlySpan<byte> commit, ICollection<HistoryFact> facts) =>
        Each(state, commit, (before, fact) => facts.Add(FactDescription.Of(before, definition, fact)));

    /// <summary>Folds one commit and tells what it means for the life of the instance and of its tasks, as the standard names it.</summary>
    public static void Tell(InstanceState state, WorkflowDefinition definition, ReadOnlySpan<byte> commit, ICollection<LifecycleChange> changes)
    {
        var reading = new LifecycleReading(state, definition, changes);
        var status = state.Status;
        Each(state, commit, (_, fact) => reading.Before(fact), (_, fact) => reading.After(fact));
        reading.Committed(status);
    }

    /// <summary>Whether a commit is the first of its instance.</summary>
    public static bool BeginsInstance(ReadOnlySpan<byte> commit)
    {
        var reader = new FactReader(commit);
        reader.Time();
        reader.Byte();
        return reader.ULong() > 0 && reader.Byte() == (byte)FactKind.Started;
    }

    internal static ReadOnlyMemory<byte> Seal(FactWriter facts, DateTimeOffset at)
    {
        var header = new FactWriter();
        header.Time(at);
        header.Byte(facts.Level);
        header.ULong((uint)facts.Count);
        var commit = new byte[header.Length + facts.Length];
        header.Written.CopyTo(commit);
        facts.Written.CopyTo(commit.AsSpan(header.Length));
        return commit;
    }

    private static void Each(InstanceState state, ReadOnlySpan<byte> commit, Action<InstanceState, Fact> before, Action<InstanceState, Fact>? after = null)
    {
        var reader = new FactReader(commit);
        state.Now = reader.Time();
        var level = reader.Byte();
        if (level > Level)
        {
            throw new NewerJournalException($"The journal holds a commit of level {level}; this version reads up to {Level}. Update this node.");
        }

        for (var count = reader.ULong(); count > 0; count--)
        {
            var fact = FactDecoder.Read(ref reader, state);
            before(state, fact);
            Instances.Fold.Apply(state, fact);
            after?.Invoke(state, fact);
            state.Payloads.EndRead();
        }

        state.FoldedBytes += commit.Length;
    }
}
