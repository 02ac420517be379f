using System.Net;
using Continuo.Client;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>A disk that is full, and a server that is killed then.</summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_that_is_killed_while_its_disk_is_full_goes_on_when_there_is_room_again()
    {
        await using var disk = await SmallDisk.Mount(16);
        Assert.SkipWhen(disk is null, "This process may not mount a small file system.");
        await using var scene = await Scene.Open(disk.Data);
        var load = scene.Load(70);
        await scene.UntilCalled(30);

        await Scene.Until(async () =>
        {
            disk.Fill();
            return (await Readiness(scene)).Contains("disk is full", StringComparison.Ordinal);
        });
        await scene.Server.Kill();
        await using (var whileFull = ServerProcess.Start(disk.Data))
        {
            Assert.Contains("disk", await StartsOrSays(whileFull), StringComparison.Ordinal);
        }

        disk.Free();
        await scene.Server.Boot();

        await load;
        await scene.AssertNothingIsBroken();
    }

    [Fact]
    public async Task A_server_whose_disk_was_full_goes_on_by_itself_when_there_is_room_again()
    {
        await using var disk = await SmallDisk.Mount(16);
        Assert.SkipWhen(disk is null, "This process may not mount a small file system.");
        await using var scene = await Scene.Open(disk.Data);
        var load = scene.Load(70);
        await scene.UntilCalled(30);
        await Scene.Until(async () =>
        {
            disk.Fill();
            return (await Readiness(scene)).Contains("disk is full", StringComparison.Ordinal);
        });

        disk.Free();

        await load;
        await scene.AssertNothingIsBroken();
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_started_and_what_runs_can_be_cancelled_out_of_the_space_kept_back()
    {
        await using var disk = await SmallDisk.Mount(200);
        Assert.SkipWhen(disk is null, "This process may not mount a small file system.");
        await using var scene = await Scene.Open(disk.Data);
        var server = scene.Server.Client;
        await server.Start(new StartInstance("torture", "cancelled") { Id = "held" });
        await Scene.Until(async () => (await server.GetInstance("held")).Tasks.Any(task => task.GetProperty("pointer").GetString() == "/do/1/sleep"));
        await Scene.Until(() => Task.FromResult(File.Exists(Path.Combine(disk.Data, "continuo.ballast"))));
        disk.Fill();

        var refused = await FirstRefusal(server);
        await server.Cancel("held");

        Assert.Equal("disk-full", refused.Code);
        Assert.Contains("The disk of the data folder is full", refused.Why, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(disk.Data, "continuo.ballast")).Length);
        var held = await server.GetInstance("held", s_patience);
        Assert.Equal(("cancelled", "completed"), (held.Status, held.Compensation));

        disk.Free();
        await Scene.Until(async () => await Starts(server));
    }

    /// <summary>The file has room inside for some instances more.</summary>
    private static async Task<ProblemException> FirstRefusal(ContinuoClient server)
    {
        while (true)
        {
            try
            {
                await server.Start(new StartInstance("torture", "signals", $"\"{new string('x', 100_000)}\""));
            }
            catch (ProblemException refused)
            {
                return refused;
            }
        }
    }

    private static async Task<bool> Starts(ContinuoClient server)
    {
        try
        {
            await server.Start(new StartInstance("torture", "signals"));
            return true;
        }
        catch (ProblemException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
        {
            return false;
        }
    }

    private static async Task<string> Readiness(Scene scene)
    {
        using var http = new HttpClient { BaseAddress = await scene.Server.Process.Address };
        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable ? await answer.Content.ReadAsStringAsync() : "";
    }

    /// <summary>A full disk may let it start, for it has written nothing yet; if not, it must say why.</summary>
    private static async Task<string> StartsOrSays(ServerProcess server)
    {
        try
        {
            return $"it answers on a full disk at {await server.Address}";
        }
        catch (ServerEndedException ended)
        {
            return ended.Message;
        }
    }
}
