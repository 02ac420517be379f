using System.Text.Json;
using System.Text.Json.Serialization;
using Continuo.Engine.Instances;
using Continuo.Workflows.Json;

namespace Continuo.Cluster.Wire;

/// <summary>Values as facts hold them: as JSON text a secret would be lost.</summary>
internal sealed class ValueConverter : JsonConverter<JsonValue>
{
    public override JsonValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueBytes.Read(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, JsonValue value, JsonSerializerOptions options) => writer.WriteBase64StringValue(ValueBytes.Write(value));
}
