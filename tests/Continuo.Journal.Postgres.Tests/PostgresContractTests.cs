using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;

namespace Continuo.Journal.Postgres.Tests;

public sealed class PostgresJournalTests : JournalContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresOwnershipTests : OwnershipContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresEventLogTests : EventLogContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresCareTests : CareContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresRetentionTests : RetentionContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresQueriesTests : StoreQueriesContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresPayloadTests : PayloadContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}

public sealed class PostgresConditionTests : ConditionContract
{
    private TestStore _store = null!;

    public override async ValueTask InitializeAsync()
    {
        _store = await TestStore.Create();
        await base.InitializeAsync();
    }

    protected override IJournal Open() => PostgresJournal.Open(_store.Options).GetAwaiter().GetResult();
}
