using System.Globalization;
using System.Numerics;
using Continuo.Workflows.Json;

namespace Continuo.Services.Grpc;

/// <summary>Numbers and bytes as the JSON mapping of proto3 writes them: a number may stand in quotes.</summary>
internal static class ProtoNumbers
{
    public static BigInteger Whole(JsonValue value, string at, BigInteger least, BigInteger most)
    {
        var text = value.IsNumber ? value.Literal ?? value.ToString() : value.AsString;
        if (text is not null && !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == Math.Floor(number) && Math.Abs(number) < 1e20)
        {
            text = new BigInteger(number).ToString(CultureInfo.InvariantCulture);
        }

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole >= least && whole <= most
            ? whole
            : throw ProtoMismatch.Of(at, $"a whole number from {least} to {most}", value);
    }

    public static double Double(JsonValue value, string at)
    {
        if (value.IsNumber)
        {
            return value.Number;
        }

        return value.AsString switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
            _ => throw ProtoMismatch.Of(at, "a number", value),
        };
    }

    public static float Float(JsonValue value, string at)
    {
        var wide = Double(value, at);
        return double.IsFinite(wide) && !float.IsFinite((float)wide) ? throw ProtoMismatch.Of(at, "a number within the range of float", value) : (float)wide;
    }

    /// <summary>Base64, of either alphabet, padded or not.</summary>
    public static byte[] Bytes(JsonValue value, string at)
    {
        var text = value.AsString?.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[text?.Length ?? 0];
        return text is not null && Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var written)
            ? bytes[..written]
            : throw ProtoMismatch.Of(at, "text in base64", value);
    }

    /// <summary>What JSON cannot say as a number is text.</summary>
    public static JsonValue Of(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "Infinity" : double.IsNegativeInfinity(value) ? "-Infinity" : value;

    /// <summary>The shortest decimal that is this float, not the double beside it.</summary>
    public static JsonValue Of(float value) =>
        float.IsFinite(value) ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Of((double)value);
}
