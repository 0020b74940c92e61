using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data.Rows;

/// <summary>Where a file holds the columns that are wanted, and the statement that reads them.</summary>
internal sealed class Layout
{
    private Layout(FileForm form, CsvHeader? header, IReadOnlyList<string> names, IReadOnlyList<Column> wanted, int[] positions, DuckDbType[] types)
    {
        Form = form;
        Header = header;
        Names = names;
        Wanted = wanted;
        Positions = positions;
        Types = types;
    }

    /// <summary>The file's form.</summary>
    public FileForm Form { get; }

    /// <summary>The header of a text file; null for Parquet.</summary>
    public CsvHeader? Header { get; }

    /// <summary>All of the file's columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The wanted columns that the file has.</summary>
    public IReadOnlyList<Column> Wanted { get; }

    /// <summary>Where each wanted column stands in the file, from 0.</summary>
    public int[] Positions { get; }

    /// <summary>The wanted columns' types in a Parquet file.</summary>
    public DuckDbType[] Types { get; }

    /// <summary>The wanted columns' own names in the file.</summary>
    /// <param name="wanted">Number of the wanted column, from 0.</param>
    public string NameOf(int wanted) => Names[Positions[wanted]];

    /// <summary>Finds the wanted columns in a text file, or refuses it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">Its form, not Parquet.</param>
    /// <param name="columns">The wanted columns.</param>
    public static Layout OfText(SourceFile file, FileForm form, IReadOnlyList<Column> columns)
    {
        var header = CsvHeader.Read(file, form);
        var (wanted, positions) = Place(file, header.Names, columns);
        return new Layout(form, header, header.Names, wanted, positions, []);
    }

    /// <summary>Finds the wanted columns in a Parquet file, or refuses it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="database">Reads the file's schema.</param>
    /// <param name="columns">The wanted columns.</param>
    public static Layout OfParquet(SourceFile file, DuckDbDatabase database, IReadOnlyList<Column> columns)
    {
        using var statement = database.Prepare("SELECT * FROM read_parquet(?) LIMIT 0");
        DuckDbResult result;
        try
        {
            result = statement.Bind(1, SqlName.LiteralPath(file.Path)).Execute(default);
        }
        catch (DuckDbException refused)
        {
            throw new DataRefusedException($"{file.Name} cannot be read as Parquet ({refused.FirstLine}); a complete Parquet file is accepted", file.Name);
        }

        using (result)
        {
            var (wanted, positions) = Place(file, result.ColumnNames, columns);
            var types = positions.Select(position => result.ColumnTypes[position]).ToArray();
            for (var column = 0; column < types.Length; column++)
            {
                if (!Readable(wanted[column].Kind, types[column]))
                {
                    var name = result.ColumnNames[positions[column]];
                    throw new DataRefusedException(
                        $"{file.Name}, column '{name}' holds {types[column].ToString().ToLowerInvariant()} values; {Wish(wanted[column].Kind)} are accepted",
                        file.Name,
                        column: name);
                }
            }

            return new Layout(FileForm.Parquet, null, result.ColumnNames, wanted, positions, types);
        }
    }

    /// <summary>The statement for the wanted columns; its values are bound by <see cref="Bind"/>.</summary>
    public string Sql()
    {
        if (Header is null)
        {
            var columns = Wanted.Select((column, i) => ParquetExpression(SqlName.Quote(NameOf(i)), column.Kind, Types[i]));
            return $"SELECT {string.Join(", ", columns)} FROM read_parquet(?)";
        }

        // The columns get names of our own, so no name out of a file is part of the statement.
        var kinds = Enumerable.Repeat("VARCHAR", Names.Count).ToArray();
        for (var i = 0; i < Wanted.Count; i++)
        {
            kinds[Positions[i]] = Wanted[i].Kind == ColumnKind.Number ? "DOUBLE" : "VARCHAR";
        }

        var declared = string.Join(", ", kinds.Select((kind, i) => Invariant($"'c{i}': '{kind}'")));
        var selected = string.Join(", ", Positions.Select(position => Invariant($"c{position}")));
        return $"SELECT {selected} FROM read_csv(?, auto_detect=false, header=false, skip=1, delim=?, quote='\"', escape='\"', "
            + $"columns={{{declared}}}, nullstr='', null_padding=false, ignore_errors=false, strict_mode=true, compression=?)";
    }

    /// <summary>Binds the file to the statement of <see cref="Sql"/>.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="file">The file.</param>
    public void Bind(DuckDbStatement statement, SourceFile file)
    {
        statement.Bind(1, SqlName.LiteralPath(file.Path));
        if (Header is not null)
        {
            statement.Bind(2, Header.Delimiter.ToString()).Bind(3, Form == FileForm.GzipText ? "gzip" : "none");
        }
    }

    /// <summary>The statement that shows one row of a Parquet file as text; parameters: path, row from 0.</summary>
    public string ParquetRowSql()
    {
        var columns = Wanted.Select((_, i) => $"CAST({SqlName.Quote(NameOf(i))} AS VARCHAR)");
        return $"SELECT {string.Join(", ", columns)} FROM read_parquet(?) LIMIT 1 OFFSET ?";
    }

    private static (IReadOnlyList<Column> Wanted, int[] Positions) Place(SourceFile file, IReadOnlyList<string> names, IReadOnlyList<Column> columns)
    {
        var wanted = new List<Column>();
        var positions = new List<int>();
        foreach (var column in columns)
        {
            var exact = Matches(names, column.Name, StringComparison.Ordinal);
            var found = exact.Length > 0 ? exact : Matches(names, column.Name, StringComparison.OrdinalIgnoreCase);
            if (found.Length > 1)
            {
                throw new DataRefusedException($"{file.Name} has {found.Length} columns named '{column.Name}'; one is accepted", file.Name, 1, column.Name);
            }

            if (found.Length == 1)
            {
                wanted.Add(column);
                positions.Add(found[0]);
            }
            else if (!column.Optional)
            {
                throw Unknown(file, names, column);
            }
        }

        return (wanted, [.. positions]);
    }

    private static DataRefusedException Unknown(SourceFile file, IReadOnlyList<string> names, Column column)
    {
        var near = NearestName.Of(column.Name, names);
        var hint = near is null ? string.Empty : $" (nearest: '{near}')";
        var listed = new StringBuilder().AppendJoin(", ", names.Take(20).Select(name => Quoted.Text(name)));
        return new DataRefusedException(
            $"{file.Name} has no column '{column.Name}'{hint}; a mapping to one of its columns is accepted: {listed}",
            file.Name,
            1,
            column.Name);
    }

    private static int[] Matches(IReadOnlyList<string> names, string name, StringComparison comparison) =>
        [.. Enumerable.Range(0, names.Count).Where(i => string.Equals(names[i], name, comparison))];

    private static bool Readable(ColumnKind kind, DuckDbType type) => kind switch
    {
        ColumnKind.Stamp => type is DuckDbType.Date or DuckDbType.Varchar or DuckDbType.Enum || IsTimestamp(type),
        ColumnKind.Text => type is DuckDbType.Varchar or DuckDbType.Enum,
        _ => type is DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt
            or DuckDbType.UTinyInt or DuckDbType.USmallInt or DuckDbType.UInteger or DuckDbType.UBigInt
            or DuckDbType.HugeInt or DuckDbType.UHugeInt or DuckDbType.Float or DuckDbType.Double or DuckDbType.Decimal,
    };

    private static bool IsTimestamp(DuckDbType type) =>
        type is DuckDbType.Timestamp or DuckDbType.TimestampS or DuckDbType.TimestampMs or DuckDbType.TimestampNs or DuckDbType.TimestampTz;

    private static string Wish(ColumnKind kind) => kind switch
    {
        ColumnKind.Stamp => "dates, timestamps or texts",
        ColumnKind.Text => "texts",
        _ => "numbers",
    };

    private static string ParquetExpression(string name, ColumnKind kind, DuckDbType type) => kind switch
    {
        ColumnKind.Number => type == DuckDbType.Double ? name : $"CAST({name} AS DOUBLE)",
        ColumnKind.Text => type == DuckDbType.Varchar ? name : $"CAST({name} AS VARCHAR)",
        _ => type is DuckDbType.TimestampS or DuckDbType.TimestampMs or DuckDbType.TimestampNs ? $"CAST({name} AS TIMESTAMP)"
            : type == DuckDbType.Enum ? $"CAST({name} AS VARCHAR)"
            : name,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
