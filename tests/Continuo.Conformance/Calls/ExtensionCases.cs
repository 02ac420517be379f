using Xunit;

namespace Continuo.Conformance.Calls;

public sealed class ExtensionCases(StandIn standIn) : CallCases(standIn, Table), IClassFixture<StandIn>
{
    private const string Table = "extensions";

    public static TheoryData<string> All => Names(Table);

    [Theory]
    [MemberData(nameof(All))]
    public Task It_holds(string sentence) => Hold(sentence);
}
