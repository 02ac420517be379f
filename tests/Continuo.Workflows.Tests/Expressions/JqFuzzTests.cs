using Continuo.Testing;
using Continuo.Workflows.Expressions;
using Continuo.Workflows.Json;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Expressions;

/// <summary>Random programs neither crash nor hang: they give results, a JqException or a JqCompileException.</summary>
/// <remarks><c>CONTINUO_FUZZ_SECONDS=200</c> makes each of them a long run over new programs.</remarks>
public sealed class JqFuzzTests
{
    private static readonly JqLimits s_limits = new(Steps: 20_000, Depth: 1000, Outputs: 1000, OutputBytes: 1 << 20);

    [Fact]
    public void Random_programs_never_crash()
    {
        Gen.Select(JqPrograms.Programs, JqPrograms.Values).Check((source, value) => Run(source, value), iter: 1_000);
    }

    [Fact]
    public void Random_text_never_crashes()
    {
        var pieces = new[]
        {
            ".", "..", "[", "]", "(", ")", "{", "}", "|", ",", ":", ";", "as", "$x", "def f:", "f", "reduce", "foreach", "if", "then", "else", "elif", "end", "try", "catch", "label $x", "break $x",
            "?//", "//=", "|=", "+", "-", "*", "/", "%", "==", "!", "\"", "\\(", "\\u12", "@base64", "@", "1", "1e999", ".a", ".\"a\"", "?", "not", "and", "or", "import", "#", "\n", "limit(1;", "error", "äöü", "\0", "__loc__", "$__loc__",
        };
        var text = JqPrograms.Pick(pieces).Array[0, 30].Select(parts => string.Join(' ', parts));
        Gen.Select(text, JqPrograms.Values).Check((source, value) => Run(source, value), iter: 4_000);
    }

    [Fact]
    public void Random_regexes_never_crash()
    {
        var pieces = new[] { "a", "b", ".", "*", "+", "?", "(", ")", "[", "]", "[^", "{2}", "{1,}", "|", "^", "$", "\\", "\\d", "\\h", "\\p{L}", "[[:alpha:]]", "(?<n>", "(?:", "(?=", "(?<!", "\\k<n>", "\\1", "\\x{41}", "(?i)", "-", "ä", "𝄞", "++", "*?" };
        var pattern = JqPrograms.Pick(pieces).Array[0, 10].Select(string.Concat);
        var program = JqProgram.Compile("[match($re; \"g\")], [sub($re; \"x\")], [splits($re)], test($re; \"ix\")");
        pattern.Check(re => { program.Evaluate("aab ä𝄞 bA1", new One(re), s_limits, []); }, iter: 1_000);
    }

    private static void Run(string source, JsonValue value)
    {
        try
        {
            JqProgram.Compile(source).Evaluate(value, JqEnvironment.Empty, s_limits, []);
        }
        catch (JqCompileException refused)
        {
            Assert.InRange(refused.Offset, 0, source.Length);
        }
    }

    private sealed class One(JsonValue value) : JqEnvironment
    {
        public override bool TryGetVariable(string name, out JsonValue given)
        {
            given = value;
            return true;
        }
    }
}
