using System.Collections.Frozen;
using Continuo.Workflows.Expressions.Syntax;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>All builtins by name and number of arguments.</summary>
internal static class Library
{
    private static readonly FrozenDictionary<string, Native> s_natives = Natives();

    private static readonly Lazy<FrozenDictionary<string, Definition>> s_definitions = new(() =>
        Parser.ParseDefinitions(Prelude.Source).ToFrozenDictionary(d => $"{d.Name}/{d.Parameters.Length}"));

    private static readonly FrozenDictionary<string, string> s_refused = new Dictionary<string, string>
    {
        ["input"] = "a program here has one input",
        ["inputs"] = "a program here has one input",
        ["input_filename"] = "a program here has one input and no file",
        ["input_line_number"] = "a program here has one input and no file",
        ["halt"] = "a program cannot end the process; use 'error'",
        ["halt_error"] = "a program cannot end the process; use 'error'",
        ["stderr"] = "a program cannot write to the process; use 'error'",
        ["get_search_list"] = "programs here have no modules",
        ["modulemeta"] = "programs here have no modules",
        ["getpgid"] = "a program cannot read the process",
        ["input_filter"] = "a program here has one input",
    }.ToFrozenDictionary();

    /// <summary>Every builtin as <c>name/arity</c>, as <c>builtins</c> gives them.</summary>
    public static IEnumerable<string> Names =>
        s_natives.Keys.Concat(s_definitions.Value.Keys).Concat(Macros.Names).Distinct().Where(n => n[0] != '_');

    public static Native? FindNative(string key) => s_natives.GetValueOrDefault(key);

    public static Definition? FindDefinition(string key) => s_definitions.Value.GetValueOrDefault(key);

    public static string? WhyRefused(string name) => s_refused.GetValueOrDefault(name);

    private static FrozenDictionary<string, Native> Natives()
    {
        var all = new Dictionary<string, Native>();
        foreach (var (key, native) in ValueBuiltins.All
            .Concat(TextBuiltins.All)
            .Concat(ArrayBuiltins.All)
            .Concat(MathBuiltins.All)
            .Concat(TimeBuiltins.All))
        {
            all.Add(key, native);
        }

        return all.ToFrozenDictionary();
    }
}
