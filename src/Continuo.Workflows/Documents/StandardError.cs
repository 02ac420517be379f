namespace Continuo.Workflows.Documents;

/// <summary>One of the errors that the language itself defines.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Uri">The type that is raised, and to which other spellings are normalised.</param>
/// <param name="Status">The status unless the cause has one of its own.</param>
public sealed record StandardError(string Name, string Uri, int Status);
