using BenchmarkDotNet.Attributes;
using Continuo.Workflows.Json;

namespace Continuo.Benchmarks;

/// <summary>Values in and out as text, which is what the HTTP API and calls cost.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class JsonBenchmarks
{
    private const string Order = """{"id":"o-1017","customer":{"name":"Ann","address":{"street":"Long Lane 1","city":"Springfield"}},"items":[{"sku":"a","n":2},{"sku":"b","n":1}],"total":41.5,"paid":true}""";

    private static readonly JsonValue s_order = JsonValue.Parse(Order);

    [Benchmark]
    public JsonValue Read() => JsonValue.Parse(Order);

    [Benchmark]
    public string Write() => s_order.ToString();
}
