using System.Net;

namespace Continuo.Samples.Tests;

public sealed class IdempotencyTests : IDisposable
{
    private const string Charge = """{"order":"o1","card":"4242-4242-4242-4242","amount":12.50,"currency":"EUR"}""";

    private readonly TemporaryLedger _ledger = new();

    public static TheoryData<string, string, string> Services => new()
    {
        { "Orders.Inventory", "/reservations", """{"order":"o1","items":[{"sku":"bow","quantity":2}]}""" },
        { "Orders.Payments", "/charges", Charge },
        { "Orders.Shipping", "/shipments", """{"order":"o1","address":{"name":"n","street":"s","city":"c","country":"FR"}}""" },
    };

    public void Dispose() => _ledger.Dispose();

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_same_request_is_applied_once_and_answered_the_same_also_after_a_kill(string service, string path, string body)
    {
        ServiceAnswer first;
        await using (var before = await ServiceProcess.Start(service, _ledger.Path))
        {
            first = await before.Post(path, body, "k1");
            Assert.Equal(first, await before.Post(path, body, "k1"));
            await before.Kill();
        }

        await using var after = await ServiceProcess.Start(service, _ledger.Path);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(first, await after.Post(path, body, "k1"));
        Assert.Equal(1, await after.Entries());
        Assert.NotEqual(first.Id, (await after.Post(path, body, "k2")).Id);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_same_key_with_another_request_is_refused(string service, string path, string body)
    {
        await using var process = await ServiceProcess.Start(service, _ledger.Path);
        await process.Post(path, body, "k1");

        var other = await process.Post(path, body.Replace("o1", "o2", StringComparison.Ordinal), "k1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Equal(1, await process.Entries());
    }

    [Fact]
    public async Task Requests_with_the_same_key_at_the_same_time_are_applied_once()
    {
        await using var process = await ServiceProcess.Start("Orders.Payments", _ledger.Path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => process.Post("/charges", Charge, $"k{i % 2}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Equal(2, answers.Select(answer => answer.Id).Distinct().Count());
        Assert.Equal((2, 38), (await process.Entries(), (await process.Ledger())["repeats"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_service_that_is_killed_before_it_answers_has_done_the_work_and_answers_it_later()
    {
        await using (var before = await ServiceProcess.Start("Orders.Payments", _ledger.Path))
        {
            var unanswered = before.Post("/charges", Charge, "k1", delayMs: 60_000);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await before.Entries() == 0)
            {
                patience.Token.ThrowIfCancellationRequested();
            }

            await before.Kill();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => unanswered);
        }

        await using var after = await ServiceProcess.Start("Orders.Payments", _ledger.Path);

        Assert.Equal("chg-1", (await after.Post("/charges", Charge, "k1", delayMs: 60_000)).Id);
        Assert.Equal(1, await after.Entries());
    }

    [Fact]
    public async Task A_line_that_was_being_written_when_the_service_died_is_dropped()
    {
        await using (var before = await ServiceProcess.Start("Orders.Payments", _ledger.Path))
        {
            await before.Post("/charges", Charge, "k1");
            await before.Kill();
        }

        await File.AppendAllTextAsync(_ledger.Path, """{"n":2,"at":"2026""");
        await using var after = await ServiceProcess.Start("Orders.Payments", _ledger.Path);
        await after.Post("/charges", Charge, "k2");

        Assert.Equal(2, await after.Entries());
        Assert.Equal(2, (await File.ReadAllLinesAsync(_ledger.Path)).Length);
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        await using var process = await ServiceProcess.Start("Orders.Payments", _ledger.Path);

        Assert.Equal(HttpStatusCode.BadRequest, (await process.Post("/charges", Charge, key: null)).Status);
        Assert.Equal(0, await process.Entries());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task A_body_that_is_not_understood_is_refused_and_its_key_stays_free(string body)
    {
        await using var process = await ServiceProcess.Start("Orders.Payments", _ledger.Path);

        Assert.Equal(HttpStatusCode.BadRequest, (await process.Post("/charges", body, "k1")).Status);
        Assert.Equal(HttpStatusCode.Created, (await process.Post("/charges", Charge, "k1")).Status);
    }
}
