using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>How the delay grows between attempts.</summary>
public enum RetryBackoff
{
    Constant,
    Linear,
    Exponential,
}

/// <summary>When and how often a failed try is repeated.</summary>
public sealed record RetryOptions
{
    /// <summary>Before the second attempt.</summary>
    public TimeSpan? Delay { get; init; }

    public RetryBackoff? Backoff { get; init; }

    /// <summary>How many attempts at most.</summary>
    public int? Attempts { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan? AttemptDuration { get; init; }

    /// <summary>How long all of them may take.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>By how much the delay is changed at random, at least and at most.</summary>
    public (TimeSpan From, TimeSpan To)? Jitter { get; init; }

    public Expr? When { get; init; }

    public Expr? ExceptWhen { get; init; }

    /// <summary>As documents write it.</summary>
    public JsonValue ToValue()
    {
        var policy = new JsonObject.Builder();
        Set(policy, "when", When is { } when ? when.ToValue() : (JsonValue?)null);
        Set(policy, "exceptWhen", ExceptWhen is { } except ? except.ToValue() : (JsonValue?)null);
        Set(policy, "delay", Time(Delay));
        Set(policy, "backoff", Backoff is { } backoff ? JsonObject.Of((backoff.ToString().ToLowerInvariant(), JsonObject.Empty)) : (JsonValue?)null);
        var attempt = new JsonObject.Builder(2);
        Set(attempt, "count", Attempts is { } count ? count : (JsonValue?)null);
        Set(attempt, "duration", Time(AttemptDuration));
        var limit = new JsonObject.Builder(2);
        Set(limit, "attempt", attempt.Count == 0 ? (JsonValue?)null : attempt.Build());
        Set(limit, "duration", Time(Duration));
        Set(policy, "limit", limit.Count == 0 ? (JsonValue?)null : limit.Build());
        Set(policy, "jitter", Jitter is { } jitter ? JsonObject.Of(("from", TaskOptions.Duration(jitter.From)), ("to", TaskOptions.Duration(jitter.To))) : (JsonValue?)null);
        return policy.Build();
    }

    private static JsonValue? Time(TimeSpan? time) => time is { } given ? TaskOptions.Duration(given) : (JsonValue?)null;

    private static void Set(JsonObject.Builder to, string key, JsonValue? value)
    {
        if (value is { } given)
        {
            to.Set(key, given);
        }
    }
}
