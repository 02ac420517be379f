using System.Buffers.Binary;
using System.Security.Cryptography;
using Continuo.Workflows.Json;

namespace Continuo.Server.Secrets;

/// <summary>All secrets as one sealed text: neither a value nor a name nor their number can be read without the key, and nothing can be changed unseen.</summary>
/// <remarks>Magic (8 bytes), fingerprint of the key (8), nonce (12), tag (16), AES-256-GCM of the JSON text. Magic and fingerprint are authenticated with it.</remarks>
internal static class SealedSecrets
{
    private const int Head = 16;
    private const int Nonce = 12;
    private const int Tag = 16;

    /// <summary>Lengths are rounded up, so that little can be told from the length of a value.</summary>
    private const int Block = 256;

    private static ReadOnlySpan<byte> Magic => "CTNOSEC1"u8;

    public static byte[] Seal(JsonObject secrets, SecretKey key)
    {
        var text = JsonWriter.WriteUtf8(secrets);
        var padded = new byte[(text.Length + Block - 1) / Block * Block];
        padded.AsSpan().Fill((byte)' ');
        text.CopyTo(padded, 0);
        var bytes = new byte[Head + Nonce + Tag + padded.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), key.Fingerprint);
        RandomNumberGenerator.Fill(bytes.AsSpan(Head, Nonce));
        using var cipher = new AesGcm(key.Bytes, Tag);
        cipher.Encrypt(bytes.AsSpan(Head, Nonce), padded, bytes.AsSpan(Head + Nonce + Tag), bytes.AsSpan(Head + Nonce, Tag), bytes.AsSpan(0, Head));
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(padded);
        return bytes;
    }

    /// <summary>Whether it was sealed with the key.</summary>
    public static bool Fits(ReadOnlySpan<byte> bytes, SecretKey key) => bytes.Length >= Head && BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) == key.Fingerprint;

    /// <exception cref="HostingException">It is damaged, or of a newer version.</exception>
    public static JsonObject Open(ReadOnlySpan<byte> bytes, SecretKey key, string path)
    {
        if (bytes.Length < Head + Nonce + Tag || !bytes.StartsWith(Magic))
        {
            throw Damaged(path, null);
        }

        var text = new byte[bytes.Length - Head - Nonce - Tag];
        try
        {
            using var cipher = new AesGcm(key.Bytes, Tag);
            cipher.Decrypt(bytes.Slice(Head, Nonce), bytes[(Head + Nonce + Tag)..], bytes.Slice(Head + Nonce, Tag), text, bytes[..Head]);
            return JsonValue.Parse(text).Object;
        }
        catch (AuthenticationTagMismatchException damage)
        {
            throw Damaged(path, damage);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static HostingException Damaged(string path, Exception? inner) =>
        new($"The secret store '{path}' is damaged: it is not what was written. Restore it from a backup, or remove it and set the secrets again.", inner);
}
