using System;
using System.Runtime.InteropServices;

namespace Symphony.Data.DuckDb;

/// <summary>A duckdb_config.</summary>
internal sealed class ConfigHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => NativeMethods.duckdb_destroy_config(ref native);
}

/// <summary>A duckdb_database.</summary>
internal sealed class DatabaseHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => NativeMethods.duckdb_close(ref native);
}

/// <summary>A duckdb_connection; it keeps its database alive by itself.</summary>
internal sealed class ConnectionHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => NativeMethods.duckdb_disconnect(ref native);
}

/// <summary>A duckdb_prepared_statement.</summary>
internal sealed class StatementHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => NativeMethods.duckdb_destroy_prepare(ref native);
}

/// <summary>A duckdb_data_chunk.</summary>
internal sealed class ChunkHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => NativeMethods.duckdb_destroy_data_chunk(ref native);
}

/// <summary>A duckdb_appender.</summary>
internal sealed class AppenderHandle() : DuckDbHandle
{
    /// <inheritdoc/>
    protected override void Release(ref nint native) => _ = NativeMethods.duckdb_appender_destroy(ref native);
}

/// <summary>A duckdb_result, in memory of its own, so that it is freed exactly once.</summary>
internal sealed unsafe class ResultHandle : SafeHandle
{
    internal ResultHandle()
        : base(0, ownsHandle: true) =>
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeMethods.NativeResult)));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The structure; alive as long as this handle is.</summary>
    internal NativeMethods.NativeResult* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (NativeMethods.NativeResult*)handle;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.duckdb_destroy_result((NativeMethods.NativeResult*)handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}

/// <summary>What the handles share: a pointer that one native call frees.</summary>
internal abstract class DuckDbHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The one native call.</summary>
    protected abstract void Release(ref nint native);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        var native = handle;
        Release(ref native);
        return true;
    }
}
