namespace Continuo.Torture.Checking;

/// <summary>Looks for broken promises in what a run left behind.</summary>
internal static class Checker
{
    public static IEnumerable<Violation> Check(Evidence evidence) =>
        [.. Promises.Of(evidence), .. Endings.Of(evidence), .. Effects.Of(evidence)];
}
