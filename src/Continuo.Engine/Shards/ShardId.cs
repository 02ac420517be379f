using System.IO.Hashing;
using System.Text;
using Continuo.Engine.Instances;

namespace Continuo.Engine.Shards;

public readonly record struct ShardId(int Number)
{
    /// <summary>The shard that an instance lives in, for ever: frozen with the store's number of shards.</summary>
    public static ShardId Of(InstanceId instance, int shards)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(instance.Text.Length)];
        var length = Encoding.UTF8.GetBytes(instance.Text, utf8);
        return new((int)(XxHash64.HashToUInt64(utf8[..length]) % (ulong)shards));
    }

    public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
