using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Continuo.Services.Calls;

namespace Continuo.Services.Authentication;

/// <summary>Access tokens by policy, each asked for once however many calls need it.</summary>
/// <remarks>Thread-safe. In memory only: a token never reaches a store or a log.</remarks>
internal sealed class TokenCache(TokenIssuer issuer, TimeProvider time)
{
    private const int MostPolicies = 1_000;

    private static readonly Counter<long> s_issued = CallMeter.Meter.CreateCounter<long>("continuo.services.tokens", description: "Access tokens that authorities issued.");

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <exception cref="CallFailedException">There is no token.</exception>
    public Task<IssuedToken> Get(TokenPolicy policy, CancellationToken cancellation) => Get(policy, null, cancellation);

    /// <summary>Another token than <paramref name="refused"/>: one that another call has got since, or a new one.</summary>
    /// <exception cref="CallFailedException">There is no token.</exception>
    public Task<IssuedToken> Renew(TokenPolicy policy, IssuedToken refused, CancellationToken cancellation) => Get(policy, refused, cancellation);

    private async Task<IssuedToken> Get(TokenPolicy policy, IssuedToken? refused, CancellationToken cancellation)
    {
        var slot = _slots.GetOrAdd(policy.Key, _ => new Slot());
        if (slot.Token is { } known && known != refused && known.Until > time.GetUtcNow())
        {
            return known;
        }

        // A cancelled call ends its own wait; the next in line asks for itself.
        await slot.Gate.WaitAsync(cancellation);
        try
        {
            if (slot.Token is { } since && since != refused && since.Until > time.GetUtcNow())
            {
                return since;
            }

            slot.Token = await Ask(policy, slot.Token?.Refresh, cancellation);
            s_issued.Add(1);
            Trim();
            return slot.Token;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async Task<IssuedToken> Ask(TokenPolicy policy, string? refresh, CancellationToken cancellation)
    {
        if (refresh is not null)
        {
            try
            {
                var refreshed = await issuer.Ask(policy, refresh, cancellation);
                return refreshed with { Refresh = refreshed.Refresh ?? refresh };
            }
            catch (CallFailedException)
            {
                // A refresh token ends sooner or later; the grant says whether that is all.
            }
        }

        return await issuer.Ask(policy, null, cancellation);
    }

    /// <summary>Credentials that come from inputs make a policy for each instance. One who waits on a slot that is dropped asks once more, no worse.</summary>
    private void Trim()
    {
        if (_slots.Count <= MostPolicies)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var (key, slot) in _slots.OrderBy(slot => slot.Value.Token?.Until ?? now).Take(_slots.Count / 2).ToList())
        {
            _slots.TryRemove(new KeyValuePair<string, Slot>(key, slot));
        }
    }

    [SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Nobody asks the gate for a handle, so there is nothing to give back.")]
    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1, 1);

        public volatile IssuedToken? Token;
    }
}
