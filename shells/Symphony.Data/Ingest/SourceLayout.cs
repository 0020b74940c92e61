using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Data.Ingest;

/// <summary>How a vendor writes its files.</summary>
/// <param name="Name">Its name.</param>
internal sealed record SourceLayout(string Name)
{
    /// <summary>From the store's names of columns to the file's; what is not here has the store's own name.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of a file without a header.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The column of the time of day, where it is apart from the date.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>The .NET pattern of dates; null for year first.</summary>
    public string? DatePattern { get; init; }

    /// <summary>The unit of stamps that are numbers.</summary>
    public string? Epoch { get; init; }

    /// <summary>start or end; null where the vendor says nothing.</summary>
    public string? Label { get; init; }

    /// <summary>The zone of local times; null where the vendor says nothing.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many places the point of prices is moved to the left.</summary>
    public int PriceShift { get; init; }

    /// <summary>True when the file's name is the symbol.</summary>
    public bool SymbolFromFile { get; init; }

    /// <summary>What ends the symbol in a file's name; null for its first point.</summary>
    public string? SymbolEnd { get; init; }

    /// <summary>The date of times that are milliseconds of a day stands before this letter in the file's name; null where stamps have dates.</summary>
    public char? DayInFileName { get; init; }

    /// <summary>Columns, all of which tell the layout where nothing is stated.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Columns the vendor has that the store does not keep.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The layout where nothing else is stated: a header with the store's own names.</summary>
    public static SourceLayout Plain { get; } = new("plain");

    /// <summary>The vendors' layouts.</summary>
    public static IReadOnlyList<SourceLayout> All { get; } =
    [
        Plain,
        new("yahoo")
        {
            Columns = Map(("date", "Date"), ("open", "Open"), ("high", "High"), ("low", "Low"), ("close", "Close"), ("volume", "Volume")),
            SymbolFromFile = true,
            Marks = ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"],
            Dropped = ["Adj Close"],
        },
        new("stooq")
        {
            Columns = Map(("symbol", "<TICKER>"), ("date", "<DATE>"), ("open", "<OPEN>"), ("high", "<HIGH>"), ("low", "<LOW>"), ("close", "<CLOSE>"), ("volume", "<VOL>")),
            TimeColumn = "<TIME>",
            Marks = ["<TICKER>", "<PER>", "<DATE>", "<TIME>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>"],
            Dropped = ["<PER>", "<OPENINT>"],
        },
        new("alpaca")
        {
            Columns = Map(("date", "timestamp")),
            Label = "start",
            Marks = ["symbol", "timestamp", "open", "high", "low", "close", "volume", "trade_count", "vwap"],
            Dropped = ["trade_count", "vwap"],
        },
        new("polygon")
        {
            Columns = Map(("symbol", "ticker"), ("date", "window_start")),
            Epoch = "ns",
            Label = "start",
            Marks = ["ticker", "volume", "open", "close", "high", "low", "window_start", "transactions"],
            Dropped = ["transactions"],
        },
        new("kibot")
        {
            Names = ["date", "time", "open", "high", "low", "close", "volume"],
            TimeColumn = "time",
            DatePattern = "MM/dd/yyyy",
            Label = "start",
            TimeZone = "America/New_York",
            SymbolFromFile = true,
        },
        new("kibot-daily")
        {
            Names = ["date", "open", "high", "low", "close", "volume"],
            DatePattern = "MM/dd/yyyy",
            SymbolFromFile = true,
        },
        new("lean")
        {
            Names = ["date", "open", "high", "low", "close", "volume"],
            PriceShift = 4,
            Label = "start",
            TimeZone = "America/New_York",
            SymbolFromFile = true,
        },
        new("lean-minute")
        {
            Names = ["date", "open", "high", "low", "close", "volume"],
            PriceShift = 4,
            Label = "start",
            TimeZone = "America/New_York",
            SymbolEnd = "_minute",
            SymbolFromFile = true,
            DayInFileName = '_',
        },
    ];

    /// <summary>The layout of a name, or the refusal of an unknown one.</summary>
    /// <param name="name">The name.</param>
    public static SourceLayout Of(string name) => All.FirstOrDefault(layout => layout.Name == name)
        ?? throw new DataRefusedException(
            $"the layout '{name}' is not known; {string.Join(", ", All.Select(layout => layout.Name))} are accepted, and any other by --columns", "layout", value: name);

    /// <summary>The one layout whose marks are all there; the plain one where there is none.</summary>
    /// <param name="names">A file's columns.</param>
    public static SourceLayout Recognise(IReadOnlyList<string> names)
    {
        var found = All.Where(layout => layout.Marks.Count > 0 && layout.Marks.All(mark => names.Contains(mark, StringComparer.Ordinal))).ToList();
        return found.Count == 1 ? found[0] : Plain;
    }

    private static Dictionary<string, string> Map(params ReadOnlySpan<(string Ours, string Theirs)> pairs)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (ours, theirs) in pairs) map[ours] = theirs;
        return map;
    }
}
