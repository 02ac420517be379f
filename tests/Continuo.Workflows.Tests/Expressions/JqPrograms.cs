using Continuo.Workflows.Json;
using CsCheck;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Random values and random programs.</summary>
internal static class JqPrograms
{
    private static readonly string[] s_keys = ["a", "b", "c", "key", "value", "0"];

    public static readonly Gen<JsonValue> Values = Gen.Recursive<JsonValue>((depth, inner) => depth > 3
        ? Scalars!
        : Gen.Frequency(
            (3, Scalars!),
            (2, inner.Array[0, 4].Select(items => (JsonValue)JsonArray.Own(items))),
            (2, Gen.Select(Pick(s_keys), inner).Array[0, 4].Select(Object))));

    /// <summary>Terms that jq 1.6 understands in the same way as we do.</summary>
    private static readonly string[] s_old =
    [
        ".", "..", ".a", ".b?", ".[]", ".[]?", ".[0]", ".[1:]", ".[:-1]?", "keys?", "length?", "type", "add?", "not", "tojson", "tostring", "([.[]?] | reverse)", "to_entries?",
        "sort?", "unique?", "min?", "max?", "flatten?", "first(.[]?)", "paths", "leaf_paths", "any?", "all?", "floor?", "ascii_downcase?", "explode?", "1", "null", "\"a\"", "[1,2]",
        "{a:1}", "empty", "error(\"x\")", "-1", "1.5", "\"x\\(.)\"", "@json", "range(3)", "has(\"a\")?", "index(\"a\")?", "tostream", "recurse", "@base64?", "@html",
    ];

    private static readonly string[] s_new = ["transpose?", "reverse?", "abs?", "toarray", "pick(.a)?", "have_decnum", "splits(\"a\")?", "ltrimstr(\"a\")?", "trim?", "@urid?", "getpath([\"a\"])?", "limit(2; .[]?)", "skip(1; .[]?)", "tonumber?", "now", "todate?", "gsub(\"a\"; \"b\")?", "$__loc__", "debug"];

    public static Gen<string> Programs { get; } = Build([.. s_old, .. s_new], isOld: false);

    public static Gen<string> OldPrograms { get; } = Build([.. s_old.Select(t => t.EndsWith('?') ? Contained(t) : t)], isOld: true);

    /// <summary>
    /// In jq 1.6 an error behind a <c>try</c> is caught by it; in an array the try has ended before. It also has other messages, and
    /// another opinion of <c>error // empty</c>.
    /// </summary>
    private static string Contained(string program) => $"([{program}] | .[])";

    /// <summary>In jq 1.6 a text times nothing is null, and a number times a text fails.</summary>
    private static string Old(string left, string op, string right) => op switch
    {
        "//" => $"({left} and {right})",
        "*" => $"(({left} | {NoText}) * ({right} | {NoText}))",
        _ => $"({left} {op} {right})",
    };

    private const string NoText = "if type == \"string\" then 2 else . end";

    private static Gen<JsonValue> Scalars => Gen.OneOf(
        Gen.Const(JsonValue.Null),
        Gen.Bool.Select(b => (JsonValue)b),
        Gen.Int[-20, 20].Select(i => (JsonValue)i),
        Gen.Int[-2000, 2000].Select(i => (JsonValue)(i / 8.0)),
        Pick("", "a", "b", "abc", "ä€𝄞", "1", "a,b").Select(s => (JsonValue)s));

    private static Gen<string> Build(string[] terms, bool isOld) => Gen.Recursive<string>((depth, inner) => depth > 3
        ? Pick(terms)
        : Gen.Frequency(
            (4, Pick(terms)),
            (3, Gen.Select(inner, inner, (a, b) => $"({a} | {b})")),
            (1, Gen.Select(inner, inner, (a, b) => $"({a}, {b})")),
            (2, Gen.Select(inner, Pick("+", "-", "*", "==", "<", "and", "or", "//"), inner, (a, op, b) => isOld ? Old(a, op, b) : $"({a} {op} {b})")),
            (1, inner.Select(a => $"[{a}]")),
            (1, Gen.Select(inner, inner, (a, b) => $"{{a: ({a}), b: ({b})}}")),
            (1, Gen.Select(inner, inner, inner, (a, b, c) => $"(if {a} then {b} else {c} end)")),
            (1, Gen.Select(inner, inner, (a, b) => isOld ? Contained($"try {a} catch (1 | {b})") : $"(try {a} catch {b})")),
            (1, Gen.Select(inner, inner, (a, b) => $"(({a}) as $x | {b} | [., $x])")),
            (1, Gen.Select(inner, inner, (a, b) => $"(reduce ({a}) as $x (0; [., $x] | {b}))")),
            (1, Gen.Select(inner, inner, (a, b) => $"[limit(5; foreach ({a}) as $x (0; $x | {b}; [.]))]")),
            (1, Gen.Select(inner, inner, (a, b) => $"(def f(g): [g, g]; f({a}) | {b})")),
            (1, Gen.Select(inner, inner, (a, b) => $"[label $out | {a} | if . == null then break $out else {b} end]")),
            (1, inner.Select(a => isOld ? $"[{a}, 1]" : $"[path({a})?]")),
            (1, Gen.Select(inner, inner, (a, b) => isOld ? $"[{a} | select({b})]" : $"[({a}) |= ({b})]"))));

    public static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static JsonValue Object((string, JsonValue)[] members)
    {
        var builder = new JsonObject.Builder();
        foreach (var (key, value) in members)
        {
            builder.Set(key, value);
        }

        return builder.Build();
    }
}
