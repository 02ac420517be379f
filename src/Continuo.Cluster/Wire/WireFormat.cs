using System.Text.Json;
using Continuo.Engine.Shards;
using Continuo.Runtime.Ownership;

namespace Continuo.Cluster.Wire;

/// <summary>Commands, answers and news between nodes, as bytes.</summary>
/// <remarks>Nodes of two releases talk while a cluster is upgraded: what one does not know it leaves out, what is missing is as if it were not given.</remarks>
internal static class WireFormat
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Converters = { new ValueConverter(), new ArrayConverterFactory(), new CaseConverterFactory() },
        MaxDepth = 128,
    };

    public static byte[] Write(ShardInput command) => JsonSerializer.SerializeToUtf8Bytes(command, s_options);

    public static byte[] Write(RoutedAnswer answer) => JsonSerializer.SerializeToUtf8Bytes(answer, s_options);

    public static byte[] Write(NodeNews news) => JsonSerializer.SerializeToUtf8Bytes(news, s_options);

    /// <exception cref="JsonException">Another release says what this one does not know.</exception>
    public static ShardInput ReadCommand(byte[] bytes) => Read<ShardInput>(bytes);

    /// <inheritdoc cref="ReadCommand"/>
    public static RoutedAnswer ReadAnswer(byte[] bytes) => Read<RoutedAnswer>(bytes);

    /// <inheritdoc cref="ReadCommand"/>
    public static NodeNews ReadNews(byte[] bytes) => Read<NodeNews>(bytes);

    private static T Read<T>(byte[] bytes)
        where T : class => JsonSerializer.Deserialize<T>(bytes, s_options) ?? throw new JsonException("There is nothing to read.");
}
