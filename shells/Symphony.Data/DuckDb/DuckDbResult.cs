using System;

namespace Symphony.Data.DuckDb;

/// <summary>The rows of a statement, handed out in chunks of columns.</summary>
internal sealed unsafe class DuckDbResult : IDisposable
{
    private readonly ResultHandle _handle;

    internal DuckDbResult(ResultHandle handle)
    {
        _handle = handle;
        ColumnNames = new string[(int)NativeMethods.duckdb_column_count(handle.Pointer)];
        ColumnTypes = new DuckDbType[ColumnNames.Length];
        for (var column = 0; column < ColumnNames.Length; column++)
        {
            ColumnNames[column] = NativeMethods.Text(NativeMethods.duckdb_column_name(handle.Pointer, (ulong)column));
            ColumnTypes[column] = NativeMethods.duckdb_column_type(handle.Pointer, (ulong)column);
        }
    }

    /// <summary>The columns' names, in order.</summary>
    public string[] ColumnNames { get; }

    /// <summary>The columns' types, in order.</summary>
    public DuckDbType[] ColumnTypes { get; }

    /// <summary>The next chunk, in row order, or null after the last; the caller disposes it.</summary>
    /// <exception cref="DuckDbException">The rows end early: the statement met a fault.</exception>
    public DuckDbChunk? Next()
    {
        var chunk = NativeMethods.duckdb_fetch_chunk(*_handle.Pointer);
        if (!chunk.IsInvalid)
        {
            return new DuckDbChunk(chunk, ColumnTypes);
        }

        // A fault that a stream meets late ends its chunks as its last row does.
        chunk.Dispose();
        var fault = NativeMethods.Text(NativeMethods.duckdb_result_error(_handle.Pointer));
        return fault.Length == 0 ? null : throw new DuckDbException(fault);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
