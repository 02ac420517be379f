namespace Continuo.Torture;

/// <summary>A server that is asked to end.</summary>
public sealed class EndingTests
{
    /// <summary>The drain's ten seconds, and a busy machine's.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_server_that_gets_SIGTERM_drains_and_everything_goes_on_after_the_restart()
    {
        await using var scene = await Scene.Open();
        var load = scene.Load(60);
        await scene.UntilCalled(30);

        var (code, errors) = await scene.Server.Terminate(s_patience);
        await scene.Server.Boot();

        Assert.Equal(0, code);
        Assert.Contains("Drained and stopped", errors, StringComparison.Ordinal);
        await load;
        await scene.AssertNothingIsBroken();
    }
}
