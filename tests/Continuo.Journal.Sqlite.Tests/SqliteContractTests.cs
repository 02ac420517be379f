using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;

namespace Continuo.Journal.Sqlite.Tests;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteOwnershipTests : OwnershipContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteEventLogTests : EventLogContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteCareTests : CareContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteRetentionTests : RetentionContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteQueriesTests : StoreQueriesContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqlitePayloadTests : PayloadContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteConditionTests : ConditionContract
{
    private readonly TestFolder _folder = new();

    protected override IJournal Open() => SqliteJournal.Open(_folder.Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
