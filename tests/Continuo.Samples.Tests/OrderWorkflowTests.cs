using Continuo.Engine.Instances;
using Continuo.Runtime.Journaling;
using Continuo.Services.Registry;
using Continuo.Workflows.Json;

namespace Continuo.Samples.Tests;

public sealed class OrderWorkflowTests(OrderServices services) : IClassFixture<OrderServices>, IAsyncLifetime
{
    private readonly MemoryStore _store = new(4);
    private int[] _entriesBefore = [];
    private string _reservedBefore = "";

    public async ValueTask InitializeAsync()
    {
        _entriesBefore = await Task.WhenAll(services.All.Select(service => service.Entries()));
        _reservedBefore = await ReservedNow();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("violin", "shipped", "reserve", "charge", "ship")]
    [InlineData("strings", "shipped", "reserve", "charge", "ship")]
    [InlineData("flaky-bank", "shipped", "reserve", "charge", "ship")]
    [InlineData("declined-card", "rejected", "reserve,release", "refusal", "")]
    [InlineData("out-of-stock", "rejected", "refusal", "", "")]
    [InlineData("antarctica", "rejected", "reserve,release", "charge,refund", "refusal")]
    public async Task An_order_takes_the_path_that_its_input_asks_for(string input, string outcome, string inventory, string payments, string shipping)
    {
        await using var node = await Start();

        var view = await node.Run(await node.Deploy("orders/order.yaml"), Input(input), input);

        Assert.Equal((InstanceStatus.Completed, outcome), (view.Status, view.Output["outcome"].AsString));
        Assert.Equal((inventory, payments, shipping), (await Actions(0), await Actions(1), await Actions(2)));
        Assert.Equal(outcome == "rejected", _reservedBefore == await ReservedNow());
    }

    [Fact]
    public async Task A_rejected_order_says_why()
    {
        await using var node = await Start();

        var view = await node.Run(await node.Deploy("orders/order.yaml"), Input("declined-card"), "declined");

        Assert.Equal("The bank declined the card that ends in 0002.", view.Output["reason"].AsString);
    }

    [Fact]
    public async Task An_order_whose_charge_was_done_but_not_answered_is_not_charged_twice()
    {
        var repeatsBefore = await Repeats();
        InstanceId id;
        await using (var first = await Start())
        {
            var order = Input("slow").Object.With("slowMs", JsonObject.Of(("payments", 60_000)));
            id = await first.StartInstance(await first.Deploy("orders/order.yaml"), order, "slow");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await services.Payments.Entries() == _entriesBefore[1])
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }

        await using var second = await Start();
        var view = await second.End(id);

        Assert.Equal((InstanceStatus.Completed, "shipped"), (view.Status, view.Output["outcome"].AsString));
        Assert.Equal("charge", await Actions(1));
        Assert.Equal(repeatsBefore + 1, await Repeats());
    }

    private static JsonValue Input(string name) => JsonValue.Parse(File.ReadAllText(Path.Combine(Repository.Samples, "orders", "inputs", name + ".json")));

    private async Task<int> Repeats() => (await services.Payments.Ledger())["repeats"]!.GetValue<int>();

    private async Task<string> ReservedNow() => (await services.Inventory.Ledger())["summary"]!["reservedNow"]!.ToJsonString();

    /// <summary>What this test made a service do.</summary>
    private async Task<string> Actions(int service) => string.Join(
        ',', (await services.All[service].Ledger())["entries"]!.AsArray().Skip(_entriesBefore[service]).Select(entry => entry!["action"]!.GetValue<string>()));

    private Task<EmbeddedNode> Start() => EmbeddedNode.Start(_store, options =>
    {
        options.Endpoints["inventory"] = [services.Inventory.Address];
        options.Endpoints["payments"] = [services.Payments.Address];
        options.Endpoints["shipping"] = [services.Shipping.Address];
    });
}
