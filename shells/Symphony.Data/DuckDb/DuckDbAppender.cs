using System;

namespace Symphony.Data.DuckDb;

/// <summary>Fills a table chunk by chunk, column by column.</summary>
internal sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly AppenderHandle _appender;
    private readonly ChunkHandle _chunk;
    private readonly DuckDbType[] _types;

    /// <summary>Opens an appender on a table whose columns have these types.</summary>
    /// <param name="database">Where the table is.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="types">The types of its columns, in order.</param>
    public DuckDbAppender(DuckDbDatabase database, string table, DuckDbType[] types)
    {
        _types = types;
        var state = NativeMethods.duckdb_appender_create(database.Connection, null, table, out _appender);
        Check(state);

        var logical = new nint[types.Length];
        try
        {
            for (var column = 0; column < types.Length; column++)
            {
                logical[column] = NativeMethods.duckdb_create_logical_type(types[column]);
            }

            fixed (nint* first = logical)
            {
                _chunk = NativeMethods.duckdb_create_data_chunk(first, (ulong)types.Length);
            }
        }
        finally
        {
            foreach (ref var type in logical.AsSpan())
            {
                NativeMethods.duckdb_destroy_logical_type(ref type);
            }
        }
    }

    /// <summary>The most rows a chunk holds.</summary>
    public static int Capacity { get; } = (int)NativeMethods.duckdb_vector_size();

    /// <summary>A column of the chunk being filled.</summary>
    /// <typeparam name="T">The value's type, as wide as the column's.</typeparam>
    /// <param name="column">Column number, from 0.</param>
    public Span<T> Values<T>(int column)
        where T : unmanaged
    {
        if (sizeof(T) != DuckDbChunk.Width(_types[column]))
        {
            throw new InvalidOperationException($"a column of {_types[column]} is not written as {typeof(T).Name}");
        }

        return new Span<T>(NativeMethods.duckdb_vector_get_data(Vector(column)), Capacity);
    }

    /// <summary>Sets one text of the chunk being filled.</summary>
    /// <param name="column">Column number, from 0.</param>
    /// <param name="row">Row of the chunk, from 0.</param>
    /// <param name="utf8">The text's bytes.</param>
    public void SetText(int column, int row, ReadOnlySpan<byte> utf8)
    {
        if (_types[column] is not DuckDbType.Varchar || (uint)row >= (uint)Capacity)
        {
            throw new InvalidOperationException($"row {row} of a column of {_types[column]} takes no text");
        }

        // An empty span's pointer is null, which DuckDB would take for SQL's NULL.
        var nothing = default(byte);
        fixed (byte* bytes = utf8)
        {
            NativeMethods.duckdb_vector_assign_string_element_len(
                Vector(column), (ulong)row, bytes is null ? &nothing : bytes, (ulong)utf8.Length);
        }
    }

    /// <summary>Hands the first rows of the chunk to the table and starts the next chunk.</summary>
    /// <param name="rows">How many rows were filled, at most <see cref="Capacity"/>.</param>
    public void Append(int rows)
    {
        NativeMethods.duckdb_data_chunk_set_size(_chunk, (ulong)rows);
        Check(NativeMethods.duckdb_append_data_chunk(_appender, _chunk));
        NativeMethods.duckdb_data_chunk_reset(_chunk);
    }

    /// <summary>Makes the rows part of the table.</summary>
    public void Close() => Check(NativeMethods.duckdb_appender_close(_appender));

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunk?.Dispose();
        _appender.Dispose();
    }

    private nint Vector(int column) => NativeMethods.duckdb_data_chunk_get_vector(_chunk, (ulong)column);

    private void Check(int state)
    {
        if (state != 0)
        {
            var message = NativeMethods.Text(NativeMethods.duckdb_appender_error(_appender));
            throw new DuckDbException(message.Length > 0 ? message : "DuckDB refused to append rows");
        }
    }
}
