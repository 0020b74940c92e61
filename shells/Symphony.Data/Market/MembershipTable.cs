using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Data.DuckDb;
using Symphony.Data.Files;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>The rows of a file of members: spells, or rows by date.</summary>
/// <param name="Input">The file.</param>
/// <param name="IsSpells">True of symbol, from and to; false of date, symbol and perhaps member.</param>
/// <param name="Symbols">The names.</param>
/// <param name="Firsts">First days of spells, or the rows' dates: epoch days.</param>
/// <param name="Lasts">Last days of spells; empty of rows by date.</param>
/// <param name="Joins">Whether the name is a member from the date on; empty of spells.</param>
/// <param name="Lines">The line of each row, in Parquet its number.</param>
/// <param name="Unit">What <paramref name="Lines"/> count: line or row.</param>
internal sealed record MembershipTable(DataInput Input, bool IsSpells, string[] Symbols, int[] Firsts, int[] Lasts, bool[] Joins, long[] Lines, string Unit)
{
    private static readonly string[] OfSpells = ["symbol", "from", "to"];
    private static readonly string[] OfDates = ["date", "symbol", "member"];

    /// <summary>Reads the file, or refuses it with the first fault.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static MembershipTable Read(SourceFile file, CancellationToken cancellation)
    {
        var form = FileForms.Of(file);
        return form == FileForm.Parquet ? OfParquet(file, cancellation) : OfText(file, form, cancellation);
    }

    private static MembershipTable OfText(SourceFile file, FileForm form, CancellationToken cancellation)
    {
        var header = CsvHeader.Read(file, form);
        var inspection = Inspection.Of(file, form, (byte)header.Delimiter, cancellation);
        var builder = new Builder(file, header.Names, "line");
        using var scanner = new CsvScanner(FileForms.OpenText(file, form), (byte)header.Delimiter);
        scanner.Next();
        while (scanner.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            if (RowExplainer.Said(scanner.Flaw) is { } flaw)
                throw new DataRefusedException(string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {scanner.Line} {flaw}"), file.Name, scanner.Line);
            if (scanner.FieldCount != header.Names.Count)
            {
                throw new DataRefusedException(
                    string.Create(CultureInfo.InvariantCulture, $"{file.Name}, line {scanner.Line} has {scanner.FieldCount} values, but there are {header.Names.Count} columns; as many values are accepted"),
                    file.Name,
                    scanner.Line);
            }

            builder.Add(scanner.Line, column => Encoding.UTF8.GetString(scanner.Field(column)).Trim());
        }

        return builder.Done(inspection);
    }

    private static MembershipTable OfParquet(SourceFile file, CancellationToken cancellation)
    {
        using var database = DuckDbDatabase.Open(threads: 1);
        try
        {
            string[] names;
            using (var schema = database.Prepare("SELECT * FROM read_parquet(?) LIMIT 0"))
            using (var empty = schema.Bind(1, SqlName.LiteralPath(file.Path)).Execute(cancellation))
                names = [.. empty.ColumnNames];
            var builder = new Builder(file, names, "row");
            var texts = string.Join(", ", names.Select(name => $"COALESCE(CAST({SqlName.Quote(name)} AS VARCHAR), '')"));
            using var statement = database.Prepare($"SELECT {texts} FROM read_parquet(?)");
            using var result = statement.Bind(1, SqlName.LiteralPath(file.Path)).Execute(cancellation);
            var (rows, columns) = ParquetRows.Collect(result, file.Name, cancellation);
            for (var row = 0; row < rows; row++) builder.Add(row + 1, column => ((string[])columns[column].Values)[row]);
            return builder.Done(Inspection.Of(file, FileForm.Parquet, 0, cancellation));
        }
        catch (DuckDbException refused)
        {
            throw new DataRefusedException($"{file.Name} cannot be read as Parquet ({refused.FirstLine}); a complete Parquet file is accepted", file.Name);
        }
    }

    /// <summary>Rows as they come, checked value by value.</summary>
    private sealed class Builder
    {
        private readonly SourceFile file;
        private readonly string unit;
        private readonly bool isSpells;
        private readonly int symbol;
        private readonly int from;
        private readonly int to;
        private readonly int member;
        private readonly List<string> symbols = [];
        private readonly List<int> firsts = [];
        private readonly List<int> lasts = [];
        private readonly List<bool> joins = [];
        private readonly List<long> lines = [];

        public Builder(SourceFile file, IReadOnlyList<string> names, string unit)
        {
            this.file = file;
            this.unit = unit;
            int Find(string name)
            {
                int[] found = [.. Enumerable.Range(0, names.Count).Where(i => string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase))];
                return found.Length <= 1 ? found.FirstOrDefault(-1) : throw new DataRefusedException($"{file.Name} has {found.Length} columns named '{name}'; one is accepted", file.Name, 1, name);
            }

            isSpells = Find("from") >= 0 || Find("to") >= 0;
            int Needed(string name)
            {
                if (Find(name) is var at and >= 0) return at;
                var near = NearestName.Of(name, names);
                var wanted = isSpells ? OfSpells : OfDates;
                throw new DataRefusedException(
                    $"{file.Name} has no column '{name}'{(near is null ? "" : $" (nearest: '{near}')")}; {string.Join(", ", OfSpells)} (spells, both days in) or {string.Join(", ", OfDates.SkipLast(1))} and perhaps {OfDates[^1]} (rows by date) are accepted",
                    file.Name,
                    1,
                    wanted.Contains(name) ? name : null);
            }

            symbol = Needed("symbol");
            from = Needed(isSpells ? "from" : "date");
            to = isSpells ? Needed("to") : -1;
            member = Find("member");
        }

        public void Add(long line, Func<int, string> cell)
        {
            var name = cell(symbol);
            if (name.Length == 0) throw Refuse(line, "symbol", "", "is empty", "a symbol");
            symbols.Add(name);
            firsts.Add(Day(line, isSpells ? "from" : "date", cell(from), isSpells ? int.MinValue : null));
            lines.Add(line);
            if (!isSpells)
            {
                joins.Add(member < 0 || Flag(line, cell(member)));
                return;
            }

            lasts.Add(Day(line, "to", cell(to), int.MaxValue));
            if (member >= 0 && !Flag(line, cell(member))) throw Refuse(line, "member", cell(member), "says that the name is no member, but a row from one day to another says that it is one", "1, or no such column,");
        }

        public MembershipTable Done(Inspection inspection) => symbols.Count > 0
            ? new MembershipTable(new DataInput(file.RecordName, inspection.Sha256, inspection.Bytes, symbols.Count), isSpells, [.. symbols], [.. firsts], [.. lasts], [.. joins], [.. lines], unit)
            : throw new DataRefusedException($"{file.Name} has a header and no rows; at least one row is needed", file.Name, 1);

        private int Day(long line, string column, string text, int? open)
        {
            if (text.Length == 0 && open is { } day) return day;
            if (text.Length > 0 && Stamp.TryRead(Encoding.UTF8.GetBytes(text), out var micros, out _) && Stamp.InRange(micros) && micros % Stamp.Day == 0)
                return Stamp.EpochDay(micros);
            var accepted = open is null ? "a date as yyyy-MM-dd" : column == "to" ? "a date as yyyy-MM-dd, or nothing for a member still," : "a date as yyyy-MM-dd, or nothing for a member from the beginning,";
            throw Refuse(line, column, text, text.Length == 0 ? "is empty" : Stamp.IsBeyond(Encoding.UTF8.GetBytes(text)) ? "lies outside the years 1700 to 2299" : "is no date", accepted);
        }

        private bool Flag(long line, string text) => text switch
        {
            "1" or "1.0" or "true" or "True" or "TRUE" => true,
            "0" or "0.0" or "false" or "False" or "FALSE" => false,
            _ => throw Refuse(line, "member", text, text.Length == 0 ? "is empty" : "is neither 1 nor 0", "1 (a member from the date on) or 0 (no longer)"),
        };

        private DataRefusedException Refuse(long line, string column, string value, string problem, string accepted) => new(
            string.Create(CultureInfo.InvariantCulture, $"{file.Name}, {unit} {line}, column '{column}'{(value.Length == 0 ? "" : $": '{value}'")} {problem}; {accepted} is accepted"),
            file.Name,
            line,
            column,
            value);
    }
}
