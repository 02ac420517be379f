using Continuo.Workflows.Json;

namespace Continuo.Cli.Demo;

/// <summary>What the services' own ledgers say about the orders.</summary>
internal sealed class OrdersProof(JsonValue inventory, JsonValue payments, JsonValue shipping)
{
    private readonly Dictionary<string, int> _charges = Count(payments, "charge");
    private readonly Dictionary<string, int> _refunds = Count(payments, "refund");
    private readonly Dictionary<string, int> _parcels = Count(shipping, "ship");
    private readonly Dictionary<string, int> _reservations = Count(inventory, "reserve");
    private readonly Dictionary<string, int> _releases = CountReleases(inventory);

    /// <summary>Requests that came again with the same key and were answered without doing anything.</summary>
    public double Repeats => inventory["repeats"].Number + payments["repeats"].Number + shipping["repeats"].Number;

    public static bool WasCharged(JsonValue payments, string order) => Entries(payments, "charge").Any(data => data["order"].AsString == order);

    /// <summary>Whether something was taken for the order and given back.</summary>
    public bool WasUndone(string order) => _refunds.ContainsKey(order) || _releases.ContainsKey(order);

    /// <summary>Each thing that must hold, and the orders for which it does not.</summary>
    public IEnumerable<(string Claim, IReadOnlyList<string> Violations)> Check(IReadOnlyDictionary<string, string> outcomes)
    {
        var shipped = outcomes.Where(pair => pair.Value == "shipped").Select(pair => pair.Key).ToList();
        var rejected = outcomes.Where(pair => pair.Value != "shipped").Select(pair => pair.Key).ToList();
        yield return ("no card was charged twice", [.. outcomes.Keys.Where(order => _charges.GetValueOrDefault(order) > 1)]);
        yield return ("every order that was shipped was charged, reserved and sent once", [.. shipped.Where(order => Charged(order) != 1 || Reserved(order) != 1 || _parcels.GetValueOrDefault(order) != 1)]);
        yield return ("orders that failed kept no charge", [.. rejected.Where(order => Charged(order) != 0)]);
        yield return ("orders that failed left nothing reserved", [.. rejected.Where(order => Reserved(order) != 0)]);
        yield return ("orders that failed were not sent", [.. rejected.Where(order => _parcels.ContainsKey(order))]);
    }

    private int Charged(string order) => _charges.GetValueOrDefault(order) - _refunds.GetValueOrDefault(order);

    private int Reserved(string order) => _reservations.GetValueOrDefault(order) - _releases.GetValueOrDefault(order);

    private static Dictionary<string, int> Count(JsonValue ledger, string action) =>
        Entries(ledger, action).GroupBy(data => data["order"].AsString ?? "").ToDictionary(group => group.Key, group => group.Count());

    // A release names the reservation, and the reservation the order.
    private static Dictionary<string, int> CountReleases(JsonValue ledger)
    {
        var orders = Entries(ledger, "reserve").ToDictionary(data => data["id"].AsString ?? "", data => data["order"].AsString ?? "");
        return Entries(ledger, "release")
            .Select(data => data["id"].AsString ?? "")
            .Distinct()
            .GroupBy(id => orders.GetValueOrDefault(id, ""))
            .ToDictionary(group => group.Key, group => group.Count());
    }

    private static IEnumerable<JsonValue> Entries(JsonValue ledger, string action) =>
        (ledger["entries"].AsArray ?? JsonArray.Empty).Where(entry => entry["action"].AsString == action).Select(entry => entry["data"]);
}
