using System.Collections;
using Continuo.Workflows.Json;

namespace Continuo.Cli.Jq;

/// <summary>Prints each result as it comes, so that a program without end shows what it has.</summary>
internal sealed class JqResultPrinter(JqPrinter printer) : ICollection<JsonValue>
{
    /// <summary>The last result of all inputs, null when there was none.</summary>
    public JsonValue? Last { get; private set; }

    public int Count { get; private set; }

    public bool IsReadOnly => false;

    public void Add(JsonValue item)
    {
        printer.Print(item);
        Last = item;
        Count++;
    }

    public void Clear() => throw new NotSupportedException();

    public bool Contains(JsonValue item) => throw new NotSupportedException();

    public void CopyTo(JsonValue[] array, int arrayIndex) => throw new NotSupportedException();

    public bool Remove(JsonValue item) => throw new NotSupportedException();

    public IEnumerator<JsonValue> GetEnumerator() => throw new NotSupportedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
