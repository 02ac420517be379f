using BenchmarkDotNet.Attributes;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;

namespace Continuo.Benchmarks;

/// <summary>The expressions that workflows are full of. Each should take under 1 us and allocate its result only.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class JqBenchmarks
{
    private static readonly JsonValue s_input = JsonValue.Parse("""{"a":{"b":1},"d":4,"name":"Ann","items":[1,2,3]}""");
    private static readonly JsonValue s_items = JsonArray.Own([.. Enumerable.Range(0, 20).Select(i => JsonValue.Parse($$"""{"id":{{i}},"q":{{i % 3}}}"""))]);
    private static readonly JqEnvironment s_environment = new Scope();

    private readonly JqProgram _field = JqProgram.Compile(".a.b");
    private readonly JqProgram _merge = JqProgram.Compile(". + {c: .d}");
    private readonly JqProgram _default = JqProgram.Compile("$context.x // 0");
    private readonly JqProgram _count = JqProgram.Compile("map(select(.q > 1)) | length");
    private readonly JqProgram _append = JqProgram.Compile(".items + [.d]");
    private readonly JqProgram _assign = JqProgram.Compile(".a.b = .d");
    private readonly JqProgram _text = JqProgram.Compile("\"Hello \\(.name), \\(.d)\"");
    private readonly JqProgram _condition = JqProgram.Compile(".d > 3 and .name != \"Bob\"");
    private readonly JqProgram _sum = JqProgram.Compile("map(.q) | add");
    private readonly JqProgram _reduce = JqProgram.Compile("reduce .[] as $x (0; . + $x.q)");

    [Benchmark]
    public JsonValue Field() => _field.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Merge() => _merge.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Default() => _default.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue SelectAndCount() => _count.First(s_items, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Append() => _append.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Assign() => _assign.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Text() => _text.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Condition() => _condition.First(s_input, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Sum() => _sum.First(s_items, s_environment, JqLimits.Default);

    [Benchmark]
    public JsonValue Reduce() => _reduce.First(s_items, s_environment, JqLimits.Default);

    private sealed class Scope : JqEnvironment
    {
        private static readonly JsonValue s_context = JsonObject.Of(("x", 3));

        public override bool TryGetVariable(string name, out JsonValue value)
        {
            value = s_context;
            return name == "context";
        }
    }
}
