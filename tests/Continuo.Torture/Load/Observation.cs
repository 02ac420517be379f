namespace Continuo.Torture.Load;

/// <summary>A line of what clients saw.</summary>
/// <param name="At">When.</param>
/// <param name="Client">Who.</param>
/// <param name="Act">What was asked: start, publish, cancel, suspend, resume, look.</param>
/// <param name="Kind">The instance's workflow.</param>
/// <param name="Instance">Which instance.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Said">What the server said, or why it is not known.</param>
internal sealed record Observation(DateTimeOffset At, int Client, string Act, string Kind, string Instance, Outcome Outcome, string Said);

/// <summary>How a request went, as its client saw it.</summary>
internal enum Outcome
{
    /// <summary>It was sent.</summary>
    Invoke,

    /// <summary>It was acknowledged.</summary>
    Ok,

    /// <summary>Whether it was done is not known.</summary>
    Info,

    /// <summary>It was refused for now, and nothing was done.</summary>
    Busy,

    /// <summary>It was answered with what no client deserves here.</summary>
    Wrong,
}
