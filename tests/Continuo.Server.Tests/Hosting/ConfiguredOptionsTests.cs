using Continuo.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Continuo.Server.Tests.Hosting;

public sealed class ConfiguredOptionsTests
{
    [Fact]
    public void Options_come_from_a_section_by_their_names_and_what_is_set_in_code_wins()
    {
        var options = Read(
            configured =>
            {
                Assert.Equal("/data/x", configured.DataDirectory);
                configured.DataDirectory = "/data/y";
            },
            ("DataDirectory", "/data/x"),
            ("Retention", "30.00:00:00"),
            ("eventRetention", "forever"),
            ("DrainPatience", "PT3S"),
            ("MaxBodyBytes", "1000"),
            ("BallastBytes", "0"),
            ("RunsSchedules", "false"),
            ("AllowedHosts:0", "a.test"),
            ("AllowedHosts:1", "b.test"),
            ("AllowedOrigins:0", "https://a.test"),
            ("Secrets:key", "one"),
            ("Secrets:account:username", "me"),
            ("Limits:EffectsPerNode", "7"),
            ("Limits:TurnTime", "00:00:02"),
            ("Services:CallTimeout", "00:00:05"));

        Assert.Equal("/data/y", options.DataDirectory);
        Assert.Equal((TimeSpan.FromDays(30), Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(3)), (options.Retention, options.EventRetention, options.DrainPatience));
        Assert.Equal((1_000, 0, false), (options.MaxBodyBytes, options.BallastBytes, options.RunsSchedules));
        Assert.Equal(["a.test", "b.test"], options.AllowedHosts.Order());
        Assert.Equal(["https://a.test"], options.AllowedOrigins);
        Assert.Equal(("one", "me"), (options.Secrets["key"].String, options.Secrets["account"]["username"].String));
        Assert.Equal((7, TimeSpan.FromSeconds(2), 64), (options.Limits.EffectsPerNode, options.Limits.TurnTime, options.Limits.EffectsPerInstance));
        Assert.Equal(2_048, EngineLimits.Default.EffectsPerNode);
        Assert.Empty(options.Services);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var problem = Assert.Throws<HostingException>(() => Read(
            _ => { },
            ("DataDirectroy", "x"),
            ("Retention", "soon"),
            ("DrainPatience", "forever"),
            ("MaxBodyBytes", "-1"),
            ("RunsSchedules", "maybe"),
            ("Limits:Effects", "7")));

        Assert.Equal(6, problem.Message.Split('\n').Length);
        Assert.Contains("Continuo:DataDirectroy is no option", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Continuo:Retention must be a duration", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Effects", problem.Message, StringComparison.Ordinal);
    }

    private static ContinuoOptions Read(Action<ContinuoOptions> configure, params (string Name, string Value)[] entries)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create($"Continuo:{entry.Name}", (string?)entry.Value))).Build();
        var services = new ServiceCollection();
        services.AddContinuo(configuration.GetSection("Continuo"), configure);
        return (ContinuoOptions)services.Single(service => service.ServiceType == typeof(ContinuoOptions)).ImplementationInstance!;
    }
}
