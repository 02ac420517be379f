namespace Continuo.Torture;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int LeastKills = 20;

    [Fact]
    public async Task A_server_that_is_killed_again_and_again_under_load_loses_nothing_and_does_nothing_twice()
    {
        await using var run = await TortureRun.Begin(Plan.FromEnvironment(LeastKills));
        var server = run.Server("data");
        await server.Boot();

        await Trial.Hold(run, server, () => run.KillAgainAndAgain(server), output);

        Assert.True(run.Kills >= LeastKills);
    }
}
