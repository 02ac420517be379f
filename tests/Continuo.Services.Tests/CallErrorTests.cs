using System.Net;
using System.Net.Sockets;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Continuo.Services.Tests;

public sealed class CallErrorTests : IAsyncLifetime
{
    private readonly Caller _caller = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(401, "Unauthorized")]
    [InlineData(503, "Service Unavailable")]
    [InlineData(304, "Not Modified")]
    public async Task A_status_outside_the_200s_is_a_communication_error_with_that_status(int status, string title)
    {
        await using var callee = await Callee.Start(context =>
        {
            context.Response.StatusCode = status;
            return status == 304 ? Task.CompletedTask : context.Response.WriteAsync("no such pet");
        });

        var error = await _caller.Error(Caller.Get(callee.Address), "communication");

        Assert.Equal((status, title, status == 304 ? null : "no such pet"), (error.Status, error.Title, error.Detail));
    }

    [Fact]
    public async Task The_detail_of_an_error_is_cut_at_4_kB_and_between_characters()
    {
        await using var callee = await Callee.Answering("x" + new string('é', 50_000), "text/plain; charset=utf-8", 500);

        var error = await _caller.Error(Caller.Get(callee.Address), "communication");

        Assert.Equal("x" + new string('é', 2047), error.Detail);
    }

    [Fact]
    public async Task A_host_that_is_not_known_is_named()
    {
        var error = await _caller.Error(Caller.Get("http://no-such-host.invalid/x"), "communication");

        Assert.Equal(500, error.Status);
        Assert.Contains("no-such-host.invalid", error.Detail);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var address = UnusedAddress();

        var error = await _caller.Error(Caller.Get(address.AbsoluteUri), "communication");

        Assert.Equal((500, "Not reachable"), (error.Status, error.Title));
        Assert.Contains($"{address.Authority}: connection refused", error.Detail);
    }

    [Fact]
    public async Task A_callee_that_speaks_no_tls_is_named()
    {
        await using var callee = await Callee.Start();

        var error = await _caller.Error(Caller.Get(callee.Address.Replace("http:", "https:", StringComparison.Ordinal)), "communication");

        Assert.Equal((500, "TLS failed"), (error.Status, error.Title));
        Assert.Contains(new Uri(callee.Address).Authority, error.Detail);
    }

    [Fact]
    public async Task A_callee_that_hangs_up_is_a_communication_error()
    {
        await using var callee = await Callee.Start(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(500, (await _caller.Error(Caller.Get(callee.Address), "communication")).Status);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_communication_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var callee = Task.Run(async () =>
        {
            using var connection = await listener.AcceptSocketAsync();
            await connection.ReceiveAsync(new byte[8_192]);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\nhalf"u8.ToArray());
        });

        var error = await _caller.Error(Caller.Get($"http://{listener.LocalEndpoint}/"), "communication");

        await callee;
        Assert.Equal("The answer broke off", error.Title);
    }

    [Fact]
    public async Task A_cancelled_call_is_no_error_of_the_callee()
    {
        using var deadline = new CancellationTokenSource();
        await using var callee = await Callee.Start(async context =>
        {
            await deadline.CancelAsync();
            await Hang(context);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _caller.Perform(Caller.Get(callee.Address), cancellation: deadline.Token));
    }

    [Fact]
    public async Task A_call_without_a_deadline_ends_at_the_call_timeout()
    {
        var clock = new FakeTimeProvider();
        await using var caller = new Caller(time: clock);
        await using var callee = await Callee.Start(context =>
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            return Hang(context);
        });

        Assert.Contains("CallTimeout", (await caller.Error(Caller.Get(callee.Address), "communication")).Detail);
    }

    [Fact]
    public async Task An_output_that_is_not_there_is_a_configuration_error() =>
        await _caller.Error(Caller.Get("http://127.0.0.1/", ("output", JsonValue.Parse("\"whole\""))), "configuration");

    internal static Uri UnusedAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
    }

    private static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
