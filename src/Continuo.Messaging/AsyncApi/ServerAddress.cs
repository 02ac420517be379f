using System.Text.RegularExpressions;
using Continuo.Messaging.Brokers;
using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>Makes a broker's address of a server of the document, with its variables.</summary>
internal static partial class ServerAddress
{
    /// <param name="server">The server.</param>
    /// <param name="target">What the call works on.</param>
    /// <param name="given">The variables that the call gives.</param>
    /// <exception cref="CallFailedException">A variable is missing or has a value that the document does not allow.</exception>
    public static BrokerTarget Of(JsonValue server, AsyncApiTarget target, JsonValue given)
    {
        var protocol = (server["protocol"].AsString ?? "").ToLowerInvariant();
        var text = server["url"].AsString ?? $"{server["host"].AsString}{server["pathname"].AsString}";
        var address = Fill(text, name => Variable(name, server["variables"][name], given));
        if (!address.Contains("://", StringComparison.Ordinal))
        {
            address = $"{protocol}://{address}";
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            throw Wrong($"The server's address '{address}' is none.");
        }

        var binding = protocol == "mqtt5" ? "mqtt" : protocol.TrimEnd('s') is "amqp" or "mqtt" ? protocol.TrimEnd('s') : protocol;
        return new BrokerTarget
        {
            Protocol = protocol,
            Host = uri.IdnHost,
            Port = Port().Match(address) is { Success: true } port ? int.Parse(port.Groups[1].ValueSpan) : null,
            Path = uri.AbsolutePath == "/" ? "" : uri.AbsolutePath,
            IsSecure = uri.Scheme is "https" or "wss" or "amqps" or "mqtts" or "rediss" or "tls",
            Address = Fill(target.Address, name => Variable(name, target.Channel["parameters"][name], given)),
            ChannelBinding = target.Channel["bindings"][binding],
            OperationBinding = target.Operation["bindings"][binding],
        };
    }

    private static string Fill(string text, Func<string, string> value) => Placeholder().Replace(text, match => value(match.Groups[1].Value));

    private static string Variable(string name, JsonValue declared, JsonValue given)
    {
        var value = given[name].IsNull ? declared["default"].AsString ?? declared["schema"]["default"].AsString : CallText.Of(given[name]);
        if (value is null)
        {
            throw Wrong($"The variable '{name}' of the document's address has no value: give it under server: variables.");
        }

        var allowed = declared["enum"].AsArray ?? declared["schema"]["enum"].AsArray;
        return allowed is null || allowed.Any(one => one.AsString == value)
            ? value
            : throw Wrong($"The variable '{name}' must be one of {string.Join(", ", allowed.Select(CallText.Of))}; found '{value}'.");
    }

    private static CallFailedException Wrong(string detail) => new(CallErrors.Configuration(detail));

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();

    // Uri knows the standard ports of few schemes, and gives them where none is written.
    [GeneratedRegex(@"^[a-z0-9+.-]+://[^/]*:([0-9]+)(?:/|$)")]
    private static partial Regex Port();
}
