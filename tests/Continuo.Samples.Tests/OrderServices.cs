namespace Continuo.Samples.Tests;

/// <summary>The three services of the orders, started once for a class of tests.</summary>
public sealed class OrderServices : IAsyncLifetime
{
    private static readonly string[] s_names = ["Orders.Inventory", "Orders.Payments", "Orders.Shipping"];

    private readonly TemporaryLedger[] _ledgers = [new(), new(), new()];
    private ServiceProcess[] _services = [];

    internal ServiceProcess Inventory => _services[0];

    internal ServiceProcess Payments => _services[1];

    internal ServiceProcess Shipping => _services[2];

    internal IReadOnlyList<ServiceProcess> All => _services;

    public async ValueTask InitializeAsync() => _services = await Task.WhenAll(s_names.Select((name, i) => ServiceProcess.Start(name, _ledgers[i].Path)));

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        Array.ForEach(_ledgers, ledger => ledger.Dispose());
    }
}
