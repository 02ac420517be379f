using Continuo.Client;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>Two servers on one data folder.</summary>
public sealed class TwoServersTests
{
    private const int Conflict = 4;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_second_server_on_a_data_folder_is_refused_with_words_and_the_first_goes_on()
    {
        await using var scene = await Scene.Open();
        var load = scene.Load(20);
        await using var second = ServerProcess.Start(scene.Server.Data);

        var refused = await Assert.ThrowsAsync<ServerEndedException>(() => second.Address);

        Assert.Equal(Conflict, refused.Code);
        Assert.Contains($"Another continuo process (pid {scene.Server.Process.Id}) has this store open", refused.Message, StringComparison.Ordinal);
        await load;
        await scene.AssertNothingIsBroken();
    }

    [Fact]
    public async Task When_the_lock_file_was_removed_the_second_server_takes_over_and_the_first_stops_at_its_next_commit()
    {
        await using var scene = await Scene.Open();
        var (first, firstClient) = (scene.Server.Process, scene.Server.Client);
        await firstClient.Start(new StartInstance("torture", "cancelled") { Id = "before" });
        File.Delete(Path.Combine(scene.Server.Data, "continuo.lock"));
        await using var second = ServerProcess.Start(scene.Server.Data, null, "--service", $"ledger={scene.Ledger.Address}");
        using var http = new HttpClient { BaseAddress = await second.Address };
        var secondClient = new ContinuoClient(http);

        await Assert.ThrowsAnyAsync<Exception>(() => firstClient.Start(new StartInstance("torture", "sequence") { Id = "late" }));

        Assert.Equal(1, await first.WaitForExit(s_patience));
        Assert.Contains($"(pid {second.Id}) has claimed the store", first.Errors, StringComparison.Ordinal);
        await Scene.Until(async () => (await secondClient.GetInstance("before")).Status == "waiting");
        var lost = await Assert.ThrowsAsync<ProblemException>(() => secondClient.GetInstance("late"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, lost.Status);
        Assert.Equal("completed", (await secondClient.Start(new StartInstance("torture", "sequence") { Id = "next", Wait = s_patience })).Status);
    }
}
