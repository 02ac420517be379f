using Continuo.Workflows.Documents;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class DataDocumentTests
{
    [Theory]
    [InlineData("a: [1, x]\nb: {c: true}\n", """{"a":[1,"x"],"b":{"c":true}}""")]
    [InlineData("""{"a":[1,"x"],"big":12345678901234567890}""", """{"a":[1,"x"],"big":12345678901234567890}""")]
    [InlineData("\uFEFF# c\na: 1\n", """{"a":1}""")]
    public void Yaml_and_json_are_data(string text, string expected) => Assert.Equal(expected, DataDocument.Read(text).ToString());

    [Theory]
    [InlineData("a: 1\n- b\n", 2)]
    [InlineData("a: 1\n<<: {b: 2}\n", 2)]
    [InlineData("""{"a":}""", 1)]
    [InlineData("", 1)]
    public void What_is_neither_says_where(string text, int line) => Assert.Equal(line, Assert.Throws<JsonSyntaxException>(() => DataDocument.Read(text)).Line);
}
