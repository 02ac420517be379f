using System.Diagnostics.Metrics;
using System.Net.Http;
using System.Text;
using Continuo.Engine;
using Continuo.Engine.Instances;
using Continuo.Runtime.Effects;
using Continuo.Workflows.Json;

namespace Continuo.Services.Calls;

/// <summary>Judges the answer of a call and makes its result.</summary>
internal sealed class CallAnswer(EngineLimits limits)
{
    private const int DetailBytes = 4 << 10;
    private const int ErrorBytes = 64 << 10;
    private const int HardBytes = 64 << 20;

    private static readonly Counter<long> s_oversized = CallMeter.Meter.CreateCounter<long>("continuo.services.oversized", description: "Answers beyond the limit on values.");

    private readonly int _limit = (int)Math.Min(limits.ValueBytes, HardBytes);

    /// <exception cref="CallFailedException">The answer is an error, is too large, or is not what it says.</exception>
    public async Task<JsonValue> Read(CallPlan plan, CallHop asked, CallTrace trace, HttpResponseMessage answer, SecretMask mask, CancellationToken cancellation)
    {
        if ((int)answer.StatusCode is < 200 or >= 400 || ((int)answer.StatusCode >= 300 && !plan.Redirect))
        {
            throw new CallFailedException(CallErrors.Status(answer, await Detail(answer, mask, cancellation)));
        }

        var (bytes, whole) = await AnswerBody.Read(answer.Content, _limit, cancellation);
        if (!whole)
        {
            throw Oversized(asked);
        }

        var result = plan.Output switch
        {
            CallOutput.Raw => AnswerContent.Raw(bytes, mask),
            _ => AnswerContent.Decode(bytes, answer.Content.Headers.ContentType, mask),
        };
        if (result.AsString?.Length > _limit)
        {
            throw Oversized(asked);
        }

        return plan.Output == CallOutput.Response ? Whole(plan, asked, trace, answer, result, mask) : result;
    }

    private static JsonValue Whole(CallPlan plan, CallHop asked, CallTrace trace, HttpResponseMessage answer, JsonValue content, SecretMask mask)
    {
        var sent = new JsonObject.Builder();
        foreach (var header in asked.Headers)
        {
            sent.Set(header.Name, mask.Apply(header.Shown));
        }

        // What differs between attempts is left out: the result of a repeated call must be the same.
        if (!asked.Headers.Any(h => h.Is(CallTrace.KeyHeader)))
        {
            sent.Set(CallTrace.KeyHeader, trace.Key);
        }

        var received = new JsonObject.Builder();
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            received.Set(name, mask.Apply(string.Join(", ", values)));
        }

        var uri = ReferenceEquals(asked.Uri, plan.First.Uri) ? plan.ShownUri : asked.Uri.AbsoluteUri;
        var request = JsonObject.Of(("method", asked.Method.Method), ("uri", mask.Apply(uri)), ("headers", sent.Build()));
        return JsonObject.Of(("request", request), ("statusCode", (int)answer.StatusCode), ("headers", received.Build()), ("content", content));
    }

    private static async Task<string?> Detail(HttpResponseMessage answer, SecretMask mask, CancellationToken cancellation)
    {
        var (bytes, whole) = await AnswerBody.Read(answer.Content, ErrorBytes, cancellation);
        var text = AnswerContent.Text(bytes, answer.Content.Headers.ContentType?.CharSet);

        // Where the body was cut, a secret may be cut too and no longer be recognised.
        var masked = mask.Apply(whole ? text : text[..Math.Max(0, text.Length - mask.Longest)]);
        return masked.Length == 0 ? null : Cut(masked);
    }

    private static string Cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= DetailBytes)
        {
            return text;
        }

        var end = DetailBytes;
        while ((bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end);
    }

    private CallFailedException Oversized(CallHop asked)
    {
        s_oversized.Add(1);
        return new CallFailedException(CallErrors.TooLarge(
            $"The answer of {asked.Uri.Authority} is larger than the limit {nameof(EngineLimits.ValueBytes)} of {_limit} bytes: ask for less, or in pages."));
    }
}
