using System.Diagnostics;
using Continuo.Cli.Tests.Processes;
using Continuo.Client;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Tests.Serving;

public sealed class ServeTests : DefinitionFolder
{
    private const string Listen = "  - hear: { listen: { to: { one: { with: { type: tests.said } } } } }";

    [Fact]
    public async Task What_was_acknowledged_survives_SIGKILL()
    {
        var store = Path.Combine(Folder, "store");
        string before;
        using (var first = await Serve(store))
        {
            var client = ContinuoClient.Connect(first.Address);
            await client.Deploy(Definition("listen", Listen));
            before = (await client.Start(new StartInstance("tests", "listen") { Id = "k1" })).Status;
            first.Process.Kill();
            await first.Process.WaitForExitAsync();
        }

        using var second = await Serve(store);
        var again = ContinuoClient.Connect(second.Address);
        await again.Publish("""{"specversion":"1.0","id":"1","source":"/t","type":"tests.said","data":{"word":"hi"}}""");
        var ended = await again.GetInstance("k1", TimeSpan.FromSeconds(20));

        Assert.Equal("waiting", before);
        Assert.Equal("completed", ended.Status);
    }

    [Fact]
    public async Task SIGTERM_ends_it_in_order()
    {
        using var server = await Serve(Path.Combine(Folder, "store"));

        using var kill = Process.Start("kill", ["-TERM", $"{server.Process.Id}"]);
        await server.Process.WaitForExitAsync();

        Assert.Equal(0, server.Process.ExitCode);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_in_words()
    {
        var store = Path.Combine(Folder, "store");
        using var first = await Serve(store);

        var second = await Processes.Continuo.Run("serve", "--data", store, "--urls", "http://127.0.0.1:0");

        Assert.Equal(4, second.Code);
        Assert.Contains(store, second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told()
    {
        using var first = await Serve(Path.Combine(Folder, "store"));

        var second = await Processes.Continuo.Run("serve", "--data", Path.Combine(Folder, "other"), "--urls", first.Address.ToString());

        Assert.Equal(4, second.Code);
        Assert.Contains("--urls", second.Error, StringComparison.Ordinal);
        Assert.Contains("error: The address", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://127.0.0.1:0/api")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("http://localhost:0")]
    public async Task An_address_that_is_none_is_refused_in_words_before_the_store_is_opened(string urls)
    {
        var store = Path.Combine(Folder, "unopened");

        var ended = await Processes.Continuo.Run("serve", "--data", store, "--urls", urls);

        Assert.Equal(2, ended.Code);
        Assert.StartsWith("error: --urls: ", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store));
    }

    [Fact]
    public async Task An_address_that_is_not_of_this_machine_is_refused_in_words()
    {
        var ended = await Processes.Continuo.Run("serve", "--data", Path.Combine(Folder, "foreign"), "--urls", "http://192.0.2.1:8420");

        Assert.Equal(2, ended.Code);
        Assert.Contains("error: Cannot listen on http://192.0.2.1:8420", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_opens_a_server_that_others_can_reach()
    {
        var store = Path.Combine(Folder, "store");
        using var server = await Serve(store, "http://0.0.0.0:0");
        var address = server.Address.ToString().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        var token = await File.ReadAllTextAsync(Path.Combine(store, "token"));

        var without = await Processes.Continuo.Run("workflow", "list", "--server", address);
        var with = await Processes.Continuo.Run(["workflow", "list", "--server", address], null, new Dictionary<string, string> { ["CONTINUO_TOKEN"] = token });

        Assert.Equal(5, without.Code);
        Assert.Equal(0, with.Code);
    }

    private static async Task<Served> Serve(string store, string urls = "http://127.0.0.1:0")
    {
        var process = Processes.Continuo.Start(["serve", "--data", store, "--urls", urls, "-o", "json"]);
        process.StandardInput.Close();
        _ = process.StandardError.ReadToEndAsync();
        return new Served(process, new Uri(JsonValue.Parse((await process.StandardOutput.ReadLineAsync())!)["url"].AsString!));
    }

    private sealed record Served(Process Process, Uri Address) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
            {
                Process.Kill();
                Process.WaitForExit();
            }

            Process.Dispose();
        }
    }
}
