using Continuo.Services.Calls;
using Continuo.Workflows.Json;

namespace Continuo.Messaging.AsyncApi;

/// <summary>What a call needs of an AsyncAPI document, of version 2 or 3.</summary>
internal sealed class AsyncApiDocument
{
    private const int MaxReferences = 20;

    private readonly JsonValue _root;
    private readonly bool _isVersion2;

    /// <exception cref="CallFailedException">It is no AsyncAPI document.</exception>
    public AsyncApiDocument(JsonValue root)
    {
        _root = root;
        var version = root["asyncapi"].AsString ?? throw Wrong("The document is no AsyncAPI document: it has no 'asyncapi'.");
        _isVersion2 = version.StartsWith("2.", StringComparison.Ordinal);
        if (!_isVersion2 && !version.StartsWith("3.", StringComparison.Ordinal))
        {
            throw Wrong($"The document is of AsyncAPI {version}: versions 2 and 3 are known.");
        }
    }

    /// <summary>The channel and the operation on it that a call names.</summary>
    /// <param name="operation">The name of an operation, of version 3, or its operationId.</param>
    /// <param name="channel">The name of a channel.</param>
    /// <param name="publishes">Whether the call sends.</param>
    public AsyncApiTarget Find(string? operation, string? channel, bool publishes) =>
        channel is not null ? OfChannel(channel, publishes) : _isVersion2 ? OfOperationId(operation ?? "") : OfOperation(operation ?? "");

    /// <summary>The server to use: by name, else the first of the channel's that <paramref name="accepts"/> likes.</summary>
    public JsonValue Server(string? name, AsyncApiTarget target, Func<string, bool> accepts)
    {
        var servers = _root["servers"].AsObject ?? JsonObject.Empty;
        if (name is not null)
        {
            return servers.TryGet(name, out var server) ? Follow(server) : throw Wrong($"The document has no server '{name}': it has {Names(servers)}.");
        }

        foreach (var candidate in OfChannel(target.Channel, servers))
        {
            if (accepts(candidate["protocol"].AsString ?? ""))
            {
                return candidate;
            }
        }

        throw Wrong($"The document has no server that the call could use: its servers are {string.Join(", ", servers.Select(s => $"{s.Key} ({Follow(s.Value)["protocol"].AsString})"))}.");
    }

    private IEnumerable<JsonValue> OfChannel(JsonValue channel, JsonObject servers)
    {
        var named = channel["servers"].AsArray;
        return named is not { Count: > 0 }
            ? servers.Select(server => Follow(server.Value))
            : named.Select(one => one.AsString is { } name ? Follow(servers[name]) : Follow(one));
    }

    private AsyncApiTarget OfChannel(string name, bool publishes)
    {
        var channels = _root["channels"].AsObject ?? JsonObject.Empty;
        var key = channels.ContainsKey(name) ? name : channels.ContainsKey("/" + name) ? "/" + name : channels.ContainsKey(name.TrimStart('/')) ? name.TrimStart('/') : null;
        if (key is null)
        {
            throw Wrong($"The document has no channel '{name}': it has {Names(channels)}.");
        }

        var channel = Follow(channels[key]);
        return _isVersion2
            ? new AsyncApiTarget(key, channel, Follow(channel[publishes ? "publish" : "subscribe"]), Message(Follow(channel[publishes ? "publish" : "subscribe"])["message"]))
            : new AsyncApiTarget(channel["address"].AsString ?? key, channel, JsonValue.Null, FirstMessage(channel["messages"]));
    }

    private AsyncApiTarget OfOperationId(string id)
    {
        foreach (var (address, given) in _root["channels"].AsObject ?? JsonObject.Empty)
        {
            var channel = Follow(given);
            foreach (var kind in (string[])["publish", "subscribe"])
            {
                if (Follow(channel[kind]) is { IsObject: true } operation && operation["operationId"].AsString == id)
                {
                    return new AsyncApiTarget(address, channel, operation, Message(operation["message"]));
                }
            }
        }

        throw Wrong($"The document has no operation with the operationId '{id}'. Of AsyncAPI 2 a call names the 'channel'.");
    }

    private AsyncApiTarget OfOperation(string name)
    {
        var operations = _root["operations"].AsObject ?? JsonObject.Empty;
        if (!operations.TryGet(name, out var given))
        {
            throw Wrong($"The document has no operation '{name}': it has {Names(operations)}.");
        }

        var operation = Follow(given);
        var channel = Follow(operation["channel"]);
        var last = operation["channel"]["$ref"].AsString?.Split('/')[^1];
        var messages = operation["messages"].AsArray is { Count: > 0 } listed ? Follow(listed[0]) : FirstMessage(channel["messages"]);
        return channel.IsObject
            ? new AsyncApiTarget(channel["address"].AsString ?? Unescape(last ?? name), channel, operation, messages)
            : throw Wrong($"The operation '{name}' names no channel of the document.");
    }

    private JsonValue FirstMessage(JsonValue messages) => messages.AsObject is { Count: > 0 } all ? Follow(all.Values[0]) : JsonValue.Null;

    private JsonValue Message(JsonValue message) =>
        Follow(message)["oneOf"].AsArray is { Count: > 0 } several ? Follow(several[0]) : Follow(message);

    /// <summary>What a reference in the document leads to.</summary>
    private JsonValue Follow(JsonValue value)
    {
        for (var hops = 0; value["$ref"].AsString is { } reference; hops++)
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal) || hops == MaxReferences)
            {
                throw Wrong($"The document's reference '{reference}' leads out of it or in a circle.");
            }

            value = reference[2..].Split('/').Aggregate(_root, (found, part) => found[Unescape(part)]);
        }

        return value;
    }

    private static string Unescape(string part) => Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static string Names(JsonObject members) => members.Count == 0 ? "none" : string.Join(", ", members.Keys.ToArray());

    private static CallFailedException Wrong(string detail) => new(CallErrors.Configuration(detail));
}
