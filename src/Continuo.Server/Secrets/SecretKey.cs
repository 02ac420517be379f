using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Continuo.Server.Secrets;

/// <summary>The key of the encrypted store: 32 bytes, written in base64 or in hexadecimal digits.</summary>
internal sealed class SecretKey
{
    public const string FileName = "secrets.key";

    /// <summary>Made before the store is written with it: whichever of the two the store fits is its key, wherever a rotation broke off.</summary>
    public const string NextFileName = "secrets.key.next";

    private const int Length = 32;

    private SecretKey(byte[] bytes)
    {
        Bytes = bytes;
        Fingerprint = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(bytes, "continuo secrets"u8));
    }

    public byte[] Bytes { get; }

    /// <summary>Tells keys apart, and nothing about them.</summary>
    public ulong Fingerprint { get; }

    public static SecretKey Make() => new(RandomNumberGenerator.GetBytes(Length));

    /// <exception cref="HostingException">It is no key; says where it stands, never what it is.</exception>
    public static SecretKey Parse(string text, string origin)
    {
        var trimmed = text.Trim();
        try
        {
            var bytes = trimmed.Length == 2 * Length ? Convert.FromHexString(trimmed) : Convert.FromBase64String(trimmed);
            return bytes.Length == Length ? new(bytes) : throw NoKey(origin, null);
        }
        catch (FormatException problem)
        {
            throw NoKey(origin, problem);
        }
    }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="HostingException">It is no key, or others may read it.</exception>
    public static SecretKey? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new HostingException($"The key file '{path}' may be read by others than its owner. Run: chmod 600 '{path}'. If somebody may have read it, run: continuo secret rotate.");
        }

        return Parse(File.ReadAllText(path), $"The key file '{path}'");
    }

    public void Write(string path) => PrivateFile.Write(path, Encoding.ASCII.GetBytes(Convert.ToBase64String(Bytes) + "\n"));

    private static HostingException NoKey(string origin, Exception? inner) =>
        new($"{origin} holds no key: 32 bytes in base64 (44 characters) or hexadecimal (64) are expected. 'openssl rand -base64 32' makes one.", inner);
}
