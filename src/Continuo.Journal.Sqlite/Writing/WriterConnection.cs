using Continuo.Journal.Sqlite.Connections;
using Continuo.Journal.Sqlite.Schema;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The writer's connection with its statements; replaced as a whole when its fate is unknown.</summary>
internal sealed class WriterConnection : IDisposable
{
    public WriterConnection(Database database, Tail tail, StoreHeader header, TimeProvider clock)
    {
        Database = database;
        Begin = database.Prepare("BEGIN IMMEDIATE");
        Commit = database.Prepare("COMMIT");
        Events = new(database, header.EventParts);
        Batches = new(new SliceWriter(database, header.Shards), Events, new CareWriter(database), tail, database);
        Claims = new(database, clock);
    }

    public Database Database { get; }

    public Statement Begin { get; }

    public Statement Commit { get; }

    public BatchWriter Batches { get; }

    public EventWriter Events { get; }

    public Claims Claims { get; }

    public void RollBack()
    {
        Database.RollbackIfOpen();
        Batches.RolledBack();
    }

    public void Dispose() => Database.Dispose();
}
