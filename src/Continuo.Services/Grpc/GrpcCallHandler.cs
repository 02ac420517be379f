using Continuo.Engine;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Authentication;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;
using Grpc.Core;

namespace Continuo.Services.Grpc;

/// <summary>Performs <c>call: grpc</c>: the messages are made by the proto that the call names.</summary>
internal sealed class GrpcCallHandler(ProtoFiles protos, GrpcChannels channels, CallAttempt attempts, CallAuthentication authentication, EngineLimits limits) : IEffectHandler
{
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create(bytes => bytes, bytes => bytes);

    public EffectKind Kind => EffectKind.Grpc;

    public ValueTask<EffectOutcome> Perform(EffectRequest request, EffectToken token, CancellationToken cancellation) =>
        attempts.Perform(request, (secrets, trace, either) => Call(request, secrets, trace, either), cancellation);

    private async Task<JsonValue> Call(EffectRequest request, CallSecrets secrets, CallTrace trace, CancellationToken cancellation)
    {
        var endpoints = request.Arguments["endpoints"];
        var with = secrets.Resolve(request.Arguments["with"]);
        var schema = await protos.Read(request, endpoints["proto"], secrets, cancellation);
        var service = with["service"];
        var method = schema.Method(service["name"].AsString ?? "", with["method"].AsString ?? "");
        var messages = Messages(new ProtoEncoder(schema), method, with["arguments"]);

        var port = service["port"] is { IsNumber: true } given ? (int)given.Number : (int?)null;
        var credentials = await authentication.Begin(endpoints["service"]["authentication"], secrets, cancellation);
        if (credentials is { Header: null })
        {
            throw new CallFailedException(CallErrors.Configuration("call: grpc cannot prove who it is by digest: gRPC has no challenge to answer. Use basic, bearer, oauth2 or oidc."));
        }

        var (channel, actual) = channels.Find(service["host"].AsString ?? "", port, credentials is not null);
        trace.Sent(actual);
        var options = new CallOptions(Headers(credentials?.Header, trace), cancellationToken: cancellation);
        try
        {
            return secrets.Mask().Apply(await Exchange(channel.CreateCallInvoker(), method, messages, options, new ProtoDecoder(schema)));
        }
        catch (RpcException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new CallFailedException(GrpcStatus.Error(problem));
        }
        catch (RpcException problem) when (problem.StatusCode == StatusCode.Cancelled)
        {
            throw new OperationCanceledException(problem.Message, problem, cancellation);
        }
    }

    /// <summary>One message; of a client stream as many as the list has.</summary>
    private static List<byte[]> Messages(ProtoEncoder encoder, ProtoMethod method, JsonValue arguments)
    {
        if (method.ClientStreams && arguments.AsArray is { } items)
        {
            return [.. items.Select((item, i) => encoder.Encode(method.Input, item, $"arguments[{i}]"))];
        }

        return method.ClientStreams && arguments.IsNull
            ? []
            : [encoder.Encode(method.Input, arguments.IsNull ? JsonValue.EmptyObject : arguments, "arguments")];
    }

    private static Metadata Headers(CallHeader? authorization, CallTrace trace)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in trace.Headers)
        {
            metadata.Add(name.ToLowerInvariant(), value);
        }

        if (authorization is not null)
        {
            metadata.Add("authorization", authorization.Value);
        }

        return metadata;
    }

    private async Task<JsonValue> Exchange(CallInvoker invoker, ProtoMethod method, List<byte[]> messages, CallOptions options, ProtoDecoder decoder)
    {
        var type = (method.ClientStreams, method.ServerStreams) switch
        {
            (false, false) => MethodType.Unary,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var rpc = new Method<byte[], byte[]>(type, method.Service, method.Name, s_bytes, s_bytes);
        switch (type)
        {
            case MethodType.Unary:
                using (var unary = invoker.AsyncUnaryCall(rpc, null, options, messages[0]))
                {
                    return Decode(decoder, method, await unary.ResponseAsync);
                }

            case MethodType.ClientStreaming:
                using (var stream = invoker.AsyncClientStreamingCall(rpc, null, options))
                {
                    await Write(stream.RequestStream, messages, options.CancellationToken);
                    return Decode(decoder, method, await stream.ResponseAsync);
                }

            case MethodType.ServerStreaming:
                using (var stream = invoker.AsyncServerStreamingCall(rpc, null, options, messages[0]))
                {
                    return await ReadAll(stream.ResponseStream, decoder, method, options.CancellationToken);
                }

            default:
                using (var stream = invoker.AsyncDuplexStreamingCall(rpc, null, options))
                {
                    // Both at once: a service that answers while it is asked would otherwise wait for a reader.
                    var writing = Write(stream.RequestStream, messages, options.CancellationToken);
                    var answers = await ReadAll(stream.ResponseStream, decoder, method, options.CancellationToken);
                    await writing;
                    return answers;
                }
        }
    }

    private static async Task Write(IClientStreamWriter<byte[]> stream, List<byte[]> messages, CancellationToken cancellation)
    {
        try
        {
            foreach (var message in messages)
            {
                await stream.WriteAsync(message, cancellation);
            }

            await stream.CompleteAsync();
        }
        catch (Exception over) when (over is RpcException or InvalidOperationException)
        {
            // The service ended the call before it had read everything; the status that it ended with says whether that is an error.
        }
    }

    private async Task<JsonValue> ReadAll(IAsyncStreamReader<byte[]> stream, ProtoDecoder decoder, ProtoMethod method, CancellationToken cancellation)
    {
        var answers = new List<JsonValue>();
        var bytes = 0L;
        while (await stream.MoveNext(cancellation))
        {
            bytes += stream.Current.Length;
            if (bytes > limits.ValueBytes)
            {
                throw new CallFailedException(CallErrors.TooLarge($"The stream of {method.Service}/{method.Name} is larger than the limit {nameof(EngineLimits.ValueBytes)} of {limits.ValueBytes} bytes: ask for less, or in pages."));
            }

            answers.Add(Decode(decoder, method, stream.Current));
        }

        return JsonArray.Own([.. answers]);
    }

    private static JsonValue Decode(ProtoDecoder decoder, ProtoMethod method, byte[] bytes)
    {
        try
        {
            return decoder.Decode(method.Output, bytes);
        }
        catch (InvalidDataException problem)
        {
            throw new CallFailedException(CallErrors.Communication("The answer is not what the proto says", $"The answer of {method.Service}/{method.Name} is no {method.Output.Name}: {problem.Message}."));
        }
    }
}
