using Continuo.Runtime.Journaling;
using Xunit;

namespace Continuo.Testing.Journaling;

/// <summary>A store for each test, that several handles can open.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private readonly List<IJournal> _opened = [];

    /// <summary>Opens the test's own store; called again, the same one, as a second process would.</summary>
    protected abstract IJournal Open();

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var journal in _opened)
        {
            await journal.DisposeAsync();
        }
    }

    protected IJournal OpenAgain()
    {
        var journal = Open();
        _opened.Add(journal);
        return journal;
    }

    protected async Task<JournalDriver> Claimed()
    {
        var driver = new JournalDriver(OpenAgain());
        await driver.Claim();
        return driver;
    }
}
