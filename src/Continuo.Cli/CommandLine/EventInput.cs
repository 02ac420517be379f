using System.Collections.Immutable;
using Continuo.Server.Api;
using Continuo.Workflows.Json;

namespace Continuo.Cli.CommandLine;

/// <summary>CloudEvents in arguments. What only a program must care about (version, id, source) is filled in when it is missing.</summary>
internal static class EventInput
{
    private const string StandardSource = "/continuo/cli";

    public static ImmutableArray<JsonValue> Read(string option, string argument, TimeProvider time)
    {
        var given = Inputs.Json(option, argument);
        return given.AsArray is { } many ? [.. many.Select(one => Complete(option, one, time))] : [Complete(option, given, time)];
    }

    private static JsonValue Complete(string option, JsonValue given, TimeProvider time)
    {
        if (given.AsObject is not { } members)
        {
            throw new CliException(ExitCode.Invalid, $"{option}: an event is a JSON object.", "Give at least its type: {\"type\":\"order.paid\",\"data\":{}}.");
        }

        var now = time.GetUtcNow();
        members = Fill(members, "specversion", "1.0");
        members = Fill(members, "id", Guid.CreateVersion7(now).ToString());
        members = Fill(members, "source", StandardSource);
        return CloudEventCheck.Problem(members) is { } problem
            ? throw new CliException(ExitCode.Invalid, $"{option}: not a CloudEvent: {problem}", "CloudEvents 1.0 needs a type; see https://cloudevents.io.")
            : (JsonValue)members;
    }

    private static JsonObject Fill(JsonObject members, string name, string value) => members.ContainsKey(name) ? members : members.With(name, value);
}
