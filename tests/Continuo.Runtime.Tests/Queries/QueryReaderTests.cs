using Continuo.Runtime.Queries;
using Xunit;

namespace Continuo.Runtime.Tests.Queries;

public sealed class QueryReaderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "1: The query is empty.")]
    [InlineData("status = fauled", "10: 'fauled' is no status. Did you mean 'faulted'?")]
    [InlineData("stat = faulted", "1: 'stat' is no field of an instance.")]
    [InlineData("status = ", "10: The query ends where a value is expected.")]
    [InlineData("status > faulted", "8: 'status' has no order.")]
    [InlineData("age > soon", "7: 'soon' is no duration.")]
    [InlineData("created < now", "11: 'now' is no time.")]
    [InlineData("status = faulted workflow = a/b", "18: 'workflow' is too much here.")]
    [InlineData("(status = faulted", "18: A ')' is missing here.")]
    [InlineData("label.a = \"x", "11: This text has no end.")]
    [InlineData("status in faulted", "11: After 'in' a list is expected.")]
    [InlineData("id & 3", "4: '&' means nothing in a query.")]
    [InlineData("status", "7: 'status' wants a comparison here.")]
    public void A_mistake_is_said_with_its_column(string text, string problem)
    {
        var read = InstanceQueryText.Read(text, s_now);

        Assert.Null(read.Condition);
        Assert.StartsWith(problem, read.Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_said_at_once()
    {
        var read = InstanceQueryText.Read("status = fauled and age > soon or (colour = red and incident)", s_now);

        Assert.Equal([10, 27, 36], read.Problems.Select(problem => problem.Column));
    }

    [Theory]
    [InlineData("status = faulted and workflow = shop/order and label.customer = \"7\"", "")]
    [InlineData("input.customer = 7 and id = a", "")]
    [InlineData("status = faulted and age > 2h", "created")]
    [InlineData("status = faulted or age > 2h", "or")]
    [InlineData("input.total > 7 and not finished", "input.total not")]
    public void What_no_index_serves_is_named(string text, string unindexed) =>
        Assert.Equal(unindexed, string.Join(' ', InstanceQueryText.Unindexed(InstanceQueryText.Read(text, s_now).Condition!)));

    [Fact]
    public void Deep_and_long_queries_are_refused()
    {
        Assert.Contains("nested deeper", InstanceQueryText.Read(new string('(', 1_000), s_now).Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("characters", InstanceQueryText.Read(new string('x', 5_000), s_now).Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_age_counts_from_the_time_of_the_query()
    {
        var condition = Assert.IsType<InstanceCondition.Time>(InstanceQueryText.Read("age > 1d", s_now).Condition);

        Assert.Equal((TimeColumn.Created, Comparison.Less, s_now.AddDays(-1)), (condition.Column, condition.Comparison, condition.At));
    }
}
