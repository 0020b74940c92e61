using System.Collections.Generic;
using System.Linq;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;

namespace Symphony.Data.Rows;

/// <summary>What a file says about itself before its rows are read.</summary>
internal static class Table
{
    /// <summary>The names of a file's columns, in order; each occurs once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="database">Reads the schema of a Parquet file.</param>
    public static IReadOnlyList<string> ColumnNames(SourceFile file, DuckDbDatabase database)
    {
        var form = FileForms.Of(file);
        var names = form == FileForm.Parquet
            ? Layout.OfParquet(file, database, []).Names
            : CsvHeader.Read(file, form).Names;
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? names
            : throw new DataRefusedException($"{file.Name} has {twice.Count()} columns named '{twice.Key}'; one is accepted", file.Name, 1, twice.Key);
    }
}
