namespace Continuo.Services.OpenApi;

/// <summary>A document as it was found.</summary>
/// <param name="Address">Absolute: what relative addresses in it refer to.</param>
/// <param name="Text">JSON or YAML.</param>
/// <param name="IsLocal">Whether it is cheaper to read it again than to keep it.</param>
internal sealed record DocumentText(Uri Address, string Text, bool IsLocal);
