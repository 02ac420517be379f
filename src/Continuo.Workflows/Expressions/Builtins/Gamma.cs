namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>The gamma function by Lanczos' approximation (g = 7, nine terms), good to about 15 digits.</summary>
internal static class Gamma
{
    private static readonly double[] s_terms =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    public static double Of(double x)
    {
        if (x == Math.Floor(x) && x is > 0 and < 24)
        {
            var factorial = 1.0;
            for (var i = 2; i < x; i++)
            {
                factorial *= i;
            }

            return factorial;
        }

        if (x <= 0 && x == Math.Floor(x))
        {
            return x == 0 ? Math.CopySign(double.PositiveInfinity, x) : double.NaN;
        }

        return Sign(x) * Math.Exp(Log(x));
    }

    /// <summary>The logarithm of the absolute value.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }

        if (x <= 0 && x == Math.Floor(x))
        {
            return double.PositiveInfinity;
        }

        if (x is 1 or 2)
        {
            return 0;
        }

        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - Log(1 - x);
        }

        x -= 1;
        var sum = s_terms[0];
        for (var i = 1; i < s_terms.Length; i++)
        {
            sum += s_terms[i] / (x + i);
        }

        var t = x + 7.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x + 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    public static double Sign(double x) => x < 0 && x != Math.Floor(x) && Math.Floor(x) % 2 != 0 ? -1 : 1;
}
