using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Reads the splits of any library from their JSON form.</summary>
internal static class SplitsReader
{
    /// <summary>The newest form that is read.</summary>
    internal const int Format = 1;

    internal static SplitsFile Read(JsonPlace root)
    {
        root.Keys("format", "library", "conventions", "bars", "sessionDates", "observations", "groups", "splits", "paths");
        CheckFormat(root.Needed("format"));
        var listing = Conventions(root.Needed("conventions"));
        Observations(root, listing);
        var groups = root.Optional("groups") is { } cut ? cut.Items().Select(Rows).ToArray() : [];
        listing.Groups = groups;
        JsonPlace[] splits = [.. root.Needed("splits").Items()];
        listing.Splits = [.. splits.Select(split => Split(split, groups))];
        listing.Paths = root.Optional("paths") is { } paths
            ? [.. paths.Items().Select(path => Path(path, groups))]
            : [];
        var stated = root.Point(listing.ToStatedSplits);
        return new SplitsFile(root.Optional("library")?.Text() ?? "", stated)
        {
            Validation = splits.Any(split => split.Has("validation")) ? [.. splits.Select((split, i) => Validation(split, listing.Splits[i], stated.ObservationCount))] : [],
        };
    }

    private static void CheckFormat(JsonPlace place)
    {
        var format = place.WholeNumber();
        if (format > Format) throw place.Refuse($"format {format} is newer than {Format}, the newest this version reads");
        if (format < 1) throw place.Refuse($"format {format} is not known; the first is 1");
    }

    private static SplitListing Conventions(JsonPlace place)
    {
        place.Keys("intervalClosure", "scope", "embargoBars", "embargoDays", "embargoOrigin", "scheme", "timesTested");
        if (place.Has("embargoBars") == place.Has("embargoDays"))
            throw place.Refuse("one of 'embargoBars' and 'embargoDays' is needed; 0 bars are no embargo");
        var inDays = place.Has("embargoDays");
        var embargo = place.Needed(inDays ? "embargoDays" : "embargoBars").WholeNumber();
        var scheme = (SplitScheme)(place.Optional("scheme")?.Word("crossValidation", "walkForward") ?? 0);
        return new SplitListing
        {
            IntervalClosure = (IntervalClosure)place.Needed("intervalClosure").Word("closed", "halfOpen"),
            Scope = (PurgeScope)place.Needed("scope").Word("market", "symbol"),
            Embargo = embargo,
            EmbargoUnit = inDays ? EmbargoUnit.Days : EmbargoUnit.Bars,
            EmbargoOrigin = Origin(place, inDays || embargo > 0),
            Scheme = scheme,
            TimesTested = place.Optional("timesTested")?.WholeNumber(),
        };
    }

    /// <summary>Without an embargo it does not matter where it would start.</summary>
    private static EmbargoOrigin Origin(JsonPlace place, bool isEmbargoed) =>
        isEmbargoed || place.Has("embargoOrigin")
            ? (EmbargoOrigin)place.Needed("embargoOrigin").Word("latestSpanEnd", "lastTestBar", "trainingSpanEnd")
            : EmbargoOrigin.LatestSpanEnd;

    private static void Observations(JsonPlace root, SplitListing listing)
    {
        var place = root.Needed("observations").Keys("bar", "symbol", "spanEnd");
        var bars = place.Needed("bar").Items().ToArray();
        var ends = place.Needed("spanEnd").Items().ToArray();
        if (ends.Length != bars.Length)
            throw place.Refuse($"'bar' has {bars.Length} entries and 'spanEnd' {ends.Length}; there is one of each for an observation");
        var axis = SplitsAxis.Of(root.Optional("bars"), bars.Concat(ends));
        listing.Bars = [.. bars.Select(axis.BarOf)];
        listing.SpanEnds = [.. ends.Select(end => end.IsNull ? -1 : axis.BarOf(end))];
        listing.BarNames = axis.Names;
        listing.SessionDates = root.Optional("sessionDates") is { } dates
            ? SplitsAxis.DatesOf(dates, axis.Names.Length)
            : listing.EmbargoUnit == EmbargoUnit.Days ? axis.Dates : [];
        Symbols(place, bars.Length, listing);
    }

    private static void Symbols(JsonPlace place, int count, SplitListing listing)
    {
        listing.Symbols = new int[count];
        if (place.Optional("symbol") is not { } symbols) return;
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var row = 0;
        foreach (var symbol in symbols.Items())
        {
            if (row == count) throw symbols.Refuse($"has more entries than the {count} observations");
            var name = symbol.Text();
            if (!columns.TryGetValue(name, out var column)) columns[name] = column = columns.Count;
            listing.Symbols[row++] = column;
        }

        if (row < count) throw symbols.Refuse($"has {row} entries for {count} observations");
        listing.SymbolNames = [.. columns.Keys];
    }

    private static StatedSplit Split(JsonPlace place, RowSet[] groups)
    {
        place.Keys("train", "test", "testGroups", "validation");
        if (place.Has("test") == place.Has("testGroups"))
            throw place.Refuse("one of 'test' and 'testGroups' is needed");
        var train = Rows(place.Needed("train"));
        return place.Optional("test") is { } test
            ? SplitConformance.Split(train, Rows(test))
            : OfGroups(place.Needed("testGroups"), train, groups);
    }

    /// <summary>The rows a split sets aside: it neither trains on them nor tests them.</summary>
    private static RowSet Validation(JsonPlace split, StatedSplit stated, int count)
    {
        if (split.Optional("validation") is not { } place) return SplitConformance.Rows([]);
        var rows = Rows(place);
        var (train, test) = (stated.Train.ToArray().ToHashSet(), stated.Test.ToArray().ToHashSet());
        foreach (var row in rows.ToArray())
        {
            if (row >= count) throw place.Refuse($"row {row} is not one of the {count} observations (0 to {count - 1})");
            if (train.Contains(row) || test.Contains(row)) throw place.Refuse($"row {row} is set aside and {(train.Contains(row) ? "trained on" : "tested")} too; one of them is accepted");
        }

        return rows;
    }

    private static StatedSplit OfGroups(JsonPlace place, RowSet train, RowSet[] groups) =>
        SplitConformance.Split(train, [.. place.Items().Select(group => GroupOf(group, groups.Length))], groups);

    private static int GroupOf(JsonPlace place, int count)
    {
        var group = place.WholeNumber();
        return group < count
            ? group
            : throw place.Refuse(count == 0 ? "the file states no 'groups'" : $"group {group} is not one of the {count} groups (0 to {count - 1})");
    }

    /// <summary>Rows, one by one or as ranges [first, last].</summary>
    private static RowSet Rows(JsonPlace place)
    {
        var firsts = new List<int>();
        var lasts = new List<int>();
        foreach (var item in place.Items())
        {
            if (!item.IsList)
            {
                var row = item.WholeNumber();
                firsts.Add(row);
                lasts.Add(row);
                continue;
            }

            if (item.Element.GetArrayLength() != 2) throw item.RefuseValue("must be a row or a range [first, last]");
            int[] range = [.. item.Items().Select(end => end.WholeNumber())];
            if (range[1] < range[0]) throw item.Refuse($"the range [{range[0]}, {range[1]}] is reversed");
            firsts.Add(range[0]);
            lasts.Add(range[1]);
        }

        return SplitConformance.Ranges([.. firsts], [.. lasts]);
    }

    /// <summary>A path: the split of each group, or pieces of rows.</summary>
    private static StatedPathPart[] Path(JsonPlace place, RowSet[] groups)
    {
        var items = place.Items().ToArray();
        if (items.Length > 0 && items[0].IsObject)
        {
            return [.. items.Select(piece => SplitConformance.PathPart(
                piece.Keys("split", "rows").Needed("split").WholeNumber(), Rows(piece.Needed("rows"))))];
        }

        if (items.Length != groups.Length)
            throw place.Refuse($"must name the split of each of the {groups.Length} groups, has {items.Length}");
        return [.. items.Select((split, group) => (split, group))
            .Where(item => !item.split.IsNull)
            .Select(item => SplitConformance.PathPart(item.split.WholeNumber(), groups[item.group]))];
    }
}
