using System.Collections.Frozen;
using Continuo.Workflows.Expressions.Compilation;
using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins that take programs: each call becomes nodes of its own, so that its arguments keep what is known of them.</summary>
internal static class Macros
{
    public delegate Node Macro(Node[] arguments, int offset);

    private static readonly FrozenDictionary<string, Macro> s_all = new Dictionary<string, Macro>
    {
        ["null/0"] = (_, _) => new LiteralNode(default),
        ["true/0"] = (_, _) => new LiteralNode(true),
        ["false/0"] = (_, _) => new LiteralNode(false),
        ["empty/0"] = (_, _) => new EmptyNode(),
        ["not/0"] = (_, _) => new NotNode(),
        ["select/1"] = (a, _) => new IfNode(a[0], new IdentityNode(), new EmptyNode()),
        ["map/1"] = (a, offset) => new CollectNode(Compiler.Pipe(new IterateNode(false) { Offset = offset }, a[0])),
        ["recurse/0"] = (_, _) => new RecurseNode(new IterateNode(true)),
        ["recurse/1"] = (a, _) => new RecurseNode(a[0]),
        ["range/1"] = (a, offset) => Range(new LiteralNode(0), a[0], new LiteralNode(1), offset),
        ["range/2"] = (a, offset) => Range(a[0], a[1], new LiteralNode(1), offset),
        ["range/3"] = (a, offset) => Range(a[0], a[1], a[2], offset),
        ["first/1"] = (a, _) => new FirstNode(a[0]),
        ["last/1"] = (a, _) => new LastNode(a[0]),
        ["limit/2"] = (a, offset) => new LimitNode(a[0], a[1]) { Offset = offset },
        ["skip/2"] = (a, offset) => new SkipNode(a[0], a[1]) { Offset = offset },
        ["until/2"] = (a, _) => new UntilNode(a[0], a[1]),
        ["while/2"] = (a, _) => new WhileNode(a[0], a[1]),
        ["repeat/1"] = (a, _) => new RepeatNode(a[0]),
        ["any/2"] = (a, _) => new QuantifierNode(true, a[0], a[1]),
        ["all/2"] = (a, _) => new QuantifierNode(false, a[0], a[1]),
        ["isempty/1"] = (a, _) => new IsEmptyNode(a[0]),
        ["path/1"] = (a, offset) => new PathNode(a[0]) { Offset = offset },
        ["add/1"] = (a, offset) => new PipeNode(new CollectNode(a[0]), new BuiltinNode(Library.FindNative("add/0")!, []) { Offset = offset }),
        ["error/0"] = (_, offset) => new ErrorNode(new IdentityNode()) { Offset = offset },
        ["error/1"] = (a, offset) => new ErrorNode(a[0]) { Offset = offset },
        ["sort_by/1"] = (a, offset) => new KeyedNode(a[0], Keyed.SortBy) { Offset = offset },
        ["group_by/1"] = (a, offset) => new KeyedNode(a[0], Keyed.GroupBy) { Offset = offset },
        ["unique_by/1"] = (a, offset) => new KeyedNode(a[0], Keyed.UniqueBy) { Offset = offset },
        ["min_by/1"] = (a, offset) => new KeyedNode(a[0], Keyed.MinBy) { Offset = offset },
        ["max_by/1"] = (a, offset) => new KeyedNode(a[0], Keyed.MaxBy) { Offset = offset },
        ["getpath/1"] = (a, offset) => new GetPathNode(a[0]) { Offset = offset },
        ["match/1"] = (a, offset) => Regex(RegexUse.Match, a, offset),
        ["match/2"] = (a, offset) => Regex(RegexUse.Match, a, offset),
        ["test/1"] = (a, offset) => Regex(RegexUse.Test, a, offset),
        ["test/2"] = (a, offset) => Regex(RegexUse.Test, a, offset),
        ["capture/1"] = (a, offset) => Regex(RegexUse.Capture, a, offset),
        ["capture/2"] = (a, offset) => Regex(RegexUse.Capture, a, offset),
        ["scan/1"] = (a, offset) => Regex(RegexUse.Scan, a, offset),
        ["scan/2"] = (a, offset) => Regex(RegexUse.Scan, a, offset),
        ["split/2"] = (a, offset) => Regex(RegexUse.Split, a, offset),
        ["splits/1"] = (a, offset) => Regex(RegexUse.Splits, a, offset),
        ["splits/2"] = (a, offset) => Regex(RegexUse.Splits, a, offset),
        ["sub/2"] = (a, offset) => new SubstituteNode(a[0], a[1], null, false) { Offset = offset },
        ["sub/3"] = (a, offset) => new SubstituteNode(a[0], a[1], a[2], false) { Offset = offset },
        ["gsub/2"] = (a, offset) => new SubstituteNode(a[0], a[1], null, true) { Offset = offset },
        ["gsub/3"] = (a, offset) => new SubstituteNode(a[0], a[1], a[2], true) { Offset = offset },
        ["debug/0"] = (_, _) => new IdentityNode(),
        ["debug/1"] = (_, _) => new IdentityNode(),
        ["env/0"] = (_, _) => new LiteralNode(JsonValue.EmptyObject),
        ["now/0"] = (_, _) => new NowNode(),
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => s_all.Keys;

    public static Macro? Find(string key) => s_all.GetValueOrDefault(key);

    private static RegexNode Regex(RegexUse use, Node[] arguments, int offset) =>
        new(use, arguments[0], arguments.Length > 1 ? arguments[1] : null) { Offset = offset };

    /// <summary>The first argument varies slowest, as in a function with three value parameters.</summary>
    private static RangeNode Range(Node from, Node upTo, Node by, int offset) => new(from, upTo, by) { Offset = offset };
}
