using Continuo.Engine.Instances;
using Continuo.Workflows.Json;
using Xunit;

namespace Continuo.Engine.Tests.Interpretation;

public sealed class PayloadCodecTests
{
    [Fact]
    public void Whatever_a_value_is_it_reads_back_from_its_payloads()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, 5).Select(_ => Value(random, 4)).ToList();
            values.Add(JsonArray.Of(values[0], values[1], values[0], "x"));
            var (writer, written) = (new FactWriter { Payloads = new PayloadWriter { Table = new PayloadTable() } }, new InstanceState(new("written")));

            foreach (var value in values)
            {
                ValueCodec.Write(writer, value, null);
            }

            written.Supply([.. writer.Payloads.New]);
            var reader = new FactReader(writer.Written);
            foreach (var value in values)
            {
                Assert.True(value == ValueCodec.Read(ref reader, written), $"seed {seed}");
            }

            Assert.True(reader.AtEnd);
            Assert.All(writer.Payloads.New, payload => Assert.True(payload.Bytes.Length > Payload.InlineBytes));
            Assert.Equal(writer.Payloads.New.Select(payload => payload.Hash).ToHashSet(), writer.Payloads.Mentioned.Select(entry => entry.Hash).ToHashSet());
        }
    }

    [Fact]
    public void The_hash_is_the_SHA_256_of_the_content() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", PayloadHash.Of("abc"u8).ToString());

    private static JsonValue Value(Random random, int depth) => random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => random.Next(1_000_000),
        1 => new string((char)('a' + random.Next(26)), random.Next(100)),
        2 => new string((char)('a' + random.Next(26)), random.Next(20_000)),
        3 or 4 => JsonArray.Own([.. Enumerable.Range(0, random.Next(8)).Select(_ => Value(random, depth - 1))]),
        _ => JsonObject.Of([.. Enumerable.Range(0, random.Next(8)).Select(i => ($"k{i}", Value(random, depth - 1)))]),
    };
}
