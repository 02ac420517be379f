using System.Buffers.Text;
using System.Collections.Immutable;

namespace Continuo.Runtime.Lifecycle;

/// <summary>How far each shard was told: one position for each, or one for all where they share a sequence.</summary>
internal sealed record ShardCursor(ImmutableArray<long> Positions)
{
    private const char Mark = '~';

    /// <summary>Wherever the store is when somebody begins to read.</summary>
    public static ShardCursor Now { get; } = new([]);

    public bool IsNow => Positions.IsEmpty;

    public static bool TryParse(string? text, out ShardCursor cursor)
    {
        cursor = Now;
        if (text is not [Mark, ..] || !Base64Url.IsValid(text.AsSpan(1)))
        {
            return false;
        }

        var positions = ImmutableArray.CreateBuilder<long>();
        var (value, shift) = (0L, 0);
        foreach (var part in Base64Url.DecodeFromChars(text.AsSpan(1)))
        {
            value |= (long)(part & 0x7f) << shift;
            shift += 7;
            if (part < 0x80)
            {
                positions.Add(value);
                (value, shift) = (0, 0);
            }
        }

        cursor = new(positions.ToImmutable());
        return shift == 0 && positions.Count > 0;
    }

    public bool Equals(ShardCursor? other) => other is not null && Positions.SequenceEqual(other.Positions);

    public override int GetHashCode() => Positions.Length == 0 ? 0 : HashCode.Combine(Positions.Length, Positions[0], Positions[^1]);

    public override string ToString()
    {
        var bytes = new List<byte>(Positions.Length * 2);
        foreach (var position in Positions)
        {
            var left = (ulong)position;
            for (; left >= 0x80; left >>= 7)
            {
                bytes.Add((byte)(left | 0x80));
            }

            bytes.Add((byte)left);
        }

        return Mark + Base64Url.EncodeToString([.. bytes]);
    }
}
