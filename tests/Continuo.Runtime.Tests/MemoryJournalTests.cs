using Continuo.Runtime.Journaling;
using Continuo.Testing.Journaling;

namespace Continuo.Runtime.Tests;

public sealed class MemoryJournalTests : JournalContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryOwnershipTests : OwnershipContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryEventLogTests : EventLogContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryQueriesTests : StoreQueriesContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryRetentionTests : RetentionContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryPayloadTests : PayloadContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryCareTests : CareContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}

public sealed class MemoryConditionTests : ConditionContract
{
    private readonly MemoryStore _store = new();

    protected override IJournal Open() => new MemoryJournal(_store);
}
