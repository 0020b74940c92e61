using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Data.Files;
using Symphony.Data.Rows;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>How stamps of a file become stamps of the store.</summary>
/// <param name="Dated">True when rows are stamped with dates.</param>
/// <param name="Pattern">The pattern of dates, or null for year first.</param>
/// <param name="Divisor">What an epoch number is divided by for microseconds (ns: 1000), or its negative factor; 0 for no number.</param>
/// <param name="Shift">Microseconds from a label to the close.</param>
/// <param name="FileDay">The epoch day of times that are milliseconds; null where stamps have dates.</param>
/// <param name="Zone">The zone of local times; null where none is needed or known.</param>
/// <param name="Change">What becomes of times shown twice or never.</param>
internal sealed record StampPlan(bool Dated, string? Pattern, long Divisor, long Shift, int? FileDay, TimeZoneInfo? Zone, ClockChange Change);

/// <summary>Where a file holds what is wanted, and how to read it.</summary>
internal sealed class FilePlan
{
    /// <summary>The file.</summary>
    public required SourceFile File { get; init; }

    /// <summary>What it is.</summary>
    public required FileForm Form { get; init; }

    /// <summary>The layout it is read by.</summary>
    public required SourceLayout Layout { get; init; }

    /// <summary>The kind of its rows.</summary>
    public required StoreSchema Schema { get; init; }

    /// <summary>All of its columns.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The character between values.</summary>
    public required byte Delimiter { get; init; }

    /// <summary>True when line 1 names the columns.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>The columns whose texts, joined by points, are the symbol; empty for <see cref="Symbol"/>.</summary>
    public required int[] SymbolFields { get; init; }

    /// <summary>The symbol of all rows; null where columns hold it.</summary>
    public required string? Symbol { get; init; }

    /// <summary>The column of the date or time.</summary>
    public required int DateField { get; init; }

    /// <summary>The column of the time of day, or -1.</summary>
    public required int TimeField { get; init; }

    /// <summary>The column of each column of the schema, or -1.</summary>
    public required int[] Fields { get; init; }

    /// <summary>The column that orders quotes within a microsecond, or -1.</summary>
    public required int OrderField { get; init; }

    /// <summary>True when of several rows of a microsecond the last is kept.</summary>
    public bool KeepsLast => Schema.KeepsLast && !Stamps.Dated;

    /// <summary>How stamps are read.</summary>
    public required StampPlan Stamps { get; init; }

    /// <summary>How many places the point of prices is moved to the left.</summary>
    public required int PriceShift { get; init; }

    /// <summary>True when the kind is told apart by a sequence that the file does not have.</summary>
    public bool CountsSequence => Schema.IsSequenced && Fields[0] < 0;

    /// <summary>Finds a file's columns, or refuses it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="schema">The kind of its rows.</param>
    /// <param name="source">What was stated.</param>
    /// <param name="database">Reads the schema of a Parquet file.</param>
    /// <param name="stamps">From the layout to how stamps are read.</param>
    public static FilePlan Of(SourceFile file, StoreSchema schema, IngestSource source, Lazy<DuckDb.DuckDbDatabase> database, Func<SourceLayout, StampPlan> stamps)
    {
        var form = FileForms.Of(file);
        var stated = source.Layout is { } name ? SourceLayout.Of(name, schema.Kind) : null;
        var given = source.Names ?? stated?.Names;
        IReadOnlyList<string> names;
        var delimiter = (byte)',';
        if (form == FileForm.Parquet)
        {
            names = Rows.Layout.OfParquet(file, database.Value, []).Names;
        }
        else
        {
            var header = CsvHeader.Read(file, form);
            delimiter = (byte)header.Delimiter;
            names = given ?? header.Names;
            // A vendor's file may lack its last column, volume.
            var lacksVolume = stated?.Names is [.., "volume"] && source.Names is null && header.Names.Count == given!.Count - 1;
            if (given is not null && header.Names.Count != given.Count && !lacksVolume) throw OtherCount(file, header.Names.Count, given, schema, source);
            if (lacksVolume) names = [.. given!.Take(header.Names.Count)];
        }

        var layout = stated ?? (given is null ? SourceLayout.Recognise(names, schema.Kind) : SourceLayout.Plain);
        var hasHeader = form == FileForm.Parquet || given is null;
        string Theirs(string ours) => source.Columns.TryGetValue(ours, out var mapped) ? mapped : layout.Columns.GetValueOrDefault(ours, ours);
        int Find(string ours, bool optional)
        {
            var theirs = Theirs(ours);
            var at = Place(file, names, theirs);
            return at >= 0 || (optional && !source.Columns.ContainsKey(ours)) ? at : throw Unknown(file, names, ours, theirs, schema);
        }

        var symbol = source.Symbol ?? (FromFile(source, layout) ? SymbolOf(file, layout) : null);
        var dateField = Find(StampName(file, names, source, layout, schema), optional: false);
        var timeName = source.Columns.TryGetValue("time", out var mappedTime) && source.Columns.ContainsKey("date") ? mappedTime : layout.TimeColumn;
        var timeField = timeName is null ? -1 : Place(file, names, timeName);
        int[] fields = [.. schema.Columns.Select(column => Find(column.Name, column.MayBeMissing || column.DefaultText is not null))];
        CheckSides(file, names, schema, fields, Theirs);
        return new FilePlan
        {
            File = file,
            Form = form,
            Layout = layout,
            Schema = schema,
            Names = names,
            Delimiter = delimiter,
            HasHeader = hasHeader,
            Symbol = symbol,
            SymbolFields = symbol is not null ? [] : [.. Theirs("symbol").Split('+').Select(part => Place(file, names, part) is >= 0 and var at ? at : throw NoSymbol(file, names, part))],
            DateField = dateField,
            TimeField = timeField == dateField ? -1 : timeField,
            Fields = fields,
            OrderField = schema.KeepsLast ? Find("sequence", optional: true) : -1,
            Stamps = stamps(layout) with { FileDay = layout.DayInFileName ? DayOf(file) : null },
            PriceShift = source.PriceScale is { } scale ? PlacesOf(scale) : layout.PriceShift,
        };
    }

    /// <summary>True for 1, 10, 100 and so on up to a thousand million.</summary>
    /// <param name="scale">What prices are to be divided by.</param>
    public static bool IsScale(long scale) => scale is > 0 and <= 1_000_000_000 && scale.ToString(CultureInfo.InvariantCulture).TrimEnd('0') == "1";

    private static int PlacesOf(long scale) => scale.ToString(CultureInfo.InvariantCulture).Length - 1;

    /// <summary>A file without any of the columns that make its rows worth keeping, or with a part of a side, is refused.</summary>
    private static void CheckSides(SourceFile file, IReadOnlyList<string> names, StoreSchema schema, int[] fields, Func<string, string> theirs)
    {
        foreach (var side in schema.Sides)
        {
            var missing = side.Where(name => fields[schema.IndexOf(name)] < 0).ToList();
            if (missing.Count > 0 && missing.Count < side.Length) throw Unknown(file, names, missing[0], theirs(missing[0]), schema);
        }

        if (schema.Sides.Count == 0 || schema.Sides.Any(side => fields[schema.IndexOf(side[0])] >= 0)) return;
        var firsts = schema.Sides.Select(side => side[0]).ToList();
        var near = names.FirstOrDefault(name => firsts.Any(first => name.Contains(first, StringComparison.OrdinalIgnoreCase)));
        var hint = near is null ? string.Empty : $" (nearest: '{near}')";
        throw new DataRefusedException(
            $"{file.Name} has none of the columns {string.Join(", ", schema.Sides.SelectMany(side => side))}{hint}{OtherRows(names, schema)}; {schema.Kind} with one of {string.Join(", ", firsts)} are accepted, by --columns OURS:THEIRS of its columns: {Listed(names)}",
            file.Name,
            1,
            theirs(firsts[0]));
    }

    /// <summary>Values of another number than a layout or the stated names have.</summary>
    private static DataRefusedException OtherCount(SourceFile file, int count, IReadOnlyList<string> given, StoreSchema schema, IngestSource source)
    {
        var other = SourceLayout.All.FirstOrDefault(layout => layout.Name == source.Layout && source.Names is null && layout.Names?.Count == count && !layout.Kinds.Contains(schema.Kind));
        var hint = other is null ? "a file of that layout, or --names with a name for each of its columns," : $"--kind {other.Kinds[0]} ({string.Join(", ", other.Names!)})";
        return new DataRefusedException(
            $"{file.Name}, line 1 has {count} values where {given.Count} columns are expected ({string.Join(", ", given)}); {hint} is accepted", file.Name, 1);
    }

    /// <summary>The store's name of the stamp: date or time, whichever the file has.</summary>
    private static string StampName(SourceFile file, IReadOnlyList<string> names, IngestSource source, SourceLayout layout, StoreSchema schema)
    {
        if (source.Columns.ContainsKey("date") || layout.Columns.ContainsKey("date") || layout.Names is not null) return "date";
        if (source.Columns.ContainsKey("time")) return "time";
        var (date, time) = (Place(file, names, "date"), Place(file, names, "time"));
        _ = schema;
        return date < 0 && time >= 0 ? "time" : "date";
    }

    private static bool FromFile(IngestSource source, SourceLayout layout) =>
        source.SymbolFromFile ?? (layout.SymbolFromFile && !source.Columns.ContainsKey("symbol"));

    private static string SymbolOf(SourceFile file, SourceLayout layout)
    {
        if (layout.DayInFileName) return DayAndSymbol(file)[1].ToUpperInvariant();
        return layout.Name == "lean" ? file.Stem.ToUpperInvariant() : file.Stem;
    }

    /// <summary>20131007_spy_minute_trade: the day, the symbol, then what the rows are; one more part names a contract.</summary>
    private static string[] DayAndSymbol(SourceFile file) => file.Stem.Split('_') is { Length: 4 } parts && parts.All(part => part.Length > 0)
        ? parts
        : throw new DataRefusedException(
            $"'{file.Stem}' does not tell a day and a symbol; a name such as 20131007_spy_minute_trade.csv, or --symbol SYMBOL, is accepted", file.Name);

    private static int DayOf(SourceFile file)
    {
        var name = file.Stem;
        var end = name.IndexOf('_', StringComparison.Ordinal);
        return end > 0 && Stamp.TryRead(Encoding.UTF8.GetBytes(name[..end]), out var micros, out var form) && form == StampForm.Date
            ? Stamp.EpochDay(micros)
            : throw new DataRefusedException($"{file.Name} does not begin with its day; a name such as 20131007_spy_minute_trade.csv is accepted", file.Name);
    }

    private static int Place(SourceFile file, IReadOnlyList<string> names, string name)
    {
        foreach (var comparison in (ReadOnlySpan<StringComparison>)[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            var found = Enumerable.Range(0, names.Count).Where(i => string.Equals(names[i], name, comparison)).ToList();
            if (found.Count == 1) return found[0];
            if (found.Count > 1) throw new DataRefusedException($"{file.Name} has {found.Count} columns named '{name}'; one is accepted", file.Name, 1, name);
        }

        return -1;
    }

    private static DataRefusedException NoSymbol(SourceFile file, IReadOnlyList<string> names, string name) => new(
        $"{file.Name} has no column '{name}' for the symbol; --columns symbol:NAME, --symbol-from-file or --symbol SYMBOL is accepted (its columns: {Listed(names)})", file.Name, 1, name);

    private static DataRefusedException Unknown(SourceFile file, IReadOnlyList<string> names, string ours, string theirs, StoreSchema schema)
    {
        var near = NearestName.Of(theirs, names);
        var hint = near is null ? string.Empty : $" (nearest: '{near}')";
        return new DataRefusedException(
            $"{file.Name} has no column '{theirs}'{hint}{OtherRows(names, schema)}; a mapping of {ours} to one of its columns is accepted: {Listed(names)}", file.Name, 1, theirs);
    }

    private static string OtherRows(IReadOnlyList<string> names, StoreSchema schema) =>
        SourceLayout.OfOtherRows(names, schema.Kind).FirstOrDefault() is { } other ? $" and looks like {other.Kinds[0]} of the layout {other.Name} (--kind {other.Kinds[0]})" : string.Empty;

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Take(20).Select(Quoted.Text));
}
