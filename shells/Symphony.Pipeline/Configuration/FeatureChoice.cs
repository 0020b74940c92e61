using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>The features a configuration asks for: the catalogue's, and queries of the user's own.</summary>
internal static class FeatureChoice
{
    internal const string Names = "features";
    internal const string Queries = "queries";

    /// <summary>The section of the queries' limits.</summary>
    internal const string Limits = "queryLimits";

    private const string OfSector = "_cs_sector";

    /// <summary>1970-01-01 as a day number.</summary>
    private const int EpochDayNumber = 719162;

    /// <summary>The settings that queries are written in.</summary>
    internal static Setting Setting { get; } =
        new(Queries, SettingKind.TextByName, "", "Features of your own by name: one SELECT over the table bars that gives date, symbol and value, or the path of a .sql file.") { CameLater = true };

    /// <summary>How much one run of a query may take; nothing that a query gives depends on it, and no hash.</summary>
    internal static IReadOnlyList<Setting> LimitSettings { get; } =
    [
        new($"{Limits}.seconds", SettingKind.WholeNumber, "600", "The longest time of one run of a query, seconds; then it is stopped and refused.") { Minimum = 1, Maximum = 1_000_000, CameLater = true },
        new($"{Limits}.megabytes", SettingKind.WholeNumber, "4096", "The most memory of one run of a query, MiB; a query that needs more is refused.") { Minimum = 16, Maximum = 10_000_000, CameLater = true },
    ];

    /// <summary>The limits of a configuration's queries.</summary>
    internal static QueryLimits LimitsOf(RunConfiguration configuration) =>
        new(TimeSpan.FromSeconds(configuration.WholeNumber($"{Limits}.seconds")), configuration.WholeNumber($"{Limits}.megabytes"));

    /// <summary>True where a feature is a value among the names of its date, and a universe says which these are.</summary>
    internal static bool ReadsUniverse(RunConfiguration configuration) =>
        configuration.TextList(Names).Any(FeatureSet.IsCrossSectional) && configuration.Universe(default).IsConfigured;

    /// <summary>The names that a configuration's features need sectors for.</summary>
    internal static bool NeedsSectors(RunConfiguration configuration) =>
        configuration.TextList(Names).Any(name => name.Contains(OfSector, StringComparison.Ordinal));

    /// <summary>The features of a configuration.</summary>
    /// <param name="configuration">What names them.</param>
    /// <param name="stop">Stops queries, and the reading of members.</param>
    /// <param name="members">Who is in, where that is known; null to find out for the bars that are computed, if a feature reads it.</param>
    internal static FeatureSet Of(RunConfiguration configuration, CancellationToken stop, Func<Bars, CorporateActions, Panel>? members = null)
    {
        var limits = LimitsOf(configuration);
        return configuration.Place.PointAt(Names, () =>
        {
            Feature[] own = [.. QueriesOf(configuration).Select(query => configuration.Place.PointAt(Queries, () => new QueryFeature(query.Key, query.Value, limits, stop).ToFeature()))];
            return ReadsUniverse(configuration)
                ? FeatureSet.Parse(configuration.TextList(Names), own, SectorsOf(configuration), SessionsOf(configuration), members ?? MembersOf(configuration.Universe(stop)))
                : FeatureSet.Parse(configuration.TextList(Names), own, SectorsOf(configuration), SessionsOf(configuration));
        });
    }

    /// <summary>Who is in on any bars; several features ask for the same ones.</summary>
    private static Func<Bars, CorporateActions, Panel> MembersOf(UniverseSource universe)
    {
        var known = new ConditionalWeakTable<Bars, ConditionalWeakTable<CorporateActions, Panel>>();
        return (bars, actions) => known.GetOrCreateValue(bars).GetValue(actions, _ => universe.Of(bars, actions)!.Mask);
    }

    /// <summary>The names that some written features stand for, in the order of the configuration's own; each must be one of these.</summary>
    internal static IReadOnlyList<string> Among(RunConfiguration configuration, IReadOnlyList<string> written, string path)
    {
        var queries = QueriesOf(configuration).Select(query => new QueryFeature(query.Key, query.Value, LimitsOf(configuration), default).ToFeature()).ToList();
        var own = configuration.Place.PointAt(path, () => FeatureSet.Parse(written, queries, SectorsOf(configuration))).Names;
        var all = Of(configuration, default).Names;
        if (own.FirstOrDefault(name => !all.Contains(name)) is { } other)
            throw configuration.Place.Refuse(path, $"{path} names {other}, which is none of {Names}; the nearest of them is {NearestKey.Of(other, all)}");
        return [.. all.Where(own.Contains)];
    }

    /// <summary>The features' settings as a stage's key depends on them, sectors where a feature reads them.</summary>
    internal static JsonObject Slice(RunConfiguration configuration)
    {
        var slice = configuration.Slice(QueriesOf(configuration).Count == 0 ? [Names] : [Names, Queries]);
        if (NeedsSectors(configuration))
            slice["sectors"] = new JsonObject(SectorsOf(configuration).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        // Places in the session follow from the calendar's rules, which are code, and from the table of its time zone.
        if (configuration.TextList(Names).Any(FeatureSet.NeedsSessions) && configuration.Data.Sampling.Calendar is { } calendar)
        {
            slice["calendar"] = calendar;
            slice["calendarZone"] = ZoneRules.Hash(TimeZoneInfo.FindSystemTimeZoneById(TradingCalendar.Zone(calendar)));
        }

        return slice;
    }

    /// <summary>Puts the text of each query in the place of its file's path, so that the text decides.</summary>
    internal static void Settle(JsonObject settings, ConfigurationPlace place)
    {
        if (settings[Queries] is not JsonObject queries) return;
        foreach (var (name, written) in queries.ToArray())
        {
            var text = written!.GetValue<string>().Trim();
            if (text.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) && !text.Any(char.IsWhiteSpace)) text = Text(text, name, place);
            queries[name] = text.TrimEnd(';').TrimEnd();
        }
    }

    /// <summary>Refuses what no data can mend.</summary>
    internal static void RefuseWhatNoDataCanMend(RunConfiguration configuration)
    {
        Of(configuration, default);
        foreach (var (query, sql) in QueriesOf(configuration))
            PointAtQueries(configuration, () => new BarsQuery(sql, $"{Queries}.{query}").RefuseWhatNoBarsCanMend());
        var names = configuration.TextList(Names);
        if (configuration.Data.Sampling.Calendar is null && names.FirstOrDefault(FeatureSet.NeedsSessions) is { } placed)
            throw configuration.Place.Refuse(Names, $"{placed} is a place in the market's session, and no calendar says when that is; data.calendar with one of {string.Join(", ", TradingCalendar.Names)} is accepted");
        if (QueriesOf(configuration).Keys.FirstOrDefault(query => !names.Any(name => IsOf(name, query))) is { } unused)
            throw configuration.Place.Refuse(Queries, $"{Queries} names {unused}, but {Names} does not ask for it; add {unused} to {Names}, or leave the query out");
    }

    /// <summary>Refuses a market in which a name has no sector, where a feature reads sectors.</summary>
    internal static void RefuseWithoutSector(RunConfiguration configuration, Axes axes)
    {
        if (!NeedsSectors(configuration)) return;
        var sectors = SectorsOf(configuration);
        if (axes.Symbols.FirstOrDefault(symbol => !sectors.ContainsKey(symbol)) is { } missing)
            throw configuration.Place.Refuse(Names, $"{configuration.TextList(Names).First(name => name.Contains(OfSector, StringComparison.Ordinal))} needs a sector for {missing}; each of the {axes.SymbolCount} symbols needs one, in {MarketSettingsTable.Sectors} or engine.sectors");
    }

    /// <summary>The panels of all features; what a query cannot be, or does not give twice, is refused where it is written.</summary>
    internal static IReadOnlyList<Panel> Compute(
        RunConfiguration configuration, FeatureSet set, Bars bars, CorporateActions actions, Action<int, Action<int>> schedule)
    {
        IReadOnlyList<Panel> panels = [];
        PointAtQueries(configuration, () =>
        {
            panels = set.ComputeAll(bars, actions, schedule);
            for (var feature = 0; feature < panels.Count; feature++)
            {
                var name = set.Names[feature];
                if (QueriesOf(configuration).Keys.FirstOrDefault(query => IsOf(name, query)) is { } query
                    && Differing(panels[feature], set.Compute(feature, bars, actions)) is { } cell)
                    throw configuration.Place.Refuse(Queries, $"{Queries}.{query} gives another value of {Cell(bars.Axes, cell)} when it is run again; a query whose values follow from the bars alone is accepted");
            }
        });
        return panels;
    }

    /// <summary>What is refused of a query is refused where it is written.</summary>
    private static void PointAtQueries(RunConfiguration configuration, Action work)
    {
        try
        {
            work();
        }
        catch (RefusedException refused) when (IsOfQuery(refused))
        {
            throw configuration.Place.Refuse(Queries, refused.Sentence);
        }
        catch (RefusedException refused) when (refused is not (ConfigurationRefusedException or DataRefusedException))
        {
            throw configuration.Place.Refuse(Names, refused.Sentence);
        }
    }

    private static bool IsOfQuery(RefusedException refused) => refused switch
    {
        ConfigurationRefusedException => false,
        DataRefusedException data => data.File.StartsWith($"{Queries}.", StringComparison.Ordinal),
        _ => refused.ParamName?.StartsWith($"{Queries}.", StringComparison.Ordinal) == true,
    };

    private static bool IsOf(string feature, string query) => feature == query || feature.StartsWith(query + "_cs_", StringComparison.Ordinal);

    private static int? Differing(Panel first, Panel second)
    {
        var (one, other) = (first.Values.ToArray(), second.Values.ToArray());
        for (var cell = 0; cell < one.Length; cell++)
        {
            if (BitConverter.DoubleToInt64Bits(one[cell]) != BitConverter.DoubleToInt64Bits(other[cell])) return cell;
        }

        return null;
    }

    private static string Cell(Axes axes, int cell) =>
        $"{axes.Symbols[cell % axes.SymbolCount]} on {Written.Date(axes.SessionDate(cell / axes.SymbolCount))}";

    /// <summary>The queries by name, in ordinal order.</summary>
    internal static IReadOnlyDictionary<string, string> QueriesOf(RunConfiguration configuration) => configuration.TextByName(Queries);

    private static IReadOnlyDictionary<string, string> SectorsOf(RunConfiguration configuration)
    {
        if (!NeedsSectors(configuration)) return new Dictionary<string, string>();
        if (configuration.Market["sectors"]?.GetValue<string>() is not { } file) return configuration.TextByName("engine.sectors");
        return SectorsFile.Read(file, configuration.Place).Names.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal);
    }

    /// <summary>The sessions of the bars' calendar around a date; without a calendar nothing is known of them.</summary>
    private static Func<int, SessionCalendar> SessionsOf(RunConfiguration configuration)
    {
        if (configuration.Data.Sampling.Calendar is not { } name)
            return day => throw new RefusedException("data.calendar", $"data.calendar is not given, and says when the session of {Written.Date(day)} was");
        var known = new ConcurrentDictionary<int, SessionCalendar>();
        return day => known.GetOrAdd(day, asked => Calendars.ReadAround(name, DateOnly.FromDayNumber(EpochDayNumber + asked)).Sessions);
    }

    private static string Text(string file, string name, ConfigurationPlace place)
    {
        var full = Path.GetFullPath(file, place.Folder.Length == 0 ? Environment.CurrentDirectory : place.Folder);
        if (!File.Exists(full)) throw place.Refuse(Queries, $"{Queries}.{name} was '{file}', but there is no such file; a file with one SELECT, or the SELECT itself, is accepted");
        var text = ConfigurationFile.Text(full).Trim();
        return text.Length > 0 ? text : throw place.Refuse(Queries, $"{Queries}.{name}: {file} is empty; a file with one SELECT is accepted");
    }

    /// <summary>A query as a feature: tried like any other, over bars restated for what was known by each of them.</summary>
    private sealed class QueryFeature(string name, string sql, QueryLimits limits, CancellationToken stop) : CustomFeature
    {
        private readonly BarsQuery query = new(sql, $"{Queries}.{name}", limits);

        public override string Name => name;

        public override int WarmUpBars => 0;

        public override string Definition => "SQL: " + string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        public override Panel Compute(Bars bars, CorporateActions actions)
        {
            try
            {
                return query.Run(PriceAdjustment.Forward(bars, actions), stop);
            }
            catch (DataRefusedException refused)
            {
                throw new RefusedException($"{Queries}.{name}", refused.Sentence);
            }
        }
    }
}
