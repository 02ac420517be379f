using System.IO.Hashing;
using System.Text;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Postgres.Writing;

/// <summary>What makes two events the same.</summary>
internal readonly record struct EventIdentity(string Source, string Id)
{
    public static EventIdentity Of(JsonValue body) => new(body["source"].AsString ?? "", body["id"].AsString ?? "");

    /// <summary>Stored and indexed. Events that share it are compared by their source and id.</summary>
    public long Same
    {
        get
        {
            var hash = new XxHash3();
            hash.Append(Encoding.UTF8.GetBytes(Source));
            hash.Append([0]);
            hash.Append(Encoding.UTF8.GetBytes(Id));
            return (long)hash.GetCurrentHashAsUInt64();
        }
    }
}
