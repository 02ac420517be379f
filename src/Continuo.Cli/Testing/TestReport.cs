using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Continuo.Cli.Output;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Testing;

/// <summary>The results of all files, for people, for scripts and for build servers.</summary>
internal static class TestReport
{
    public static void ForPeople(Terminal terminal, ImmutableArray<SuiteResult> results)
    {
        foreach (var suite in results)
        {
            terminal.Line(suite.Suite.File);
            foreach (var result in suite.Cases)
            {
                terminal.Line($"  {(result.Passed ? "ok  " : "FAIL")} {result.Case.Name}");
                foreach (var line in result.Passed ? [] : Lines(suite, result))
                {
                    terminal.Line($"         {line}");
                }
            }
        }

        var (passed, failed) = Count(results);
        terminal.Line($"{passed} passed, {failed} failed");
    }

    public static JsonObject Json(ImmutableArray<SuiteResult> results)
    {
        var (passed, failed) = Count(results);
        return JsonObject.Of(
            ("passed", passed),
            ("failed", failed),
            ("items", JsonArray.Own([.. results.SelectMany(suite => suite.Cases.Select(result => (JsonValue)Json(suite, result)))])));
    }

    public static void JUnit(string path, ImmutableArray<SuiteResult> results)
    {
        var (passed, failed) = Count(results);
        var document = new XDocument(new XElement(
            "testsuites",
            new XAttribute("tests", passed + failed),
            new XAttribute("failures", failed),
            results.Select(suite => new XElement(
                "testsuite",
                new XAttribute("name", suite.Suite.File),
                new XAttribute("tests", suite.Cases.Length),
                new XAttribute("failures", suite.Cases.Count(result => !result.Passed)),
                new XAttribute("errors", 0),
                new XAttribute("time", Seconds(suite.Took.Aggregate(TimeSpan.Zero, (sum, one) => sum + one))),
                suite.Cases.Select((result, i) => new XElement(
                    "testcase",
                    new XAttribute("classname", suite.Suite.File),
                    new XAttribute("name", Printable(result.Case.Name)),
                    new XAttribute("time", Seconds(suite.Took[i])),
                    result.Passed ? null : Failure(suite, result)))))));
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true });
        document.Save(writer);
    }

    public static (int Passed, int Failed) Count(ImmutableArray<SuiteResult> results)
    {
        var passed = results.Sum(suite => suite.Cases.Count(result => result.Passed));
        return (passed, results.Sum(suite => suite.Cases.Length) - passed);
    }

    private static XElement Failure(SuiteResult suite, CaseResult result) =>
        new("failure", new XAttribute("message", Printable(result.Problems[0].Split('\n')[0])), Printable(string.Join('\n', Lines(suite, result))));

    private static JsonObject Json(SuiteResult suite, CaseResult result) => JsonObject.Of(
        ("file", suite.Suite.File),
        ("name", result.Case.Name),
        ("line", result.Case.Position.Line),
        ("passed", result.Passed),
        ("problems", JsonArray.Own([.. result.Problems.Select(problem => (JsonValue)problem)])),
        ("status", result.View?.Status.Word()),
        ("output", result.View?.Output ?? JsonValue.Null),
        ("error", result.View?.Error?.ToJson() ?? JsonValue.Null));

    private static IEnumerable<string> Lines(SuiteResult suite, CaseResult result) =>
        result.Problems.SelectMany(problem => problem.Split('\n').Select((line, i) => i == 0 ? line : $"  {line}"))
            .Concat(result.Notes().Select(note => $"({note})"))
            .Append($"at {suite.Suite.File}:{result.Case.Position}");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML cannot hold every character that a text can.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));
}
