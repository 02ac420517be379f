using System.Collections.Immutable;
using System.Globalization;
using Continuo.Server.Api;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>Reads a file of tests.</summary>
internal sealed class SuiteReader(TestText text)
{
    private const string Ending = ".test";
    private static readonly string[] s_caseMembers = ["name", "input", "secrets", "now", "stubs", "events", "expect"];

    // Any fixed moment will do; this one is easy to count from.
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StubReader _stubs = new(text);
    private readonly ExpectationReader _expectations = new(text);

    /// <summary>The suite; null when something is wrong, which <paramref name="text"/> then knows.</summary>
    public static TestSuite? Read(string file, JsonValue root, TestText text)
    {
        var suite = new SuiteReader(text).Read(file, root);
        return text.IsValid ? suite : null;
    }

    private TestSuite Read(string file, JsonValue root)
    {
        var members = text.Object(root, "", "A file of tests", "workflow", "secrets", "now", "stubs", "cases");
        var path = text.Text(members, "workflow", "") ?? Beside(file);
        var stubs = _stubs.Read(members, "");
        var secrets = Secrets(members, "");
        var now = Now(members, "", s_now);
        if (!members.ContainsKey("cases") && root.IsObject)
        {
            text.Wrong("", "'cases' is missing: a list of what is to be run, each with a name, an input and what to expect.");
        }

        var cases = text.Items(members, "cases", "").Select(item => Case(item.Value, item.Pointer, stubs, secrets, now)).ToImmutableArray();
        foreach (var twice in cases.GroupBy(one => one.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            text.Wrong($"/cases/{cases.IndexOf(twice.Last())}/name", $"There are two cases '{twice.Key}'.");
        }

        return new TestSuite(file, Path.Combine(Path.GetDirectoryName(file) ?? "", path ?? ""), cases);
    }

    private string? Beside(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (name.EndsWith(Ending, StringComparison.Ordinal))
        {
            return name[..^Ending.Length] + Path.GetExtension(file);
        }

        text.Wrong("", "'workflow' is missing: the file of the workflow, relative to this one. (A file order.test.yaml tests order.yaml.)");
        return null;
    }

    private TestCase Case(JsonValue value, string pointer, ImmutableArray<Stub> stubs, JsonObject secrets, DateTimeOffset now)
    {
        var members = text.Object(value, pointer, "A case", s_caseMembers);
        return new TestCase
        {
            Name = text.Text(members, "name", pointer, required: true) ?? "",
            Position = text.PositionOf(pointer),
            Input = members["input"],
            Secrets = secrets.Merge(Secrets(members, pointer)),
            Now = Now(members, pointer, now),

            // Its own come first: what a case says wins over what all cases share.
            Stubs = [.. _stubs.Read(members, pointer), .. stubs],
            Events = [.. text.Items(members, "events", pointer).Select(item => Event(item.Value, item.Pointer))],
            Expect = _expectations.Read(members, pointer),
        };
    }

    private JsonObject Secrets(JsonObject owner, string pointer)
    {
        var secrets = text.AnyObject(owner["secrets"], $"{pointer}/secrets", "'secrets'");
        foreach (var (name, value) in secrets)
        {
            if (!value.IsString && !value.IsObject)
            {
                text.Wrong($"{pointer}/secrets/{name}", "A secret is a text or an object of texts.");
            }
        }

        return secrets;
    }

    private DateTimeOffset Now(JsonObject owner, string pointer, DateTimeOffset otherwise)
    {
        if (!owner.ContainsKey("now"))
        {
            return otherwise;
        }

        if (DateTimeOffset.TryParse(owner["now"].AsString, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var now))
        {
            return now;
        }

        text.Wrong($"{pointer}/now", "'now' must be a time, such as '2026-05-04T08:00:00Z'.");
        return otherwise;
    }

    private TestEvent Event(JsonValue value, string pointer)
    {
        var members = text.AnyObject(value, pointer, "An event");
        var complete = JsonObject.Of(("specversion", "1.0"), ("id", $"test{pointer.Replace('/', '-')}"), ("source", "/continuo/test")).Merge(members.Without("when"));
        if (value.IsObject && CloudEventCheck.Problem(complete) is { } problem)
        {
            text.Wrong(pointer, $"Not a CloudEvent: {problem} An event needs at least a 'type'.");
        }

        TimeSpan? after = null;
        string? task = null;
        if (members["when"].IsObject)
        {
            var when = text.Object(members["when"], $"{pointer}/when", "'when'", "task");
            task = text.Text(when, "task", $"{pointer}/when", required: true);
        }
        else
        {
            after = text.Duration(members, "when", pointer);
        }

        return new TestEvent(after, task, complete);
    }
}
