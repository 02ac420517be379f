namespace Continuo.Runtime.Driving;

/// <summary>UUIDs of version 7 that rise within the process, from a seedable source.</summary>
/// <remarks>Thread-safe. Within one millisecond the 12 bits after the time count up; when they are used up the time runs ahead.</remarks>
internal sealed class IdSource(Random random)
{
    private const long CounterBits = 12;
    private readonly Lock _lock = new();
    private long _last;

    public Guid Next(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        long stamp;
        lock (_lock)
        {
            stamp = Math.Max(_last + 1, now.ToUnixTimeMilliseconds() << (int)CounterBits);
            _last = stamp;
            random.NextBytes(bytes[8..]);
        }

        var milliseconds = stamp >> (int)CounterBits;
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | ((stamp >> 8) & 0x0F));
        bytes[7] = (byte)stamp;
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }

    public double NextDouble()
    {
        lock (_lock)
        {
            return random.NextDouble();
        }
    }
}
