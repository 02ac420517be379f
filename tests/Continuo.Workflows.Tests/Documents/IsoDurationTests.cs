using Continuo.Testing;
using Continuo.Workflows.Documents;
using CsCheck;
using Xunit;

namespace Continuo.Workflows.Tests.Documents;

public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("PT30S", 30_000)]
    [InlineData("PT0.01S", 10)]
    [InlineData("PT0.0004S", 0)]
    [InlineData("P1D", 86_400_000)]
    [InlineData("P1W", 604_800_000)]
    [InlineData("P1M", 2_592_000_000)]
    [InlineData("P1Y", 31_536_000_000)]
    [InlineData("PT1M", 60_000)]
    [InlineData("P1Y2M3W4DT5H6M7.5S", 38_898_367_500)]
    [InlineData("PT1.5H", 5_400_000)]
    [InlineData("P0D", 0)]
    public void A_duration_is_read_to_the_millisecond(string text, long milliseconds)
    {
        Assert.True(IsoDuration.TryParse(text, out var duration));

        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("30S")]
    [InlineData("PT30")]
    [InlineData("PT30X")]
    [InlineData("PT1S1M")]
    [InlineData("PT1S1S")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("-PT1S")]
    [InlineData("PT-1S")]
    [InlineData("PT.5S")]
    [InlineData("PT1.S")]
    [InlineData("PT1..5S")]
    [InlineData("PT1,5S")]
    [InlineData("PT1TS")]
    [InlineData("pt30s")]
    [InlineData("P1001Y")]
    [InlineData("PT99999999999999999999999999S")]
    [InlineData(" PT1S")]
    public void Anything_else_is_refused(string text) => Assert.False(IsoDuration.TryParse(text, out _));

    [Fact]
    public void What_dotnet_prints_is_read_back() =>
        Gen.Long[0, 365L * 86_400_000].Check(ms =>
        {
            var duration = TimeSpan.FromMilliseconds(ms);
            return IsoDuration.TryParse(System.Xml.XmlConvert.ToString(duration), out var read) && read == duration;
        }, iter: 1_000);
}
