using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Services.Documents;

/// <summary>Performs the effect that fetches a document whose address was computed, and those that it refers to: the call after it uses what is recorded of it.</summary>
internal sealed class DocumentHandler(IDocumentSource source, CallAttempt attempts, EngineLimits limits) : IEffectHandler
{
    private const int Most = 100;

    public EffectKind Kind => EffectKind.Document;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        attempts.Perform(request, (secrets, _, either) => Read(request, secrets, either), cancellation);

    private async Task<JsonValue> Read(EffectRequest request, CallSecrets secrets, CancellationToken cancellation)
    {
        try
        {
            var root = await source.Read(request, request.Arguments, secrets, cancellation);
            var texts = new JsonObject.Builder();
            foreach (var (key, text) in await Closure(root, request.Arguments, secrets, cancellation))
            {
                texts.Set(key, text);
            }

            return secrets.Mask().Apply(JsonObject.Of(("document", root.Address.AbsoluteUri), ("texts", texts.Build())));
        }
        catch (CallFailedException problem) when (request.Arguments["of"].AsString == "a2a" && problem.Error.Type == ErrorTypes.Communication.Uri)
        {
            // Whatever fails of a call to an agent is a runtime error, says the language.
            throw new CallFailedException(CallErrors.Runtime(problem.Error.Title!, problem.Error.Detail!));
        }
    }

    /// <summary>The document and what it refers to, each once. What cannot be had is left out: the call may not need it.</summary>
    private async Task<List<(string Key, string Text)>> Closure(DocumentText root, JsonValue arguments, CallSecrets secrets, CancellationToken cancellation)
    {
        var form = Enum.Parse<DocumentForm>(arguments["form"].AsString ?? "", ignoreCase: true);
        var found = new List<(string Key, string Text)> { (root.Address.AbsoluteUri, root.Text) };
        var tried = new HashSet<string>(StringComparer.Ordinal) { root.Address.AbsoluteUri };
        var size = (long)root.Text.Length;
        for (var i = 0; i < found.Count; i++)
        {
            foreach (var places in ExternalDocuments.LinksOf(form, found[i].Text, [.. found.Select(one => one.Key)], found[i].Key))
            {
                foreach (var place in places.TakeWhile(place => found.All(one => one.Key != place)))
                {
                    if (tried.Add(place) && found.Count < Most && await Part(root, place, arguments["authentication"], secrets, cancellation) is { } text)
                    {
                        found.Add((place, text));
                        size += text.Length;
                        break;
                    }
                }
            }

            if (size > limits.ValueBytes)
            {
                throw new CallFailedException(CallErrors.TooLarge($"The document {root.Address} and what it refers to are larger than the limit {nameof(EngineLimits.ValueBytes)} of {limits.ValueBytes} bytes. Write its address out, without an expression: then it is kept with the definition."));
            }
        }

        return found;
    }

    private async Task<string?> Part(DocumentText root, string place, JsonValue authentication, CallSecrets secrets, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || (address.IsFile && !root.Address.IsFile))
        {
            return null;
        }

        try
        {
            // Credentials are meant for where the author named them.
            var proof = address.GetLeftPart(UriPartial.Authority) == root.Address.GetLeftPart(UriPartial.Authority) ? authentication : JsonValue.Null;
            return (await source.ReadPart(root, address, proof, secrets, cancellation)).Text;
        }
        catch (CallFailedException)
        {
            return null;
        }
    }
}
