using System.Collections.Immutable;
using Continuo.Workflows.Json;

namespace Continuo.Engine.Instances;

/// <summary>Texts with secrets in them, by the secrets' names.</summary>
internal static class SymbolicCodec
{
    public static void Write(FactWriter writer, SymbolicText text)
    {
        writer.ULong((uint)text.Parts.Length);
        foreach (var part in text.Parts)
        {
            switch (part)
            {
                case SymbolicPart.Text literal:
                    writer.Byte(0);
                    writer.Text(literal.Value);
                    break;
                case SymbolicPart.Secret secret:
                    writer.Byte(1);
                    writer.Text(secret.Name);
                    writer.ULong((uint)secret.Path.Length);
                    foreach (var key in secret.Path)
                    {
                        writer.Text(key);
                    }

                    break;
                case SymbolicPart.Encoded encoded:
                    writer.Byte(2);
                    writer.Text(encoded.Encoding);
                    Write(writer, encoded.Inner);
                    break;
            }
        }
    }

    public static SymbolicText Read(ref FactReader reader)
    {
        var parts = ImmutableArray.CreateBuilder<SymbolicPart>();
        for (var count = ValueCodec.CountOf(ref reader); count > 0; count--)
        {
            switch (reader.Byte())
            {
                case 0:
                    parts.Add(new SymbolicPart.Text(reader.Text()));
                    break;
                case 1:
                    var name = reader.Text();
                    var path = new string[ValueCodec.CountOf(ref reader)];
                    for (var i = 0; i < path.Length; i++)
                    {
                        path[i] = reader.Text();
                    }

                    parts.Add(new SymbolicPart.Secret(name, [.. path]));
                    break;
                case 2:
                    var encoding = reader.Text();
                    parts.Add(new SymbolicPart.Encoded(encoding, Read(ref reader)));
                    break;
                default:
                    throw new InvalidDataException("The journal holds a part of a symbolic text that this version does not know.");
            }
        }

        return new SymbolicText(parts.ToImmutable());
    }
}
