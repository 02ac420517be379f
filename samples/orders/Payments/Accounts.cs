using System.Text.Json.Nodes;
using Orders.Bookkeeping;

namespace Orders.Payments;

/// <summary>Charges and refunds. Two cards are special, as at every payment provider's test site.</summary>
internal sealed class Accounts : IBook
{
    /// <summary>Is always declined.</summary>
    private const string Declined = "4000-0000-0000-0002";

    /// <summary>Cannot be reached for the first two tries of an order.</summary>
    private const string Flaky = "4000-0000-0000-0119";
    private const int FlakyFailures = 2;

    private readonly Dictionary<string, Charged> _charges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tries = new(StringComparer.Ordinal);

    public Decision Charge(ChargeRequest request, long n)
    {
        if (request.Card == Declined)
        {
            return Decision.Refused(StatusCodes.Status402PaymentRequired, "card-declined", "Card declined", $"The bank declined the card that ends in {LastFour(request.Card)}.");
        }

        if (request.Card == Flaky && (_tries[request.Order] = _tries.GetValueOrDefault(request.Order) + 1) <= FlakyFailures)
        {
            return Decision.Refused(StatusCodes.Status503ServiceUnavailable, "bank-unreachable", "Bank not reachable", "The bank of this card does not answer; try again.", isFinal: false);
        }

        return Decision.Done("charge", new JsonObject
        {
            ["id"] = $"chg-{n}",
            ["order"] = request.Order,
            ["card"] = LastFour(request.Card),
            ["amount"] = request.Amount,
            ["currency"] = request.Currency,
        });
    }

    public Decision Refund(RefundRequest request, long n)
    {
        if (!_charges.TryGetValue(request.Charge, out var charge))
        {
            return Decision.Refused(StatusCodes.Status404NotFound, "no-charge", "No such charge", $"There is no charge {request.Charge}.");
        }

        return charge.IsRefunded
            ? Decision.Refused(StatusCodes.Status409Conflict, "already-refunded", "Already refunded", $"The charge {request.Charge} was given back before.")
            : Decision.Done("refund", new JsonObject { ["id"] = $"rfd-{n}", ["charge"] = request.Charge, ["order"] = charge.Order, ["amount"] = charge.Amount });
    }

    public void Apply(LedgerEntry entry)
    {
        if (entry.Action == "charge")
        {
            _charges[entry.Data["id"]!.GetValue<string>()] = new(entry.Data["order"]!.GetValue<string>(), entry.Data["amount"]!.GetValue<decimal>(), IsRefunded: false);
        }
        else if (entry.Action == "refund")
        {
            var id = entry.Data["charge"]!.GetValue<string>();
            _charges[id] = _charges[id] with { IsRefunded = true };
        }
    }

    public object Summary() => new
    {
        charges = _charges.Count,
        refunds = _charges.Values.Count(c => c.IsRefunded),
        balance = _charges.Values.Where(c => !c.IsRefunded).Sum(c => c.Amount),
        chargedTwice = _charges.Values.Where(c => !c.IsRefunded).GroupBy(c => c.Order).Where(g => g.Count() > 1).Select(g => g.Key).ToArray(),
    };

    private static string LastFour(string card) => card.Length <= 4 ? card : card[^4..];

    private sealed record Charged(string Order, decimal Amount, bool IsRefunded);
}
