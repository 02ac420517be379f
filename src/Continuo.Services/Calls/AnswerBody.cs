using System.Buffers;
using System.Net.Http;

namespace Continuo.Services.Calls;

/// <summary>Reads the body of an answer, never more of it than asked.</summary>
internal static class AnswerBody
{
    private const int Chunk = 16 << 10;

    /// <summary>At most <paramref name="limit"/> bytes, and whether they are the whole body.</summary>
    public static async Task<(byte[] Bytes, bool Whole)> Read(HttpContent content, int limit, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new ArrayBufferWriter<byte>(Chunk);
        while (buffer.WrittenCount <= limit)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(Chunk), cancellation);
            if (read == 0)
            {
                return (buffer.WrittenSpan.ToArray(), true);
            }

            buffer.Advance(read);
        }

        return (buffer.WrittenSpan[..limit].ToArray(), false);
    }
}
