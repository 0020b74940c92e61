using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Data.Ingest;

/// <summary>How a vendor writes its files.</summary>
/// <param name="Name">Its name.</param>
internal sealed record SourceLayout(string Name)
{
    /// <summary>The kinds of rows it is of; a vendor's bars, quotes and trades are layouts of one name.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = ["bars", "benchmark"];

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

    /// <summary>True when a file's name begins with its day and its symbol, and times are milliseconds of that day.</summary>
    public bool DayInFileName { get; init; }

    /// <summary>True when a bid or an ask of 0 says that there is none.</summary>
    public bool ZeroIsNoQuote { get; init; }

    /// <summary>Columns, all of which tell the layout where nothing is stated.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>Columns the vendor has that the store does not keep.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The layout where nothing else is stated: a header with the store's own names.</summary>
    public static SourceLayout Plain { get; } = new("plain") { Kinds = [.. Store.StoreSchema.All.Select(schema => schema.Kind)] };

    /// <summary>The vendors' layouts.</summary>
    public static IReadOnlyList<SourceLayout> All { get; } = [Plain, .. VendorLayouts.All];

    /// <summary>The layout of a name, or the refusal of one that is unknown or of other rows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The kind of rows.</param>
    public static SourceLayout Of(string name, string kind)
    {
        var named = All.Where(layout => layout.Name == name).ToList();
        return named.FirstOrDefault(layout => layout.Kinds.Contains(kind))
            ?? throw new DataRefusedException(
                named.Count == 0
                    ? $"the layout '{name}' is not known; {string.Join(", ", All.Select(layout => layout.Name).Distinct())} are accepted, and any other by --columns"
                    : $"the layout '{name}' is of {string.Join(", ", named.SelectMany(layout => layout.Kinds))}, the rows are stated to be {kind}; one of those kinds, or another layout by --columns, is accepted",
                "layout",
                value: name);
    }

    /// <summary>The one layout of a kind whose marks are all there; the plain one where there is none.</summary>
    /// <param name="names">A file's columns.</param>
    /// <param name="kind">The kind of rows.</param>
    public static SourceLayout Recognise(IReadOnlyList<string> names, string kind)
    {
        var found = Marked(names).Where(layout => layout.Kinds.Contains(kind)).ToList();
        return found.Count == 1 ? found[0] : Plain;
    }

    /// <summary>Layouts of other kinds whose marks are all there.</summary>
    /// <param name="names">A file's columns.</param>
    /// <param name="kind">The kind of rows they are not of.</param>
    public static IEnumerable<SourceLayout> OfOtherRows(IReadOnlyList<string> names, string kind) =>
        Marked(names).Where(layout => !layout.Kinds.Contains(kind));

    private static IEnumerable<SourceLayout> Marked(IReadOnlyList<string> names) =>
        All.Where(layout => layout.Marks.Count > 0 && layout.Marks.All(mark => names.Contains(mark, StringComparer.Ordinal)));
}
