using System.Text;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>Labels beyond ASCII written in ASCII (RFC 3492).</summary>
internal static class Punycode
{
    private const int Radix = 36;
    private const int LeastThreshold = 1;
    private const int MostThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int FirstBias = 72;
    private const int FirstCodePoint = 0x80;
    private const int LastCodePoint = 0x10FFFF;

    public static string Encode(string label)
    {
        var points = label.EnumerateRunes().Select(rune => rune.Value).ToList();
        var text = new StringBuilder();
        foreach (var point in points.Where(point => point < FirstCodePoint))
        {
            text.Append((char)point);
        }

        var basic = text.Length;
        var done = basic;
        if (basic > 0)
        {
            text.Append('-');
        }

        var (next, delta, bias) = (FirstCodePoint, 0L, FirstBias);
        while (done < points.Count)
        {
            var least = points.Where(point => point >= next).Min();
            delta += (long)(least - next) * (done + 1);
            next = least;
            foreach (var point in points)
            {
                delta += point < next ? 1 : 0;
                if (point == next)
                {
                    AppendNumber(text, delta, bias);
                    bias = Adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }

            delta++;
            next++;
        }

        return text.ToString();
    }

    /// <summary>The label, or null when the text encodes none.</summary>
    public static string? Decode(string text)
    {
        var mark = text.LastIndexOf('-');
        var points = new List<int>();
        for (var i = 0; i < mark; i++)
        {
            points.Add(text[i]);
        }

        var (next, index, bias) = (FirstCodePoint, 0L, FirstBias);
        for (var at = mark + 1; at < text.Length;)
        {
            var before = index;
            long weight = 1;
            for (var k = Radix; ; k += Radix)
            {
                var digit = at < text.Length ? Digit(text[at++]) : -1;
                if (digit < 0 || index > int.MaxValue)
                {
                    return null;
                }

                index += digit * weight;
                var threshold = Threshold(k, bias);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Radix - threshold;
                if (weight > int.MaxValue)
                {
                    return null;
                }
            }

            bias = Adapt(index - before, points.Count + 1, before == 0);
            var step = index / (points.Count + 1);
            index %= points.Count + 1;
            if (next + step > LastCodePoint)
            {
                return null;
            }

            next += (int)step;
            points.Insert((int)index++, next);
        }

        return points.Exists(point => !Rune.IsValid(point)) ? null : string.Concat(points.Select(char.ConvertFromUtf32));
    }

    private static void AppendNumber(StringBuilder text, long number, int bias)
    {
        for (var k = Radix; ; k += Radix)
        {
            var threshold = Threshold(k, bias);
            if (number < threshold)
            {
                text.Append(Letter((int)number));
                return;
            }

            text.Append(Letter((int)(threshold + ((number - threshold) % (Radix - threshold)))));
            number = (number - threshold) / (Radix - threshold);
        }
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        while (delta > (Radix - LeastThreshold) * MostThreshold / 2)
        {
            delta /= Radix - LeastThreshold;
            k += Radix;
        }

        return k + (int)((Radix - LeastThreshold + 1) * delta / (delta + Skew));
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, LeastThreshold, MostThreshold);

    private static char Letter(int digit) => (char)(digit < MostThreshold ? 'a' + digit : '0' + digit - MostThreshold);

    private static int Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + MostThreshold,
        _ => -1,
    };
}
