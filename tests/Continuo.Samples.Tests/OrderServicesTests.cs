using System.Net;

namespace Continuo.Samples.Tests;

public sealed class OrderServicesTests : IDisposable
{
    private readonly TemporaryLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task What_is_released_is_no_longer_reserved()
    {
        await using var inventory = await ServiceProcess.Start("Orders.Inventory", _ledger.Path, "--stock:violin", "3");
        var reservation = await inventory.Post("/reservations", Reservation("violin", 2), "k1");

        var tooMany = await inventory.Post("/reservations", Reservation("violin", 2), "k2");
        var reserved = await ReservedNow(inventory);
        var release = await inventory.Send(HttpMethod.Delete, $"/reservations/{reservation.Id}", null, "k3");
        var again = await inventory.Send(HttpMethod.Delete, $"/reservations/{reservation.Id}", null, "k4");

        Assert.Equal(HttpStatusCode.Conflict, tooMany.Status);
        Assert.Equal("2 of violin asked, 1 left.", tooMany.Json["detail"]!.GetValue<string>());
        Assert.Equal("""{"violin":2}""", reserved);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (release.Status, again.Status));
        Assert.Equal("{}", await ReservedNow(inventory));
        Assert.Equal(HttpStatusCode.NotFound, (await inventory.Send(HttpMethod.Delete, "/reservations/rsv-99", null, "k5")).Status);
    }

    [Fact]
    public async Task An_article_that_was_never_there_is_out_of_stock_and_stays_so_for_its_key()
    {
        await using var inventory = await ServiceProcess.Start("Orders.Inventory", _ledger.Path);

        var first = await inventory.Post("/reservations", Reservation("unicorn", 1), "k1");

        Assert.Equal(HttpStatusCode.Conflict, first.Status);
        Assert.Equal(first, await inventory.Post("/reservations", Reservation("unicorn", 1), "k1"));
    }

    [Fact]
    public async Task A_charge_is_given_back_once()
    {
        await using var payments = await ServiceProcess.Start("Orders.Payments", _ledger.Path);
        var charge = await payments.Post("/charges", Charge("4242-4242-4242-4242"), "k1");

        var refund = await payments.Post("/refunds", $$"""{"charge":"{{charge.Id}}"}""", "k2");
        var again = await payments.Post("/refunds", $$"""{"charge":"{{charge.Id}}"}""", "k3");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (refund.Status, again.Status));
        Assert.Equal(0m, (await payments.Ledger())["summary"]!["balance"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task An_order_that_is_charged_under_two_keys_shows_in_the_summary()
    {
        await using var payments = await ServiceProcess.Start("Orders.Payments", _ledger.Path);
        await payments.Post("/charges", Charge("4242-4242-4242-4242"), "k1");
        await payments.Post("/charges", Charge("4242-4242-4242-4242"), "k2");

        Assert.Equal("""["o1"]""", (await payments.Ledger())["summary"]!["chargedTwice"]!.ToJsonString());
    }

    [Fact]
    public async Task A_declined_card_is_refused_and_its_number_is_in_no_byte_of_the_ledger()
    {
        await using var payments = await ServiceProcess.Start("Orders.Payments", _ledger.Path);

        var declined = await payments.Post("/charges", Charge("4000-0000-0000-0002"), "k1");
        await payments.Post("/charges", Charge("4242-4242-4242-4242"), "k2");

        Assert.Equal(HttpStatusCode.PaymentRequired, declined.Status);
        Assert.Equal("Card declined", declined.Json["title"]!.GetValue<string>());
        var file = await ReadShared(_ledger.Path);
        Assert.DoesNotContain("4000-0000", file);
        Assert.DoesNotContain("4242-4242", file);
    }

    [Fact]
    public async Task A_bank_that_does_not_answer_may_be_tried_again_under_the_same_key()
    {
        await using var payments = await ServiceProcess.Start("Orders.Payments", _ledger.Path);
        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await payments.Post("/charges", Charge("4000-0000-0000-0119"), "k1")).Status);
        }

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.Created, HttpStatusCode.Created], statuses);
        Assert.Equal(1, await payments.Entries());
    }

    [Fact]
    public async Task No_carrier_goes_to_antarctica()
    {
        await using var shipping = await ServiceProcess.Start("Orders.Shipping", _ledger.Path);

        var refused = await shipping.Post("/shipments", """{"order":"o1","address":{"name":"n","street":"s","city":"McMurdo","country":"AQ"}}""", "k1");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal(0, (await shipping.Ledger())["summary"]!["shipments"]!.GetValue<int>());
    }

    private static string Reservation(string sku, int quantity) => $$"""{"order":"o1","items":[{"sku":"{{sku}}","quantity":{{quantity}}}]}""";

    private static string Charge(string card) => $$"""{"order":"o1","card":"{{card}}","amount":12.50,"currency":"EUR"}""";

    private static async Task<string> ReservedNow(ServiceProcess inventory) => (await inventory.Ledger())["summary"]!["reservedNow"]!.ToJsonString();

    private static async Task<string> ReadShared(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
