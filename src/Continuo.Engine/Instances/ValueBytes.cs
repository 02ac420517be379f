using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Values as bytes, as facts hold them: secrets by name, numbers as written.</summary>
public static class ValueBytes
{
    public static byte[] Write(JsonValue value)
    {
        var writer = new FactWriter();
        ValueCodec.Write(writer, value, null);
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">They are none.</exception>
    public static JsonValue Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new FactReader(bytes);
        return ValueCodec.Read(ref reader, new InstanceState(default));
    }
}
