using System.Text;
using SQLitePCL;

namespace Continuo.Journal.Sqlite.Connections;

/// <summary>A prepared statement. Parameters are numbered from one, columns from zero, as in SQLite.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle, string sql) : IDisposable
{
    private const int OnStack = 512;

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        Check(value is { } given ? raw.sqlite3_bind_int64(handle, parameter, given) : raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    public Statement Bind(int parameter, string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(handle, parameter));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        var length = Encoding.UTF8.GetBytes(text, utf8);
        Check(raw.sqlite3_bind_text(handle, parameter, utf8[..length]));
        return this;
    }

    public Statement Bind(int parameter, double value)
    {
        Check(raw.sqlite3_bind_double(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> bytes)
    {
        Check(raw.sqlite3_bind_blob(handle, parameter, bytes));
        return this;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        var code = TryRun();
        if (code != raw.SQLITE_OK)
        {
            throw database.Failure(code, sql);
        }
    }

    /// <summary>As <see cref="Run"/>, giving SQLite's extended code instead of throwing.</summary>
    public int TryRun()
    {
        int code;
        do
        {
            code = raw.sqlite3_step(handle);
        }
        while (code == raw.SQLITE_ROW);

        raw.sqlite3_reset(handle);
        return code == raw.SQLITE_DONE ? raw.SQLITE_OK : code;
    }

    /// <summary>Goes to the next row. The caller resets when it stops before the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            var failure = database.Failure(code, sql);
            raw.sqlite3_reset(handle);
            throw failure;
        }

        raw.sqlite3_reset(handle);
        return false;
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>SQLite's number for the kind of value.</summary>
    public int KindOf(int column) => raw.sqlite3_column_type(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw database.Failure(code, sql);
        }
    }
}
