namespace Continuo.Runtime.Ownership;

/// <summary>A node as the membership shows it.</summary>
/// <param name="Name">As the store knows it.</param>
/// <param name="Host">The machine or pod.</param>
/// <param name="Status">Such as <c>active</c> or <c>dead</c>.</param>
public sealed record NodeMember(string Name, string Host, string Status);
