using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Continuo.Cluster.Wire;

/// <summary>Closed hierarchies: an abstract record whose cases are nested in it, as an object with the case's name.</summary>
internal sealed class CaseConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert is { IsAbstract: true, IsClass: true, IsSealed: false } && typeToConvert.Namespace?.StartsWith("Continuo.", StringComparison.Ordinal) == true;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(CaseConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class CaseConverter<T> : JsonConverter<T>
        where T : class
    {
        private static readonly FrozenDictionary<string, Type> s_cases = typeof(T).GetNestedTypes().Where(nested => nested.IsSubclassOf(typeof(T))).ToFrozenDictionary(nested => nested.Name);

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName
                || !s_cases.TryGetValue(reader.GetString()!, out var kind) || !reader.Read())
            {
                throw new JsonException($"This is no {typeof(T).Name} that this release knows.");
            }

            var value = (T?)JsonSerializer.Deserialize(ref reader, kind, options);
            return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? value : throw new JsonException($"A {typeof(T).Name} has one case.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }
    }
}
