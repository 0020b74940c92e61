using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Symphony.Native;

namespace Symphony.Data.DuckDb;

/// <summary>DuckDB's stable C API, as far as this shell calls it; names and order are those of duckdb.h.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "duckdb";

    /// <summary>Where the library is looked for.</summary>
    internal static readonly NativeSearch Search =
        new("SYMPHONY_DUCKDB", "duckdb.dll", "libduckdb.dylib", "libduckdb.so", "duckdb_library_version");

    static NativeMethods() => NativeLibrary.SetDllImportResolver(
        Assembly.GetExecutingAssembly(),
        static (name, assembly, _) => name == Library ? Search.Load(assembly) : 0);

    /// <summary>duckdb_result, 48 bytes that only DuckDB reads.</summary>
    [InlineArray(6)]
    internal struct NativeResult
    {
        private nint _word;
    }

    [LibraryImport(Library)]
    internal static partial byte* duckdb_library_version();

    [LibraryImport(Library)]
    internal static partial int duckdb_create_config(out ConfigHandle config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_set_config(ConfigHandle config, string name, string option);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_open_ext(
        string? path, out DatabaseHandle database, ConfigHandle config, out byte* error);

    [LibraryImport(Library)]
    internal static partial void duckdb_free(void* memory);

    [LibraryImport(Library)]
    internal static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    internal static partial int duckdb_connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_interrupt(ConnectionHandle connection);

    [LibraryImport(Library)]
    internal static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_prepare(
        ConnectionHandle connection, string query, out StatementHandle statement);

    [LibraryImport(Library)]
    internal static partial byte* duckdb_prepare_error(StatementHandle statement);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)]
    internal static partial int duckdb_bind_int64(StatementHandle statement, ulong index, long value);

    [LibraryImport(Library)]
    internal static partial int duckdb_bind_double(StatementHandle statement, ulong index, double value);

    [LibraryImport(Library)]
    internal static partial int duckdb_bind_varchar_length(
        StatementHandle statement, ulong index, byte* value, ulong length);

    [LibraryImport(Library)]
    internal static partial int duckdb_execute_prepared(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library)]
    internal static partial int duckdb_execute_prepared_streaming(StatementHandle statement, NativeResult* result);

    [LibraryImport(Library)]
    internal static partial byte* duckdb_result_error(NativeResult* result);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_result(NativeResult* result);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_column_count(NativeResult* result);

    [LibraryImport(Library)]
    internal static partial byte* duckdb_column_name(NativeResult* result, ulong column);

    [LibraryImport(Library)]
    internal static partial DuckDbType duckdb_column_type(NativeResult* result, ulong column);

    [LibraryImport(Library)]
    internal static partial ChunkHandle duckdb_fetch_chunk(NativeResult result);

    [LibraryImport(Library)]
    internal static partial nint duckdb_create_logical_type(DuckDbType type);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library)]
    internal static partial ChunkHandle duckdb_create_data_chunk(nint* types, ulong count);

    [LibraryImport(Library)]
    internal static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    internal static partial void duckdb_data_chunk_reset(ChunkHandle chunk);

    [LibraryImport(Library)]
    internal static partial nint duckdb_data_chunk_get_vector(ChunkHandle chunk, ulong column);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_data_chunk_get_size(ChunkHandle chunk);

    [LibraryImport(Library)]
    internal static partial void duckdb_data_chunk_set_size(ChunkHandle chunk, ulong size);

    [LibraryImport(Library)]
    internal static partial ulong duckdb_vector_size();

    [LibraryImport(Library)]
    internal static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    internal static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library)]
    internal static partial void duckdb_vector_assign_string_element_len(
        nint vector, ulong index, byte* value, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int duckdb_appender_create(
        ConnectionHandle connection, string? schema, string table, out AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial byte* duckdb_appender_error(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial int duckdb_append_data_chunk(AppenderHandle appender, ChunkHandle chunk);

    [LibraryImport(Library)]
    internal static partial int duckdb_appender_close(AppenderHandle appender);

    [LibraryImport(Library)]
    internal static partial int duckdb_appender_destroy(ref nint appender);

    /// <summary>The text at a pointer that DuckDB keeps, or empty.</summary>
    internal static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? string.Empty;
}
