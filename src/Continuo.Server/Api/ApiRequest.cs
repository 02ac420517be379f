using System.Buffers;
using System.Globalization;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Microsoft.AspNetCore.Http;

namespace Continuo.Server.Api;

/// <summary>A request, read strictly: what is mistyped is refused with its name, never ignored.</summary>
internal sealed class ApiRequest(HttpContext context, long maxBodyBytes, CancellationToken stopping)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_oldest = TimeSpan.FromDays(36_500);

    public HttpRequest Http => context.Request;

    /// <summary>Ends when the caller went away.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Ends when the process is asked to end, too: for waits.</summary>
    public CancellationToken Stopping { get; } = stopping;

    public string Route(string name) => (string)(context.Request.RouteValues[name] ?? "");

    /// <summary>Refuses query parameters that this endpoint does not know.</summary>
    public void Accept(params ReadOnlySpan<string> known)
    {
        foreach (var name in context.Request.Query.Keys)
        {
            if (!known.Contains(name))
            {
                var list = known.IsEmpty ? "This endpoint takes none." : $"Known are: {string.Join(", ", known.ToArray())}.";
                throw new ProblemException(new(400, "unknown-parameter", $"The query parameter '{name}' is not known here.", "It would have been ignored.", list));
            }
        }
    }

    /// <summary>A parameter that may come once; null when it is absent.</summary>
    public string? One(string name)
    {
        var values = context.Request.Query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw new ProblemException(new(400, "bad-parameter", $"The parameter '{name}' came {values.Count} times.", "It is taken once.", $"Give {name} once.")),
        };
    }

    public IEnumerable<string> Many(string name) => context.Request.Query[name].OfType<string>();

    public int Number(string name, int standard, int most)
    {
        if (One(name) is not { } text)
        {
            return standard;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new ProblemException(Problem.BadParameter(name, text, $"a number from 1 to {most}"));
    }

    public bool Flag(string name, bool standard) => One(name) switch
    {
        null => standard,
        "true" or "" => true,
        "false" => false,
        var text => throw new ProblemException(Problem.BadParameter(name, text, "true or false")),
    };

    public TimeSpan? Wait(string name = "wait")
    {
        if (One(name) is not { } text)
        {
            return null;
        }

        return IsoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero && duration <= s_longestWait
            ? duration
            : throw new ProblemException(Problem.BadParameter(name, text, "an ISO 8601 duration of at most one hour, such as PT30S"));
    }

    public TimeSpan? Age(string name)
    {
        if (One(name) is not { } text)
        {
            return null;
        }

        return IsoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero && duration <= s_oldest
            ? duration
            : throw new ProblemException(Problem.BadParameter(name, text, "an ISO 8601 duration, such as P7D or PT30M"));
    }

    public static KeyValuePair<string, string> Label(string text)
    {
        var colon = text.IndexOf(':');
        return colon > 0
            ? new(text[..colon], text[(colon + 1)..])
            : throw new ProblemException(Problem.BadParameter("label", text, "name:value"));
    }

    /// <summary>The body as JSON; null when it is empty.</summary>
    public async Task<JsonValue?> Json()
    {
        BodyTypes.AcceptJson(this);
        var bytes = await Bytes();
        return bytes.Length == 0 ? (JsonValue?)null : ParseJson(bytes);
    }

    public static JsonValue ParseJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonValue.Parse(bytes);
        }
        catch (JsonSyntaxException problem)
        {
            throw new ProblemException(Problem.BadBody($"It is not JSON: {problem.Line}:{problem.Column}: {problem.Problem}", "Mend the JSON at that line and column."));
        }
    }

    /// <summary>The body as it came, at most the host's limit.</summary>
    public async Task<byte[]> Bytes()
    {
        if (context.Request.ContentLength > maxBodyBytes)
        {
            throw new ProblemException(TooLarge());
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(Aborted);
            if (read.Buffer.Length > maxBodyBytes)
            {
                throw new ProblemException(TooLarge());
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private Problem TooLarge() => new(
        413, "body-too-large", "The request's body is too large.", $"It may hold at most {maxBodyBytes} bytes.", "Send a reference to large data instead of the data.");
}
