using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Services.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.Agents;

/// <summary>Finds where an agent takes JSON-RPC: its card says it.</summary>
internal sealed class AgentCards(IDocumentSource documents)
{
    private const string Binding = "JSONRPC";

    /// <summary>The agent's address, and whether whoever may read the card may be told the same secrets there.</summary>
    /// <exception cref="CallFailedException">There is no such card, or no such address in it.</exception>
    public async Task<(string Address, bool SameOrigin)> Find(EffectRequest request, JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation)
    {
        var document = await documents.Read(request, endpoint, secrets, cancellation);
        var card = Parse(document);
        var url = Url(card) ?? throw new CallFailedException(CallErrors.Configuration($"The agent card at {document.Address} names no address for {Binding}."));
        var address = Uri.TryCreate(document.Address, url, out var absolute) ? absolute : throw new CallFailedException(CallErrors.Configuration($"The agent card at {document.Address} has the address '{url}', which is none."));
        return (address.AbsoluteUri, address.GetLeftPart(UriPartial.Authority) == document.Address.GetLeftPart(UriPartial.Authority));
    }

    private static JsonValue Parse(DocumentText document)
    {
        try
        {
            return JsonValue.Parse(document.Text);
        }
        catch (JsonSyntaxException problem)
        {
            throw new CallFailedException(CallErrors.Configuration($"The agent card at {document.Address} is not JSON: {problem.Message}"));
        }
    }

    // Cards of version 1.0 list all their interfaces; older ones have a main address and further ones.
    private static string? Url(JsonValue card) =>
        Listed(card["supportedInterfaces"], "protocolBinding")
        ?? (card["preferredTransport"].AsString is null or Binding ? card["url"].AsString : null)
        ?? Listed(card["additionalInterfaces"], "transport");

    private static string? Listed(JsonValue interfaces, string binding) =>
        (interfaces.AsArray ?? JsonArray.Empty).FirstOrDefault(one => Binding.Equals(one[binding].AsString, StringComparison.OrdinalIgnoreCase))["url"].AsString;
}
