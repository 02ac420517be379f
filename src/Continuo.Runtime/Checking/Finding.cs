namespace Continuo.Runtime.Checking;

/// <summary>Something that a check has found in a store.</summary>
/// <param name="Code">What kind of thing; stable.</param>
/// <param name="Subject">What it is about, such as an instance.</param>
/// <param name="What">What was expected and what is there.</param>
/// <param name="Remedy">What to do.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string Subject, string What, string Remedy);
