using Continuo.Workflows.Building;
using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Building;

public sealed class YamlPrintTests
{
    private static readonly string[] s_texts =
    [
        "", " ", "a", "true", "null", "~", "1", "1.0", "0x1F", ".5", "-", "- a", "a: b", "a #b", "#", "'", "\"", "it's", "a\nb", "a\nb\n", "a\n\nb\n\n", "\n", " a\nb", "a\n  b\n c", "a\n \nb",
        "${ .a }", "{", "[x]", "&a", "*a", "!x", "%", "@x", "`", "|", ">", "? a", "---", "...", "é", "\u0001", "\t", "a\tb", "\r\n", "\u2028", "\ufeff", "😀", "<<", "a:", "=", "no", "on", "2026-01-01", "\\", "a\\nb", ".inf", "+1", "a ", ", ", "$x.y | z", "a*", ". == \"x\"",
    ];

    [Fact]
    public void Every_text_comes_back_as_key_and_as_value()
    {
        foreach (var text in s_texts)
        {
            JsonValue value = JsonObject.Of(("v", text), ("list", JsonArray.Of(text, JsonArray.Of(text), JsonObject.Of(("in", text)))), (text is "" ? "k" : text, 1));

            Assert.Equal(value, DataDocument.Read(YamlText.Of(value)));
        }
    }

    [Fact]
    public void Random_data_come_back()
    {
        var random = new Random(4711);
        for (var i = 0; i < 3_000; i++)
        {
            JsonValue value = JsonObject.Of(("root", Value(random, 0)));

            Assert.Equal(value, DataDocument.Read(YamlText.Of(value)));
        }
    }

    [Fact]
    public void Text_of_several_lines_is_a_block_that_people_can_read()
    {
        JsonValue value = JsonObject.Of(("do", JsonArray.Of(JsonObject.Of(("say", JsonObject.Of(("code", "a: 1\nb\n")))))));

        Assert.Equal("do:\n- say:\n    code: |\n      a: 1\n      b\n", YamlText.Of(value));
    }

    private static JsonValue Value(Random random, int depth) => random.Next(depth > 4 ? 4 : 7) switch
    {
        0 => JsonValue.Null,
        1 => random.Next(2) == 0,
        2 => random.Next(3) == 0 ? JsonValue.Parse("1.50") : random.Next(-5, 1_000) / 4.0,
        3 => Text(random),
        4 => JsonArray.Own([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))]),
        _ => Object(random, depth),
    };

    private static JsonObject Object(Random random, int depth)
    {
        var members = new JsonObject.Builder();
        for (var i = random.Next(4); i > 0; i--)
        {
            members.Set(Text(random) + i, Value(random, depth + 1));
        }

        return members.Build();
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => s_texts[random.Next(s_texts.Length)]));
}
