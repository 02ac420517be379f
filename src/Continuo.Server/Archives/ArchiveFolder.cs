using System.Globalization;
using System.Text;
using Continuo.Runtime.Archiving;
using Continuo.Server.Api;
using Continuo.Workflows.Json;

namespace Continuo.Server.Archives;

/// <summary>An archive in a folder: for each slice that the store forgets a file of JSON lines.</summary>
/// <remarks>
/// An instance is a line <c>{"instance": {...}}</c>, then <c>{"id": ID, "fact": {...}}</c> for each fact, then <c>{"end": ID, "facts": N}</c>. A file has its name
/// only when all of it is on the disk. The same instance may be in several files after a crash: they say the same.
/// </remarks>
public sealed class ArchiveFolder(string path, TimeProvider time) : IInstanceArchive
{
    private const string Pattern = "instances-*.jsonl";
    private int _files;

    public async ValueTask Keep(IAsyncEnumerable<ArchivedInstance> slice, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        var name = Path.Combine(path, $"instances-{stamp}-{Environment.ProcessId}-{++_files:D6}.jsonl");
        var isEmpty = true;
        await using (var file = new FileStream($"{name}.part", FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16))
        {
            await foreach (var instance in slice.WithCancellation(cancellation))
            {
                isEmpty = false;
                await Write(file, instance, cancellation);
            }

            file.Flush(flushToDisk: true);
        }

        if (isEmpty)
        {
            File.Delete($"{name}.part");
            return;
        }

        File.Move($"{name}.part", name, overwrite: true);
    }

    /// <summary>An instance as it ended; null when it is not here.</summary>
    public static JsonValue? Find(string folder, string id)
    {
        foreach (var line in Lines(folder, id))
        {
            if (line["instance"]["id"].AsString == id)
            {
                return line["instance"];
            }
        }

        return null;
    }

    /// <summary>The facts of an instance, the oldest first; none when it is not here.</summary>
    public static IEnumerable<JsonValue> History(string folder, string id)
    {
        foreach (var line in Lines(folder, id))
        {
            if (line["id"].AsString == id)
            {
                yield return line["fact"];
            }
            else if (line["end"].AsString == id)
            {
                // Another file may have it once more.
                yield break;
            }
        }
    }

    private static async Task Write(FileStream file, ArchivedInstance instance, CancellationToken cancellation)
    {
        var id = instance.View.Id.Text;
        await Line(file, JsonObject.Of(("instance", Shapes.Instance(instance.View))), cancellation);
        var count = 0L;
        await foreach (var entry in instance.History.WithCancellation(cancellation))
        {
            count++;
            await Line(file, JsonObject.Of(("id", id), ("fact", Shapes.History(entry))), cancellation);
        }

        await Line(file, JsonObject.Of(("end", id), ("facts", count)), cancellation);
    }

    private static async Task Line(FileStream file, JsonValue line, CancellationToken cancellation) =>
        await file.WriteAsync(Encoding.UTF8.GetBytes(JsonWriter.Write(line) + "\n"), cancellation);

    /// <summary>The lines that may be about an instance, the newest file first: only these are parsed.</summary>
    private static IEnumerable<JsonValue> Lines(string folder, string id)
    {
        var written = JsonWriter.Write(id);
        foreach (var file in Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file))
            {
                if (line.Contains(written, StringComparison.Ordinal))
                {
                    yield return JsonValue.Parse(Encoding.UTF8.GetBytes(line));
                }
            }
        }
    }
}
