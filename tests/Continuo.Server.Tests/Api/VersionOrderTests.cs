using Continuo.Server.Api;

namespace Continuo.Server.Tests.Api;

public sealed class VersionOrderTests
{
    [Theory]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("1.0.0-alpha", "1.0.0")]
    [InlineData("1.0.0-alpha.2", "1.0.0-alpha.10")]
    [InlineData("1.0.0-1", "1.0.0-alpha")]
    [InlineData("0.9.9+build", "1.0.0")]
    public void The_first_is_the_older(string older, string newer)
    {
        Assert.True(VersionOrder.Instance.Compare(older, newer) < 0);
        Assert.True(VersionOrder.Instance.Compare(newer, older) > 0);
        Assert.Equal(0, VersionOrder.Instance.Compare(newer, newer));
    }
}
