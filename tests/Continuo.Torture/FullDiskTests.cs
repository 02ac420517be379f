using System.Net;
using Continuo.Torture.Processes;

namespace Continuo.Torture;

/// <summary>A disk that is full, and a server that is killed then.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_server_that_is_killed_while_its_disk_is_full_goes_on_when_there_is_room_again()
    {
        await using var disk = await SmallDisk.Mount(16);
        Assert.SkipWhen(disk is null, "This process may not mount a small file system.");
        await using var scene = await Scene.Open(disk.Data);
        var load = scene.Load(150);
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
        var load = scene.Load(100);
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
