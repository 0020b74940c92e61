using System;
using System.Globalization;

namespace Symphony.Data.DuckDb;

/// <summary>An in-memory DuckDB with one connection: no network, no extensions, no spill files.</summary>
internal sealed unsafe class DuckDbDatabase : IDisposable
{
    private readonly DatabaseHandle _database;

    private DuckDbDatabase(DatabaseHandle database, ConnectionHandle connection) =>
        (_database, Connection) = (database, connection);

    internal ConnectionHandle Connection { get; }

    /// <summary>Opens a new, empty database.</summary>
    /// <param name="threads">Worker threads, at least 1.</param>
    /// <exception cref="DllNotFoundException">The library is nowhere; the sentence says where it was looked for.</exception>
    public static DuckDbDatabase Open(int threads)
    {
        ConfigHandle config;
        try
        {
            Check(NativeMethods.duckdb_create_config(out config), "DuckDB's configuration could not be created");
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(Missing(missing), missing);
        }

        using (config)
        {
            Set(config, "threads", threads.ToString(CultureInfo.InvariantCulture));
            Set(config, "preserve_insertion_order", "true");
            Set(config, "temp_directory", string.Empty);
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            if (NativeMethods.duckdb_open_ext(null, out var database, config, out var error) != 0)
            {
                var message = NativeMethods.Text(error);
                NativeMethods.duckdb_free(error);
                throw new DuckDbException(message);
            }

            Check(NativeMethods.duckdb_connect(database, out var connection), "DuckDB refused a connection");
            return new DuckDbDatabase(database, connection);
        }
    }

    /// <summary>A statement whose parameters are bound before it runs.</summary>
    /// <param name="sql">One statement.</param>
    public DuckDbStatement Prepare(string sql)
    {
        var state = NativeMethods.duckdb_prepare(Connection, sql, out var statement);
        if (state == 0)
        {
            return new DuckDbStatement(this, statement);
        }

        using (statement)
        {
            throw new DuckDbException(NativeMethods.Text(NativeMethods.duckdb_prepare_error(statement)));
        }
    }

    /// <summary>Runs a statement without parameters or rows.</summary>
    /// <param name="sql">One statement.</param>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        using var result = statement.Execute(default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }

    internal static string Missing(DllNotFoundException missing)
    {
        var looked = NativeMethods.Search.Candidates(typeof(DuckDbDatabase).Assembly);
        return looked.Count == 1 || NativeMethods.Search.Find(typeof(DuckDbDatabase).Assembly) is not null
            ? missing.Message
            : $"DuckDB's library, {NativeMethods.Search.FileName}, was not found (looked at {string.Join(", ", looked)}, and where the system looks); "
                + "in the repository 'dotnet build' brings it, an application needs its native package, and SYMPHONY_DUCKDB may hold its path";
    }

    private static void Set(ConfigHandle config, string name, string option) =>
        Check(NativeMethods.duckdb_set_config(config, name, option), $"DuckDB refused the setting {name} = '{option}'");

    private static void Check(int state, string message)
    {
        if (state != 0)
        {
            throw new DuckDbException(message);
        }
    }
}
