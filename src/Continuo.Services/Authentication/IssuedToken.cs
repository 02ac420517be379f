namespace Continuo.Services.Authentication;

/// <summary>What an authority gave.</summary>
/// <param name="Value">The access token.</param>
/// <param name="Scheme">How it is presented: mostly <c>Bearer</c>.</param>
/// <param name="Until">When it is no longer used.</param>
/// <param name="Refresh">What gets the next one without the grant, if anything.</param>
internal sealed record IssuedToken(string Value, string Scheme, DateTimeOffset Until, string? Refresh);
