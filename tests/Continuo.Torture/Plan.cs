using System.Globalization;

namespace Continuo.Torture;

/// <summary>How long and how hard.</summary>
/// <param name="Seed">Of all that is random here; what the system does with it is not ours to repeat.</param>
/// <param name="Torments">At least so many kills, or what else is done to the servers.</param>
/// <param name="Time">At least so long.</param>
/// <param name="Clients">How many start instances at once.</param>
/// <param name="Instances">At most so many in all.</param>
internal sealed record Plan(int Seed, int Torments, TimeSpan Time, int Clients, int Instances)
{
    private const int InstancesPerSecond = 40;

    /// <summary>So many torments; with <c>CONTINUO_TORTURE_SECONDS</c> as long as that says. <c>CONTINUO_TORTURE_SEED</c> repeats a run's choices.</summary>
    public static Plan FromEnvironment(int torments)
    {
        var seed = Number("CONTINUO_TORTURE_SEED") ?? Environment.TickCount & int.MaxValue;
        var seconds = Number("CONTINUO_TORTURE_SECONDS") ?? 0;
        return new Plan(seed, torments, TimeSpan.FromSeconds(seconds), 24, Math.Max(700, seconds * InstancesPerSecond));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
