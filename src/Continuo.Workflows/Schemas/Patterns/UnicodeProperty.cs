using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Continuo.Workflows.Schemas.Patterns;

/// <summary>The properties that <c>\p{...}</c> names: general categories by their short and long names, and a few others.</summary>
/// <param name="Class">How .NET writes it, for characters up to U+FFFF.</param>
/// <param name="All">Its characters, which take a while to collect.</param>
internal sealed record UnicodeProperty(string Class, Lazy<CharacterSet> All)
{
    private const string Categories =
        """
        Lu Uppercase_Letter|Ll Lowercase_Letter|Lt Titlecase_Letter|Lm Modifier_Letter|Lo Other_Letter|Mn Nonspacing_Mark|Mc Spacing_Mark|Me Enclosing_Mark|
        Nd Decimal_Number digit|Nl Letter_Number|No Other_Number|Zs Space_Separator|Zl Line_Separator|Zp Paragraph_Separator|Cc Control cntrl|Cf Format|
        Cs Surrogate|Co Private_Use|Pc Connector_Punctuation|Pd Dash_Punctuation|Ps Open_Punctuation|Pe Close_Punctuation|Pi Initial_Punctuation|
        Pf Final_Punctuation|Po Other_Punctuation|Sm Math_Symbol|Sc Currency_Symbol|Sk Modifier_Symbol|So Other_Symbol|Cn Unassigned
        """;

    private const string Groups = "L Letter|M Mark Combining_Mark|N Number|P Punctuation punct|S Symbol|Z Separator|C Other";

    /// <summary>The short names in the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] s_order =
        ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"];

    private static readonly FrozenDictionary<string, string> s_names = Names();
    private static readonly ConcurrentDictionary<string, UnicodeProperty> s_properties = new(StringComparer.Ordinal);

    public CharacterSet Characters => All.Value;

    /// <summary>The characters with a property, or without it; null when it is not known here.</summary>
    public static CharacterSet? Find(string name, bool isWithout)
    {
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            if (name[..equals] is not ("gc" or "General_Category"))
            {
                return null;
            }

            name = name[(equals + 1)..];
        }

        if (!s_names.TryGetValue(name, out var known))
        {
            return null;
        }

        if (known is "Any" or "ASCII" or "LC")
        {
            return isWithout ? Build(known).Complement() : Build(known);
        }

        var key = (isWithout ? @"\P{" : @"\p{") + known + "}";
        return CharacterSet.Of(s_properties.GetOrAdd(key, _ => new(key, new(() => isWithout ? Build(known).Complement() : Build(known)))));
    }

    private static CharacterSet Build(string name)
    {
        switch (name)
        {
            case "Any":
                return CharacterSet.Everything;
            case "ASCII":
                var ascii = new CharacterSet();
                ascii.Add(0, 0x7F);
                return ascii;
            case "LC":
                return CharacterSet.Where(c => c is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter);
            default:
                return CharacterSet.Where(c => s_order[(int)c].StartsWith(name, StringComparison.Ordinal));
        }
    }

    private static FrozenDictionary<string, string> Names()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["Any"] = "Any", ["ASCII"] = "ASCII", ["LC"] = "LC", ["Cased_Letter"] = "LC" };
        foreach (var row in $"{Categories}|{Groups}".Split('|', StringSplitOptions.TrimEntries))
        {
            var aliases = row.Split(' ');
            foreach (var alias in aliases)
            {
                names[alias] = aliases[0];
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
