using Continuo.Engine.Interpretation;
using Continuo.Testing;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

/// <summary>A document whose address is computed is fetched once for a call, and what came back is what every attempt of the call gets.</summary>
public sealed class DocumentTests
{
    private const string Call = """
        document: {dsl: '1.0.3', namespace: t, name: n, version: '1.0.0'}
        do: [{call: {call: grpc, with: {proto: {endpoint: '${ .at }'}, service: {name: s, host: h}, method: m}}}]
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void After_a_crash_the_call_gets_the_document_that_was_recorded(int crashes)
    {
        var points = new InstanceStory(Call, new World().Perform, []).Start("""{"at":"http://h/a.proto"}""").RunToEnd().Points;

        for (var point = 1; point <= points * crashes + 1; point++)
        {
            var world = new World();
            var story = new InstanceStory(Call, world.Perform, crashes == 0 ? [] : [point]).Start("""{"at":"http://h/a.proto"}""").RunToEnd();

            // Whatever the server has by now, all attempts of the call saw one text: the one that the output names.
            Assert.Single(world.Seen.Distinct());
            Assert.Equal(world.Seen[^1], story.View.Output["text"].String);
        }
    }

    /// <summary>A server whose document is another one each time it is asked.</summary>
    private sealed class World
    {
        private int _version;

        public List<string> Seen { get; } = [];

        public EffectOutcome.Returned Perform(EffectRequest request)
        {
            if (request.Kind == EffectKind.Document)
            {
                return new EffectOutcome.Returned(JsonObject.Of(("document", request.Arguments["uri"]), ("texts", JsonObject.Of(("http://h/a.proto", $"version {++_version}")))));
            }

            var text = request.Documents.Single(document => document.Key == request.Arguments["endpoints"]["proto"]["document"].AsString).Text;
            Seen.Add(text);
            return new EffectOutcome.Returned(JsonObject.Of(("text", text)));
        }
    }
}
