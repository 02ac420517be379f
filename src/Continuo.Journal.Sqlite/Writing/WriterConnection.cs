using Continuo.Journal.Sqlite.Connections;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>The writer's connection with its statements; replaced as a whole when its fate is unknown.</summary>
internal sealed class WriterConnection : IDisposable
{
    public WriterConnection(Database database, int parts, TimeProvider clock)
    {
        Database = database;
        Begin = database.Prepare("BEGIN IMMEDIATE");
        Commit = database.Prepare("COMMIT");
        Pins = new(database);
        Slices = new(database, Pins);
        Events = new(database, parts);
        Claims = new(database, clock);
    }

    public Database Database { get; }

    public Statement Begin { get; }

    public Statement Commit { get; }

    public Pins Pins { get; }

    public SliceWriter Slices { get; }

    public EventWriter Events { get; }

    public Claims Claims { get; }

    public void Committed()
    {
        Pins.Committed();
        Events.Committed();
    }

    public void RollBack()
    {
        Database.RollbackIfOpen();
        Pins.RolledBack();
        Events.RolledBack();
    }

    public void Dispose() => Database.Dispose();
}
