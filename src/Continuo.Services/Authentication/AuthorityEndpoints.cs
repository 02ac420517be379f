namespace Continuo.Services.Authentication;

/// <summary>Where an authority is asked.</summary>
/// <param name="Token">For a token.</param>
/// <param name="Introspection">About a token that is opaque, if the authority has that.</param>
/// <param name="Issuer">How the authority calls itself, if it said so.</param>
internal sealed record AuthorityEndpoints(Uri Token, Uri? Introspection, string? Issuer);
