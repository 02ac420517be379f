using System.Collections.Immutable;
using Continuo.Engine.Events;
using Continuo.Engine.Instances;
using Continuo.Engine.Shards;
using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Reading;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    internal const string DefinitionColumns = "SELECT hash, namespace, name, version, source, created_at, documents FROM definitions";

    public async ValueTask<StoreOwnership> ReadOwnership(CancellationToken cancellation) =>
        await _readers.Read(_shards.ReadOwnership, cancellation);

    public async ValueTask<ShardImage> ReadImage(ShardId shard, CancellationToken cancellation) =>
        await _readers.Read(reader => _shards.ReadImage(reader, shard), cancellation);

    public async ValueTask<StoredInstance?> Load(InstanceId instance, long? head, CancellationToken cancellation) =>
        await _readers.Read(reader => _instances.Load(reader, instance, head), cancellation);

    public async ValueTask<ImmutableArray<Wake>> ReadWake(ShardId shard, Wake? from, DateTimeOffset through, int limit, CancellationToken cancellation) =>
        await _readers.Read(reader => ShardReads.ReadWake(reader, shard, from, through, limit), cancellation);

    public async ValueTask<EventPage> ReadEvents(int part, ImmutableArray<EventKey> keys, long after, int limit, CancellationToken cancellation) =>
        await _readers.Read(reader => ShardReads.ReadEvents(reader, part, keys, after, limit), cancellation);

    public async ValueTask<InstancePage> List(InstanceFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        await _readers.Read(reader => InstanceLists.List(reader, filter, cursor, limit), cancellation);

    /// <remarks>In reads of bounded length, so that no history is too long to be shown.</remarks>
    public async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, long afterPos, int limit, CancellationToken cancellation)
    {
        if (await _readers.Read(reader => _instances.FindHead(reader, instance), cancellation) is not { } head)
        {
            return null;
        }

        return await UnlessDeleted(instance, head.Number, () => History(instance, head, afterPos, limit, cancellation), cancellation);
    }

    public async ValueTask<HistoryChunk?> HistoryBefore(InstanceId instance, long beforePos, CancellationToken cancellation)
    {
        if (await _readers.Read(reader => _instances.FindHead(reader, instance), cancellation) is not { } head)
        {
            return null;
        }

        return await UnlessDeleted(
            instance, head.Number, async () => await _readers.Read(reader => HistoryChunks.Read(reader, instance, head, beforePos), cancellation), cancellation);
    }

    /// <summary>A commit that is missing because its instance was deleted while it was read is no damage.</summary>
    private async ValueTask<T?> UnlessDeleted<T>(InstanceId instance, long number, Func<ValueTask<T?>> read, CancellationToken cancellation)
    {
        try
        {
            return await read();
        }
        catch (JournalUnavailableException)
        {
            if ((await _readers.Read(reader => _instances.FindHead(reader, instance), cancellation))?.Number == number)
            {
                throw;
            }

            return default;
        }
    }

    private async ValueTask<ImmutableArray<StoredCommit>?> History(InstanceId instance, (long Number, long Pos) head, long afterPos, int limit, CancellationToken cancellation)
    {
        var known = _chains.Find(head.Number);
        var last = known.Length == 0 ? 0 : known[^1];
        var newer = new List<long>();
        for (var at = head.Pos; at > last;)
        {
            at = await _readers.Read(reader => InstanceReads.WalkBack(reader, instance, at, last, newer), cancellation);
        }

        if (newer.Count > 0)
        {
            newer.Reverse();
            known = [.. known, .. newer];
            _chains.Keep(head.Number, known);
        }

        return await _readers.Read(reader => InstanceReads.ReadCommits(reader, instance, head.Number, known, afterPos, limit), cancellation);
    }

    public ValueTask<DeployOutcome> Deploy(StoredDefinition definition, CancellationToken cancellation) =>
        ValueTask.FromResult(InWords(() => _writer.Write(database => (object)Definitions.Deploy(database, definition))) is DeployOutcome outcome
            ? outcome
            : throw new JournalUnavailableException($"The store '{_path}' has another writer now; this process must stop."));

    public ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation) =>
        ValueTask.FromResult(InWords(() => _writer.Write(database => Definitions.Delete(database, name, version, isDry)))
            ?? throw new JournalUnavailableException($"The store '{_path}' has another writer now; this process must stop."));

    public async ValueTask<StoredDefinition?> Find(DefinitionHash hash, CancellationToken cancellation) =>
        await _readers.Read(
            reader =>
            {
                var read = reader.Prepare($"{DefinitionColumns} WHERE hash = ?1").Bind(1, hash.Hex);
                return read.Step() ? Definition(read) : null;
            },
            cancellation);

    public async ValueTask<ImmutableArray<StoredDefinition>> List(WorkflowName? name, CancellationToken cancellation) =>
        await _readers.Read(
            reader =>
            {
                var read = reader.Prepare(name is null ? $"{DefinitionColumns} WHERE current = 1" : $"{DefinitionColumns} WHERE current = 1 AND namespace = ?1 AND name = ?2");
                if (name is { } given)
                {
                    read.Bind(1, given.Namespace).Bind(2, given.Name);
                }

                var found = ImmutableArray.CreateBuilder<StoredDefinition>();
                while (read.Step())
                {
                    found.Add(Definition(read));
                }

                return found.DrainToImmutable();
            },
            cancellation);

    internal static StoredDefinition Definition(Statement read) =>
        new(new(read.Text(0)), new(read.Text(1), read.Text(2)), read.Text(3), read.Text(4), new(read.Int64(5), TimeSpan.Zero)) { Documents = Definitions.Documents(read.Text(6)) };
}
