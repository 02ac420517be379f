using Xunit;

namespace Continuo.Conformance.Calls;

public sealed class HttpAuthenticationCases(StandIn standIn) : CallCases(standIn, Table), IClassFixture<StandIn>
{
    private const string Table = "authentication";

    public static TheoryData<string> All => Names(Table);

    [Theory]
    [MemberData(nameof(All))]
    public Task It_holds(string sentence) => Hold(sentence);
}
