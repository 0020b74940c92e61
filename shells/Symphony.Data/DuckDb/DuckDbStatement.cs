using System;
using System.Text;
using System.Threading;

namespace Symphony.Data.DuckDb;

/// <summary>A prepared statement: bind its parameters, numbered from 1, then run it.</summary>
internal sealed unsafe class DuckDbStatement : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly StatementHandle _handle;

    internal DuckDbStatement(DuckDbDatabase database, StatementHandle handle) =>
        (_database, _handle) = (database, handle);

    /// <summary>Binds a text.</summary>
    /// <param name="parameter">The parameter's number, from 1.</param>
    /// <param name="value">Any text.</param>
    public DuckDbStatement Bind(int parameter, string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        fixed (byte* bytes = utf8)
        {
            Check(NativeMethods.duckdb_bind_varchar_length(_handle, (ulong)parameter, bytes, (ulong)utf8.Length), parameter);
        }

        return this;
    }

    /// <summary>Binds a whole number.</summary>
    /// <param name="parameter">The parameter's number, from 1.</param>
    /// <param name="value">Any number.</param>
    public DuckDbStatement Bind(int parameter, long value)
    {
        Check(NativeMethods.duckdb_bind_int64(_handle, (ulong)parameter, value), parameter);
        return this;
    }

    /// <summary>Binds a number.</summary>
    /// <param name="parameter">The parameter's number, from 1.</param>
    /// <param name="value">Any number.</param>
    public DuckDbStatement Bind(int parameter, double value)
    {
        Check(NativeMethods.duckdb_bind_double(_handle, (ulong)parameter, value), parameter);
        return this;
    }

    /// <summary>Runs the statement to its end; cancelling interrupts it.</summary>
    /// <param name="cancellation">Interrupts the statement.</param>
    public DuckDbResult Execute(CancellationToken cancellation) => Run(streaming: false, cancellation);

    /// <summary>Begins the statement; its rows are computed as they are asked for, so that memory does not grow with them.</summary>
    /// <param name="cancellation">Interrupts the beginning.</param>
    public DuckDbResult Stream(CancellationToken cancellation) => Run(streaming: true, cancellation);

    private DuckDbResult Run(bool streaming, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var result = new ResultHandle();
        int state;
        using (cancellation.Register(() => NativeMethods.duckdb_interrupt(_database.Connection)))
        {
            state = streaming
                ? NativeMethods.duckdb_execute_prepared_streaming(_handle, result.Pointer)
                : NativeMethods.duckdb_execute_prepared(_handle, result.Pointer);
        }

        if (state == 0)
        {
            return new DuckDbResult(result);
        }

        using (result)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DuckDbException(NativeMethods.Text(NativeMethods.duckdb_result_error(result.Pointer)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static void Check(int state, int parameter)
    {
        if (state != 0)
        {
            throw new DuckDbException($"DuckDB refused parameter {parameter}");
        }
    }
}
