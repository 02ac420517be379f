using System.IO.Hashing;
using System.Text;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>Part and number in one integer, so that a part's events lie together and grow at its end.</summary>
internal static class EventPlace
{
    private const int PartShift = 48;

    public static long Of(int part, long n) => ((long)part << PartShift) | n;

    public static int Part(long place) => (int)(place >> PartShift);

    public static long Number(long place) => place & ((1L << PartShift) - 1);

    /// <summary>Of what makes two events the same. Events that share it are compared by their source and id.</summary>
    public static long Same(string source, string id)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(source));
        hash.Append([0]);
        hash.Append(Encoding.UTF8.GetBytes(id));
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
