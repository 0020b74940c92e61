using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Symphony.Data.DuckDb;

/// <summary>A few thousand rows as columns; its spans are DuckDB's own memory and end with it.</summary>
internal sealed unsafe class DuckDbChunk : IDisposable
{
    private readonly ChunkHandle _handle;
    private readonly DuckDbType[] _types;
    private readonly nint[] _vectors;

    internal DuckDbChunk(ChunkHandle handle, DuckDbType[] types)
    {
        _handle = handle;
        _types = types;
        _vectors = new nint[types.Length];
        for (var column = 0; column < types.Length; column++)
        {
            _vectors[column] = NativeMethods.duckdb_data_chunk_get_vector(handle, (ulong)column);
        }

        RowCount = (int)NativeMethods.duckdb_data_chunk_get_size(handle);
    }

    /// <summary>How many rows the chunk holds.</summary>
    public int RowCount { get; }

    /// <summary>A column's values; those of rows that are not valid mean nothing.</summary>
    /// <typeparam name="T">The value's type, as wide as the column's.</typeparam>
    /// <param name="column">Column number, from 0.</param>
    public ReadOnlySpan<T> Values<T>(int column)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (sizeof(T) != Width(_types[column]))
        {
            throw new InvalidOperationException($"a column of {_types[column]} is not read as {typeof(T).Name}");
        }

        return new ReadOnlySpan<T>(NativeMethods.duckdb_vector_get_data(_vectors[column]), RowCount);
    }

    /// <summary>The texts of a column.</summary>
    /// <param name="column">Column number, from 0.</param>
    public Texts TextsOf(int column)
    {
        if (_types[column] is not DuckDbType.Varchar)
        {
            throw new InvalidOperationException($"a column of {_types[column]} holds no texts");
        }

        return new Texts(Values<DuckDbString>(column));
    }

    /// <summary>Which rows of a column hold a value; empty when all do.</summary>
    /// <param name="column">Column number, from 0.</param>
    public Validity ValidityOf(int column)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var mask = NativeMethods.duckdb_vector_get_validity(_vectors[column]);
        return new Validity(mask is null ? default : new ReadOnlySpan<ulong>(mask, (RowCount + 63) / 64));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>Bytes of one value.</summary>
    internal static int Width(DuckDbType type) => type switch
    {
        DuckDbType.Boolean or DuckDbType.TinyInt or DuckDbType.UTinyInt => 1,
        DuckDbType.SmallInt or DuckDbType.USmallInt => 2,
        DuckDbType.Integer or DuckDbType.UInteger or DuckDbType.Float or DuckDbType.Date => 4,
        DuckDbType.BigInt or DuckDbType.UBigInt or DuckDbType.Double or DuckDbType.Timestamp
            or DuckDbType.TimestampTz or DuckDbType.TimestampS or DuckDbType.TimestampMs
            or DuckDbType.TimestampNs => 8,
        DuckDbType.Varchar => sizeof(DuckDbString),
        _ => 0,
    };

    /// <summary>One bit for each row.</summary>
    /// <param name="words">64 rows a word, the lowest bit first; empty when every row is valid.</param>
    internal readonly ref struct Validity(ReadOnlySpan<ulong> words)
    {
        private readonly ReadOnlySpan<ulong> _words = words;

        /// <summary>True when the row holds a value.</summary>
        public bool this[int row] => _words.IsEmpty || (_words[row >> 6] >> (row & 63) & 1) != 0;
    }

    /// <summary>The texts of a column, as UTF-8.</summary>
    /// <param name="strings">DuckDB's strings.</param>
    internal readonly ref struct Texts(ReadOnlySpan<DuckDbString> strings)
    {
        private readonly ReadOnlySpan<DuckDbString> _strings = strings;

        /// <summary>One row's bytes.</summary>
        public ReadOnlySpan<byte> this[int row] => DuckDbString.Bytes(in _strings[row]);
    }

    /// <summary>duckdb_string_t: a length, then up to 12 bytes inside or a pointer to longer ones.</summary>
    [InlineArray(16)]
    internal struct DuckDbString
    {
        private const int InlineAtMost = 12;
        private const int InlineFrom = 4;
        private const int PointerFrom = 8;
        private byte _first;

        internal static ReadOnlySpan<byte> Bytes(ref readonly DuckDbString text)
        {
            ReadOnlySpan<byte> all = text;
            var length = MemoryMarshal.Read<int>(all);
            return length <= InlineAtMost
                ? all.Slice(InlineFrom, length)
                : new ReadOnlySpan<byte>((void*)MemoryMarshal.Read<nint>(all[PointerFrom..]), length);
        }
    }
}
