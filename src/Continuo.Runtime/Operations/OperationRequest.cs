using System.Collections.Immutable;
using Continuo.Runtime.Journaling;
using Continuo.Runtime.Queries;
using Continuo.Workflows.Json;

namespace Continuo.Runtime.Operations;

/// <summary>One thing to be done to many instances.</summary>
public sealed record OperationRequest
{
    /// <summary>The most instances a second, unless more or fewer are asked for.</summary>
    public const double StandardRate = 50;

    public const double HighestRate = 10_000;

    public required OperationAction Action { get; init; }

    /// <summary>Which instances: see <see cref="InstanceQueryText"/>. Those of the product's own workflows are never among them.</summary>
    public required string Where { get; init; }

    /// <summary>What ages in <see cref="Where"/> count from: when the operation was asked for.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Instances a second.</summary>
    public double Rate { get; init; } = StandardRate;

    /// <summary>Of a retry: the failed tasks' new input; null leaves it.</summary>
    public JsonValue? Input { get; init; }

    /// <summary>Of a cancel and a suspend: kept in the histories.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a cancel: whether completed tasks are undone.</summary>
    public bool Compensate { get; init; } = true;

    /// <summary>Of a migration: the version; null for an undo, which goes back to the version before.</summary>
    public string? To { get; init; }

    /// <summary>Of a migration: tasks that are called otherwise in the new version, by pointer or by name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Map { get; init; } = [];

    /// <summary>The query, read: with all that is wrong with it.</summary>
    public InstanceQueryText Query() => InstanceQueryText.Read(Where, AsOf);

    /// <summary>As the input of the built-in workflow.</summary>
    internal JsonValue ToJson() => JsonObject.Of(
        ("action", Action.Word()),
        ("where", Where),
        ("asOf", AsOf.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
        ("rate", Rate),
        ("hasInput", Input is not null),
        ("input", Input ?? JsonValue.Null),
        ("reason", Reason),
        ("compensate", Compensate),
        ("to", To),
        ("map", JsonObject.Of([.. Map.Select(move => (move.Key, (JsonValue)move.Value))])));

    internal static OperationRequest FromJson(JsonValue json) => new()
    {
        Action = OperationActions.Find(json["action"].AsString ?? "") ?? throw new InvalidDataException($"'{json["action"]}' is no action of an operation."),
        Where = json["where"].AsString ?? "",
        AsOf = DateTimeOffset.Parse(json["asOf"].AsString ?? "", System.Globalization.CultureInfo.InvariantCulture),
        Rate = json["rate"].IsNumber ? json["rate"].Number : StandardRate,
        Input = json["hasInput"].IsTruthy ? json["input"] : default(JsonValue?),
        Reason = json["reason"].AsString,
        Compensate = json["compensate"].IsTruthy,
        To = json["to"].AsString,
        Map = [.. (json["map"].AsObject ?? JsonObject.Empty).Select(move => KeyValuePair.Create(move.Key, move.Value.AsString ?? ""))],
    };
}

public enum OperationAction
{
    Retry,
    Cancel,
    Suspend,
    Resume,
    Migrate,
}

public static class OperationActions
{
    /// <summary>The word that the API and the CLI use.</summary>
    public static string Word(this OperationAction action) => action.ToString().ToLowerInvariant();

    public static OperationAction? Find(string word)
    {
        foreach (var action in Enum.GetValues<OperationAction>())
        {
            if (action.Word() == word)
            {
                return action;
            }
        }

        return null;
    }
}
