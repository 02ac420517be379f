using Continuo.Journal.Sqlite.Connections;
using Continuo.Workflows.Json;

namespace Continuo.Journal.Sqlite.Writing;

/// <summary>An indexed value as the store has it: a text, a number (always REAL), or a boolean as a blob of one byte.</summary>
internal static class FieldValue
{
    public static Statement Bind(Statement statement, int place, JsonValue value) =>
        value.AsString is { } text ? statement.Bind(place, text)
        : value.IsNumber ? statement.Bind(place, value.Number)
        : statement.Bind(place, (ReadOnlySpan<byte>)(value.IsTruthy ? [1] : [0]));

    public static JsonValue Read(Statement row, int column) => row.KindOf(column) switch
    {
        SQLitePCL.raw.SQLITE_TEXT => row.Text(column),
        SQLitePCL.raw.SQLITE_BLOB => row.Blob(column) is [1],
        _ => row.Double(column),
    };

    /// <summary>Which kind of value a comparison is about: values of other kinds do not meet it.</summary>
    public static string TypeOf(JsonValue value) => value.IsString ? "text" : value.IsNumber ? "real" : "blob";
}
