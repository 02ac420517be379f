using Continuo.Services.Registry;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Continuo.Services.Tests;

public sealed class ServiceTableTests
{
    [Fact]
    public async Task A_registered_name_leads_to_its_replicas_in_turn_with_path_and_query_kept()
    {
        await using var one = await Callee.Start();
        await using var two = await Callee.Start();
        await using var caller = new Caller(o => o.Endpoints["payments"] = [one.Address, two.Address + "/v1/"]);

        foreach (var _ in Enumerable.Range(0, 4))
        {
            await caller.Result(Caller.Post("http://payments/charge?x=1"));
        }

        Assert.Equal(["/charge?x=1", "/charge?x=1"], one.Seen.Select(r => r.PathAndQuery));
        Assert.Equal(["/v1/charge?x=1", "/v1/charge?x=1"], two.Seen.Select(r => r.PathAndQuery));
        Assert.Equal(new Uri(one.Address).Authority, one.Last.Header("Host"));
    }

    [Fact]
    public async Task The_workflow_sees_the_name_that_it_asked_for()
    {
        await using var callee = await Callee.Start();
        await using var caller = new Caller(o => o.Endpoints["payments"] = [callee.Address]);

        Assert.Equal("http://Payments/x", (await caller.Result(Caller.Get("http://Payments/x", ("output", "response"))))["request"]["uri"].String);
    }

    [Theory]
    [InlineData("http://payments//evil.example/x", "http://10.0.0.1:81//evil.example/x")]
    [InlineData("http://payments:8080/x", "http://payments:8080/x")]
    [InlineData("https://payments/x", "http://10.0.0.1:81/x")]
    [InlineData("http://payments.example/x", "http://payments.example/x")]
    public void Only_an_address_that_is_the_bare_name_is_a_service(string asked, string actual) =>
        Assert.Equal(actual, Table().Locate(new Uri(asked)).AbsoluteUri);

    [Fact]
    public async Task A_service_that_does_not_answer_is_named_with_its_address()
    {
        var nobody = CallErrorTests.UnusedAddress();
        await using var caller = new Caller(o => o.Endpoints["payments"] = [nobody.AbsoluteUri]);

        var error = await caller.Error(Caller.Get("http://payments/x"), "communication");

        Assert.Contains($"{nobody.Authority} (service payments)", error.Detail);
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_is_an_authorization_error()
    {
        await using var callee = await Callee.Start();
        await using var caller = new Caller(o => o.AllowedHosts.Add("api.example.com"));

        var error = await caller.Error(Caller.Get(callee.Address), "authorization");

        Assert.Equal(403, error.Status);
        Assert.Contains("AllowedHosts", error.Detail);
        Assert.Empty(callee.Seen);
    }

    [Fact]
    public async Task A_redirect_does_not_lead_around_the_list_of_allowed_hosts()
    {
        await using var target = await Callee.Start();
        await using var callee = await Callee.Start(context =>
        {
            context.Response.Redirect(target.Address);
            return Task.CompletedTask;
        });
        await using var caller = new Caller(o => o.AllowedHosts.Add(new Uri(callee.Address).Authority));

        await caller.Error(Caller.Get(callee.Address, ("redirect", true)), "authorization");

        Assert.Empty(target.Seen);
    }

    [Theory]
    [InlineData("http://payments/x", true)]
    [InlineData("http://10.0.0.1:81/x", true)]
    [InlineData("http://10.0.0.1/x", false)]
    [InlineData("https://api.example.com/x", true)]
    [InlineData("https://api.example.com:444/x", true)]
    [InlineData("https://other.example.com/x", false)]
    [InlineData("https://a.b.example.org/x", true)]
    [InlineData("https://example.org/x", false)]
    [InlineData("https://evilexample.org/x", false)]
    [InlineData("http://ported:8080/x", true)]
    [InlineData("http://ported/x", false)]
    public void Allowed_are_services_their_replicas_and_what_the_list_names(string address, bool allowed)
    {
        var options = Options.Create(new ServicesOptions { AllowedHosts = { "API.example.com", "*.example.org", "ported:8080" } });

        Assert.Equal(allowed, new OutgoingHosts(Table(), options).Allows(new Uri(address)));
    }

    [Fact]
    public void Options_come_from_configuration()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Continuo:Services:Endpoints:payments:0"] = "http://127.0.0.1:1",
            ["Continuo:Services:AllowedHosts:0"] = "a.example",
            ["Continuo:Services:CallTimeout"] = "00:00:30",
        };
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddContinuoServices();

        var options = services.BuildServiceProvider().GetRequiredService<IOptions<ServicesOptions>>().Value;

        Assert.Equal(["http://127.0.0.1:1"], options.Endpoints["Payments"]);
        Assert.Equal(["a.example"], options.AllowedHosts);
        Assert.Equal(TimeSpan.FromSeconds(30), options.CallTimeout);
    }

    [Fact]
    public void Every_mistake_in_the_options_is_reported_at_once()
    {
        var options = new ServicesOptions { CallTimeout = TimeSpan.Zero, DocumentBase = new Uri("docs/", UriKind.Relative), Endpoints = { ["a b"] = ["http://x"], ["empty"] = [], ["bad"] = ["localhost:80", "http://ok"] } };

        var problems = new ServicesOptionsCheck().Validate(null, options).Failures!.ToList();

        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, p => p.Contains("'localhost:80'", StringComparison.Ordinal));
    }

    private static ServiceTable Table() => new(Options.Create(new ServicesOptions { Endpoints = { ["payments"] = ["http://10.0.0.1:81"] } }));
}
