using System.Diagnostics;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using Continuo.Engine.Instances;
using Continuo.Engine.Interpretation;

namespace Continuo.Services.Calls;

/// <summary>How one attempt shows itself to the callee and to telemetry: idempotency key, attempt, and a span in the trace of the instance's run.</summary>
internal sealed class CallTrace : IDisposable
{
    public const string KeyHeader = "Idempotency-Key";
    private const string AttemptHeader = "Continuo-Attempt";
    private const string UserAgent = "Continuo";

    private static readonly ActivitySource s_source = new("Continuo.Services");

    private readonly Activity? _activity;
    private readonly string _traceParent;
    private readonly int _attempt;

    private CallTrace(EffectRequest request)
    {
        Key = HeaderSafe(request.Key);
        _attempt = request.Attempt;

        // The trace and its root are functions of the run, so that every attempt on every node falls into the one trace of the instance.
        var run = request.Run == Guid.Empty ? Hash(request.Key) : request.Run.ToByteArray(bigEndian: true);
        var trace = ActivityTraceId.CreateFromBytes(run.AsSpan(0, 16));
        var root = ActivitySpanId.CreateFromBytes(Hash(Convert.ToHexString(run)).AsSpan(0, 8));
        _activity = s_source.StartActivity(NameOf(request.Kind), ActivityKind.Client, new ActivityContext(trace, root, ActivityTraceFlags.Recorded));
        _activity?.SetTag("continuo.pointer", request.Pointer).SetTag("continuo.attempt", request.Attempt);
        _traceParent = _activity?.Id ?? $"00-{trace}-{ActivitySpanId.CreateFromBytes(Hash($"{Key} {_attempt}").AsSpan(0, 8))}-01";
    }

    /// <summary>The idempotency key as it is sent.</summary>
    public string Key { get; }

    /// <summary>What every protocol with headers sends.</summary>
    public IEnumerable<(string Name, string Value)> Headers => [(KeyHeader, Key), (AttemptHeader, _attempt.ToString()), ("traceparent", _traceParent)];

    public static CallTrace Start(EffectRequest request) => new(request);

    /// <summary>Adds what the author did not set himself.</summary>
    public void Stamp(HttpRequestMessage message)
    {
        foreach (var (name, value) in Headers)
        {
            Add(message, name, value);
        }

        Add(message, "User-Agent", UserAgent);
    }

    public void Sent(CallHop hop, Uri actual)
    {
        _activity?.SetTag("http.request.method", hop.Method.Method);
        Sent(actual);
    }

    public void Sent(Uri actual) => _activity?.SetTag("server.address", actual.IdnHost).SetTag("server.port", actual.Port);

    public void Answered(int status) => _activity?.SetTag("http.response.status_code", status);

    public void Failed(WorkflowError error) => _activity?.SetStatus(ActivityStatusCode.Error, error.Title).SetTag("error.type", error.Type);

    public void Dispose() => _activity?.Dispose();

    private static string NameOf(EffectKind kind) => kind switch
    {
        EffectKind.Http => "call http",
        EffectKind.Grpc => "call grpc",
        EffectKind.A2A => "call a2a",
        EffectKind.Mcp => "call mcp",
        EffectKind.AsyncApi => "call asyncapi",
        EffectKind.Document => "document",
        _ => "call",
    };

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (!message.Headers.Contains(name))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // A key holds names of tasks, and these may be any text.
    private static string HeaderSafe(string key) =>
        key.All(c => c is > ' ' and < '\u007f') ? key : string.Concat(key.EnumerateRunes().Select(r => r.Value is > ' ' and < 0x7f ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
