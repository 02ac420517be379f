using Continuo.Workflows.Expressions.Evaluation;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Expressions.Builtins;

/// <summary>Builtins for numbers, named as in the C library.</summary>
internal static class MathBuiltins
{
    public static Dictionary<string, Native> All { get; } = Build();

    private static Dictionary<string, Native> Build()
    {
        var all = new Dictionary<string, Native>
        {
            ["abs/0"] = new((_, x) => x.IsNumber ? ValueBuiltins.Abs(x) : x.IsString ? x : throw new JqException($"{JqText.Describe(x)} has no absolute value")) { Name = "abs" },
            ["toarray/0"] = new((_, x) => x.IsArray ? x : JsonArray.Of(x)) { Name = "toarray" },
            ["infinite/0"] = new((_, _) => double.PositiveInfinity) { Name = "infinite", TakesSecrets = true },
            ["nan/0"] = new((_, _) => double.NaN) { Name = "nan", TakesSecrets = true },
            ["isinfinite/0"] = new((_, x) => double.IsInfinity(Number(x))) { Name = "isinfinite" },
            ["isnan/0"] = new((_, x) => double.IsNaN(Number(x))) { Name = "isnan" },
            ["isnormal/0"] = new((_, x) => double.IsNormal(Number(x))) { Name = "isnormal" },
            ["frexp/0"] = new((_, x) => Frexp(Number(x))) { Name = "frexp" },
            ["modf/0"] = new((_, x) => Modf(Number(x))) { Name = "modf" },
            ["lgamma_r/0"] = new((_, x) => JsonArray.Of(Gamma.Log(Number(x)), Gamma.Sign(Number(x)))) { Name = "lgamma_r" },
            ["fma/3"] = new((_, _, a, b, c) => Math.FusedMultiplyAdd(Number(a), Number(b), Number(c))) { Name = "fma" },
        };
        foreach (var (name, function) in One())
        {
            all.Add($"{name}/0", new Native((_, x) => function(Number(x))) { Name = name });
        }

        foreach (var (name, function) in Two())
        {
            all.Add($"{name}/2", new Native((_, _, a, b) => function(Number(a), Number(b))) { Name = name });
        }

        return all;
    }

    private static IEnumerable<(string Name, Func<double, double> Function)> One() =>
    [
        ("floor", Math.Floor), ("ceil", Math.Ceiling), ("trunc", Math.Truncate), ("sqrt", Math.Sqrt), ("cbrt", Math.Cbrt), ("fabs", Math.Abs),
        ("round", x => Math.Round(x, MidpointRounding.AwayFromZero)), ("rint", x => Math.Round(x, MidpointRounding.ToEven)), ("nearbyint", x => Math.Round(x, MidpointRounding.ToEven)),
        ("exp", Math.Exp), ("exp2", x => Math.Pow(2, x)), ("exp10", x => Math.Pow(10, x)), ("pow10", x => Math.Pow(10, x)), ("expm1", Expm1),
        ("log", Math.Log), ("log2", Math.Log2), ("log10", Math.Log10), ("log1p", Log1p), ("logb", x => x == 0 ? double.NegativeInfinity : double.IsFinite(x) ? Math.ILogB(x) : Math.Abs(x)),
        ("sin", Math.Sin), ("cos", Math.Cos), ("tan", Math.Tan), ("asin", Math.Asin), ("acos", Math.Acos), ("atan", Math.Atan),
        ("sinh", Math.Sinh), ("cosh", Math.Cosh), ("tanh", Math.Tanh), ("asinh", Math.Asinh), ("acosh", Math.Acosh), ("atanh", Math.Atanh),
        ("gamma", Gamma.Log), ("lgamma", Gamma.Log), ("tgamma", Gamma.Of), ("significand", Significand),
    ];

    private static IEnumerable<(string Name, Func<double, double, double> Function)> Two() =>
    [
        ("pow", Math.Pow), ("atan2", Math.Atan2), ("fmod", (a, b) => a % b), ("fmin", FMin), ("fmax", FMax), ("copysign", Math.CopySign),
        ("fdim", (a, b) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : Math.Max(a - b, 0)), ("hypot", double.Hypot), ("drem", Math.IEEERemainder),
        ("ldexp", (a, b) => Math.ScaleB(a, Exponent(b))), ("scalb", (a, b) => Math.ScaleB(a, Exponent(b))), ("scalbln", (a, b) => Math.ScaleB(a, Exponent(b))),
        ("nextafter", NextAfter), ("nexttoward", NextAfter),
    ];

    private static double Number(JsonValue value) => value.IsNumber ? value.Number : throw new JqException($"{JqText.Describe(value)} number required");

    private static int Exponent(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(value, -5000, 5000);

    private static double FMin(double a, double b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Min(a, b);

    private static double FMax(double a, double b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : Math.Max(a, b);

    private static double NextAfter(double from, double toward) =>
        double.IsNaN(from) || double.IsNaN(toward) ? double.NaN : from == toward ? toward : from < toward ? Math.BitIncrement(from) : Math.BitDecrement(from);

    private static double Significand(double value) =>
        value == 0 || !double.IsFinite(value) ? value : Math.ScaleB(value, -Math.ILogB(value));

    private static double Expm1(double x)
    {
        // Kahan's form: exact where exp(x) - 1 would lose all digits.
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsInfinity(u) ? u : (u - 1) * x / Math.Log(u);
    }

    private static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    private static JsonValue Frexp(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return JsonArray.Of(value, 0);
        }

        var exponent = Math.ILogB(value) + 1;
        return JsonArray.Of(Math.ScaleB(value, -exponent), exponent);
    }

    private static JsonValue Modf(double value)
    {
        var whole = Math.Truncate(value);
        return JsonArray.Of(double.IsInfinity(value) ? Math.CopySign(0, value) : value - whole, whole);
    }
}
