using System.Collections.Immutable;

namespace Continuo.Workflows.Documents;

/// <summary>A document that a definition needs and that was not given to the loader.</summary>
/// <param name="Key">Under which it is to be given: an absolute address, one below <c>catalog://default/</c> for the runtime's own catalog, or a path relative to the definition.</param>
/// <param name="Authentication">How to prove who asks for it, if anyhow.</param>
/// <param name="Depth">How many other documents lead to it.</param>
public sealed record ExternalReference(string Key, AuthenticationPolicy? Authentication, int Depth)
{
    /// <summary>The secrets that the definition lists: the authentication may read these.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>Whether a call or a script needs it, which may find it for itself when it could not be had before: then it is no error that it is missing.</summary>
    public bool IsOfCall { get; init; }

    /// <summary>Whether it is one of several places where a document may be, so that it may as well not be there.</summary>
    public bool IsProbe { get; init; }
}
