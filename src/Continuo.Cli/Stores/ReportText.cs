using System.Globalization;
using Continuo.Cli.Output;
using Continuo.Runtime.Checking;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Stores;

/// <summary>What a check has seen, for people and for scripts.</summary>
internal static class ReportText
{
    public static JsonObject Json(StoreReport report) => JsonObject.Of(
        ("store", Json(report.Store)),
        ("content", Json(report.Content)),
        ("sound", report.IsSound),
        ("findings", Json(report.Findings)),
        ("counts", JsonObject.Of([.. report.Counts.Select(count => (count.Key, (JsonValue)count.Value))])));

    public static JsonArray Json(IEnumerable<Finding> findings) => JsonArray.Own([.. findings.Select(finding => (JsonValue)Json(finding))]);

    public static JsonObject Json(StoreHeading store) => JsonObject.Of(
        ("kind", store.Kind), ("place", store.Place), ("format", store.Format), ("shards", store.Shards), ("eventParts", store.EventParts));

    public static JsonObject Json(StoreContent content) => JsonObject.Of(
        ("definitions", content.Definitions),
        ("instances", content.Instances),
        ("ended", content.Ended),
        ("commits", content.Commits),
        ("snapshots", content.Snapshots),
        ("subscriptions", content.Subscriptions),
        ("events", content.Events),
        ("records", content.Records));

    public static void Write(StoreReport report, Terminal terminal)
    {
        terminal.Line($"{report.Store.Place}: {report.Store.Kind}, format {Text(report.Store.Format)}, {Text(report.Store.Shards)} shards");
        terminal.Line(Words(report.Content));
        Write(report.Findings, terminal);
        foreach (var (code, count) in report.Counts.Where(count => count.Value > Findings.MostKept))
        {
            terminal.Line($"... and {Text(count - Findings.MostKept)} more of {code}");
        }

        terminal.Line(Verdict(report));
    }

    public static void Write(IEnumerable<Finding> findings, Terminal terminal)
    {
        foreach (var finding in findings)
        {
            terminal.Line($"{Word(finding.Severity)} {finding.Code} {finding.Subject}: {finding.What}");
            terminal.Line($"    {finding.Remedy}");
        }
    }

    public static string Words(StoreContent content) =>
        $"{Text(content.Definitions)} definitions, {Text(content.Instances)} instances ({Text(content.Ended)} ended), {Text(content.Commits)} commits, {Text(content.Events)} events";

    private static string Verdict(StoreReport report)
    {
        var (errors, warnings) = (Count(FindingSeverity.Error), Count(FindingSeverity.Warning));
        return errors > 0 ? $"Not sound: {Text(errors)} errors, {Text(warnings)} warnings." : warnings > 0 ? $"Sound, with {Text(warnings)} warnings." : "Sound.";

        int Count(FindingSeverity severity) => report.Findings.Count(finding => finding.Severity == severity);
    }

    private static JsonObject Json(Finding finding) => JsonObject.Of(
        ("code", finding.Code), ("severity", Word(finding.Severity)), ("subject", finding.Subject), ("what", finding.What), ("do", finding.Remedy));

    private static string Word(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "error",
        FindingSeverity.Warning => "warning",
        FindingSeverity.Note => "note",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
