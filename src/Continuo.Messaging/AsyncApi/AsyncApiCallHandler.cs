using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;
using Continuo.Messaging.Brokers;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Services.Documents;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>Performs <c>call: asyncapi</c>: publishes a message, or gives the next one of a subscription.</summary>
internal sealed class AsyncApiCallHandler(BrokerTable brokers, OpenSubscriptions subscriptions, IDocumentSource documents, CallAttempt attempts, BrokerProof proof, MessageLimits limits) : ILongPollHandler
{
    public EffectKind Kind => EffectKind.AsyncApi;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        Perform(request, token, static () => { }, cancellation);

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, Action begun, CancellationToken cancellation) =>
        attempts.PerformPoll(request, (secrets, trace, waits, either) => Call(request, token.Instance, (secrets, trace, waits), either), begun, cancellation);

    public void Ended(InstanceId instance) => subscriptions.CloseOf(instance);

    private async Task<JsonValue> Call(EffectRequest request, InstanceId instance, (CallSecrets Secrets, CallTrace Trace, Action Waits) call, CancellationToken cancellation)
    {
        try
        {
            var subscription = request.Arguments["subscription"];
            return subscription.IsNull
                ? await Publish(request, call.Secrets, call.Trace, cancellation)
                : await Consume(request, (subscription, instance), call, cancellation);
        }
        catch (BrokerException problem)
        {
            throw new CallFailedException(CallErrors.Communication("The broker failed", problem.Message, problem.Status));
        }
    }

    /// <summary>The output is the message as the author wrote it (D24): with the tokens of its secrets.</summary>
    private async Task<JsonValue> Publish(EffectRequest request, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var (broker, target, _) = await Find(request, publishes: true, secrets, trace, cancellation);
        var message = request.Arguments["with"]["message"];
        await broker.Publish(target, OutboundMessage.Of(secrets.Resolve(message), request.Key), cancellation);
        return message;
    }

    private async Task<JsonValue> Consume(
        EffectRequest request, (JsonValue Subscription, InstanceId Instance) asked, (CallSecrets Secrets, CallTrace Trace, Action Waits) call, CancellationToken cancellation)
    {
        var (subscription, secrets) = (asked.Subscription, call.Secrets);
        var name = subscription["name"].String;
        if (subscription["closes"].IsTruthy)
        {
            await subscriptions.Close(name);
            return JsonValue.Null;
        }

        // What the document says is needed even where the subscription is open already: it tells where the correlation is.
        var (broker, target, found) = await Find(request, publishes: false, secrets, call.Trace, cancellation);
        return await subscriptions.Next(
            (asked.Instance, name, request.Key),
            opening => broker.Subscribe(target, name.Replace('/', '-'), opening),
            message => secrets.Mask().Apply(limits.Checked(message.ToJson(found.CorrelationOf), message.Body.Length)),
            call.Waits,
            cancellation);
    }

    private async Task<(IBroker Broker, BrokerTarget Target, AsyncApiTarget Found)> Find(EffectRequest request, bool publishes, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var (arguments, endpoints) = (request.Arguments, request.Arguments["endpoints"]);
        var with = secrets.Resolve(arguments["with"].AsObject!.Without("message"));
        var text = await documents.Read(request, endpoints["document"], secrets, cancellation);
        var document = new AsyncApiDocument(Parse(text));
        var found = document.Find(with["operation"].AsString, with["channel"].AsString, publishes);
        var asked = with["server"]["name"].AsString is null ? with["protocol"].AsString : null;
        var server = document.Server(with["server"]["name"].AsString, found, protocol => asked is null ? brokers.Find(protocol) is not null : protocol.Equals(asked, StringComparison.OrdinalIgnoreCase));
        var target = ServerAddress.Of(server, found, with["server"]["variables"]);
        var broker = brokers.For(target);
        target = await proof.Prove(target, broker, endpoints["server"]["authentication"], secrets, cancellation);
        trace.Sent(new Uri($"{target.Protocol}://{target.Host}:{target.PortOr(0)}"));
        return (broker, brokers.Locate(target), found);
    }

    private static JsonValue Parse(DocumentText text)
    {
        try
        {
            return DataDocument.Read(text.Text);
        }
        catch (JsonSyntaxException problem)
        {
            throw new CallFailedException(CallErrors.Configuration($"The document {text.Address} is neither YAML nor JSON: {problem.Message}"));
        }
    }
}
