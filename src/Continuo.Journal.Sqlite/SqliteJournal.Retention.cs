using System.Collections.Immutable;
using Continuo.Journal.Sqlite.Reading;
using Continuo.Journal.Sqlite.Writing;
using Continuo.Runtime.Journaling;

namespace Continuo.Journal.Sqlite;

public sealed partial class SqliteJournal
{
    private readonly Waste _waste;

    public async ValueTask<ImmutableArray<EndedInstance>> ReadEnded(DateTimeOffset through, EndedInstance? after, int limit, CancellationToken cancellation) =>
        await _readers.Read(reader => InstanceReads.ReadEnded(reader, through, after, limit), cancellation);

    /// <remarks>Looked for by a reader first: an idle store is not written to, and the writer is held only for the deleting.</remarks>
    public async ValueTask<bool> Clean(DateTimeOffset eventsThrough, int limit, CancellationToken cancellation)
    {
        var (leftovers, (places, more)) = await _readers.Read(
            reader => Waste.HasLeftovers(reader) ? (true, ([], true)) : (false, _waste.FindEvents(reader, eventsThrough, limit)),
            cancellation);
        if (!leftovers && places.Count == 0)
        {
            return more;
        }

        var deleted = InWords(() => _writer.Write(database =>
        {
            if (leftovers)
            {
                return (object)Cleaning.DeleteLeftovers(database, limit);
            }

            Cleaning.DeleteEvents(database, places);
            return places.Count;
        }));
        await _checkpointer.CommitWritten();
        return deleted is not null && more;
    }
}
