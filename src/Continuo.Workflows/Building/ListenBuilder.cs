using Continuo.Workflows.Json;

namespace Continuo.Workflows.Building;

/// <summary>Which events a task waits for.</summary>
public sealed class ListenBuilder
{
    private JsonObject _to = JsonObject.Empty;
    private JsonValue? _read;

    internal ListenBuilder()
    {
    }

    internal JsonValue? Iterator { get; private set; }

    /// <summary>A filter: the attributes that an event must have, each a value or an expression.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="attributes">Other attributes.</param>
    /// <param name="correlate">What ties events to each other or to a value: <c>{ name: { from, expect? } }</c>.</param>
    public static JsonObject Event(JsonValue type, JsonObject? attributes = null, JsonObject? correlate = null)
    {
        var filter = JsonObject.Of(("with", JsonObject.Of(("type", type)).Merge(attributes ?? JsonObject.Empty)));
        return correlate is null ? filter : filter.With("correlate", correlate);
    }

    /// <summary>One event.</summary>
    public ListenBuilder One(JsonObject filter) => To("one", filter);

    /// <summary>One event for each filter.</summary>
    public ListenBuilder All(params ReadOnlySpan<JsonObject> filters) => To("all", List(filters));

    /// <summary>An event that meets any filter; no filter is met by every event.</summary>
    public ListenBuilder Any(params ReadOnlySpan<JsonObject> filters) => To("any", List(filters));

    /// <summary>Goes on consuming until this is true of the events so far. Goes with <see cref="Any"/>.</summary>
    public ListenBuilder Until(Expr condition) => To("until", condition);

    /// <summary>Goes on consuming until such an event arrives. Goes with <see cref="Any"/>.</summary>
    public ListenBuilder Until(JsonObject filter) => To("until", JsonObject.Of(("one", filter)));

    /// <summary>What of an event is read: <c>data</c> (else), <c>envelope</c> or <c>raw</c>.</summary>
    public ListenBuilder Read(string what)
    {
        _read = what;
        return this;
    }

    /// <summary>Runs tasks for each event, one after the other.</summary>
    public ListenBuilder Foreach(Action<TaskListBuilder> tasks, string? item = null, string? at = null)
    {
        var each = new JsonObject.Builder(3);
        if (item is not null)
        {
            each.Set("item", item);
        }

        if (at is not null)
        {
            each.Set("at", at);
        }

        Iterator = each.Set("do", TaskListBuilder.Made(tasks)).Build();
        return this;
    }

    internal JsonObject Build()
    {
        var listen = JsonObject.Of(("to", _to));
        return _read is { } read ? listen.With("read", read) : listen;
    }

    private static JsonArray List(ReadOnlySpan<JsonObject> filters)
    {
        var items = new JsonValue[filters.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = filters[i];
        }

        return JsonArray.Own(items);
    }

    private ListenBuilder To(string key, JsonValue value)
    {
        _to = _to.With(key, value);
        return this;
    }
}
