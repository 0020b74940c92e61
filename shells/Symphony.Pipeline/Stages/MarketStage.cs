using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Reads the bars and their corporate actions.</summary>
internal static class MarketStage
{
    private const string Arrays = "bars.arrays";
    private const string Account = "market.json";

    internal static StageOutput<MarketValues> Run(RunContext run, int threads, CancellationToken stop)
    {
        var data = run.Configuration.Data;
        var repairs = run.Configuration.AuditOptions().Repairs.AsReadOnly();
        var source = Source(data, run.Configuration.Place.Folder, threads, data.From, data.To, repairs);
        var files = BarFiles.Of(source);
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
            inputs.Add($"{i:D6} {Path.GetFileName(files[i])}", run.HashOf(files[i]));
        run.Graph.InputBytes = files.Sum(file => new FileInfo(file).Length);
        if (BarFiles.HashOfStore(source) is { } stored) inputs.Add("store", stored);

        // A volume column that is named must be there, one by its usual name need not: the settings are the same.
        if (data.VolumeColumn is not null) inputs.Add("volume", "named");
        inputs.Add("time zone", ZoneRules.Hash(TimeZoneInfo.FindSystemTimeZoneById(run.Configuration.Data.TimeZone)));
        if (source.Sampling.Calendar is { } calendar)
            inputs.Add("calendar's time zone", ZoneRules.Hash(TimeZoneInfo.FindSystemTimeZoneById(TradingCalendar.Zone(calendar))));
        return run.Graph.Run(new StageDefinition<MarketValues>(
            PipelineStages.Ingest,
            run.Configuration.Slice(repairs.Count == 0 ? ["data"] : ["data", AuditSettingsTable.Repairs]),
            inputs,
            work =>
            {
                var market = Read(run.Configuration.Data, run.Configuration.Place, source, stop);
                RefuseChanged("data.files", files, run, market.Inputs);
                foreach (var note in market.Notes) work.Note(note);
                Write(market, work);
                return market;
            },
            Load));
    }

    /// <summary>A file that is another one when it is read than when the stage's key was made would be kept under that key.</summary>
    internal static void RefuseChanged(string setting, IEnumerable<string> files, RunContext run, IReadOnlyList<InputFile> read)
    {
        foreach (var file in files)
        {
            var hash = run.HashOf(file);
            if (!read.Any(input => input.Hash == hash))
                throw run.Configuration.Place.Refuse(setting, $"{Path.GetFileName(file)} changed while the run was at work; nothing of it is kept, run again");
        }
    }

    /// <summary>A column that the files do not have is refused with the line that names it.</summary>
    private static T Named<T>(DataSettings data, ConfigurationPlace place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataRefusedException refused) when (refused.Line == 1
            && data.Columns.Where(pair => pair.Value == refused.Column && place.IsWritten($"data.columns.{pair.Key}")).Select(pair => pair.Key).FirstOrDefault() is { } column
            && refused.Sentence.Contains($"has no column '{refused.Column}'", StringComparison.Ordinal))
        {
            throw place.Refuse($"data.columns.{column}", $"data.columns.{column} was '{refused.Column}', but {refused.Sentence}");
        }
    }

    /// <summary>Reads a run's bars outside of a run: the same rows are left out.</summary>
    internal static MarketValues Read(RunConfiguration configuration, int threads, CancellationToken stop)
    {
        var repairs = configuration.AuditOptions().Repairs.AsReadOnly();
        return Read(configuration.Data, configuration.Place, Source(configuration.Data, configuration.Place.Folder, threads, repairs: repairs), stop);
    }

    /// <summary>Reads what a source names, and leaves out the dates that the settings leave out.</summary>
    internal static MarketValues Read(DataSettings data, ConfigurationPlace place, BarsSource source, CancellationToken stop)
    {
        var read = Named(data, place, () => BarsReader.Read(source, stop));
        var inputs = read.Inputs.Select(input => new InputFile(Path.GetFileName(input.Name), input.Sha256, input.Bytes, input.Rows)).ToList();
        List<string> notes =
        [
            .. read.Notes,
            .. source.Repairs.Zip(read.LeftOut).Where(pair => pair.Second > 0)
                .Select(pair => $"{Written.Whole(pair.Second)} rows of which no bar can be made left out: {RepairText.Write(pair.First)}"),
        ];
        if (data.From is null && data.To is null && data.ExcludeDates.Count == 0)
            return Repaired(new MarketValues(read.Bars, read.Actions, inputs, notes, read.CalendarSha256), source.Repairs, read.LeftOut);
        var dates = read.Bars.Axes.SessionDates.Span;
        HashSet<int> excluded = [];
        foreach (var date in data.ExcludeDates)
        {
            var day = Written.EpochDay(date);
            if (dates.BinarySearch(day) < 0)
                throw place.Refuse("data.excludeDates", $"data.excludeDates names {Written.Date(date)}, on which no symbol has a bar");
            excluded.Add(day);
            notes.Add($"{Written.Date(date)} is left out, as the configuration says");
        }

        var keep = new bool[dates.Length];
        var (from, to) = (data.From is { } first ? Written.EpochDay(first) : int.MinValue, data.To is { } last ? Written.EpochDay(last) : int.MaxValue);
        for (var bar = 0; bar < keep.Length; bar++)
            keep[bar] = dates[bar] >= from && dates[bar] <= to && !excluded.Contains(dates[bar]);
        if (!keep.Contains(true))
        {
            throw place.Refuse(data.From is null ? "data.to" : "data.from",
                $"no bar lies within data.from and data.to; the bars run from {Written.Date(dates[0])} to {Written.Date(dates[^1])}");
        }

        var kept = Market.Keep(read.Bars, read.Actions, keep);
        return Repaired(new MarketValues(kept.Bars, kept.Actions, inputs, notes, read.CalendarSha256), source.Repairs, read.LeftOut);
    }

    /// <summary>The market without the rows that repairs leave out, and a note for each repair: what it left out, or that there was nothing.</summary>
    private static MarketValues Repaired(MarketValues market, IReadOnlyList<AuditRepair> repairs, IReadOnlyList<long> already)
    {
        if (repairs.Count == 0) return market;
        var records = DataAudit.DroppedFrom(market.Bars, repairs);
        var said = records.Where(record => record.Count > 0).Select(record => $"{Written.Whole(record.Count)} rows left out: {RepairText.Write(record.Repair)}");
        var idle = repairs.Zip(already)
            .Where(pair => !pair.First.Kind.IsAccept && pair.Second == 0 && !records.Any(record => record.Repair.Equals(pair.First) && record.Count > 0))
            .Select(pair => $"no row left out, there is none to leave out: {RepairText.Write(pair.First)}");
        return new MarketValues(DataAudit.Without(market.Bars, repairs), market.Actions, market.Inputs, [.. market.Notes, .. said, .. idle], market.CalendarHash);
    }

    /// <summary>Where the bars are; of a store only those between two dates, where they are given.</summary>
    internal static BarsSource Source(
        DataSettings data, string folder, int threads, DateOnly? from = null, DateOnly? to = null, IReadOnlyList<AuditRepair>? repairs = null) => new()
        {
            Files = data.Files,
            Store = data.Files.Count > 0 ? null : data.Store,
            Frequency = data.Frequency,
            Symbols = data.Symbols,
            From = from,
            To = to,
            BaseDirectory = folder,
            TimeZone = data.TimeZone,
            PriceBasis = data.PricesAreAdjusted ? PriceBasis.Adjusted : PriceBasis.Raw,
            SessionClose = TimeOnly.ParseExact(data.SessionClose, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan(),
            SymbolFromFile = data.SymbolFromFile,
            Actions = data.Actions,
            Columns = new BarColumnNames
            {
                Date = data.Columns["date"],
                Symbol = data.Columns["symbol"],
                Open = data.Columns["open"],
                High = data.Columns["high"],
                Low = data.Columns["low"],
                Close = data.Columns["close"],
                Volume = data.VolumeColumn,
            },
            Sampling = data.Sampling,
            Threads = threads,
            Repairs = repairs ?? [],
        };

    private static void Write(MarketValues market, StageWork work)
    {
        var bars = market.Bars;
        var file = new ArrayFile()
            .Add("instants", bars.Axes.Instants.ToArray())
            .Add("sessionDates", bars.Axes.SessionDates.ToArray())
            .AddValues("open", bars.Open.Values)
            .AddValues("high", bars.High.Values)
            .AddValues("low", bars.Low.Values)
            .AddValues("close", bars.Close.Values);
        if (Market.TryVolume(bars, out var volume)) file.AddValues("volume", volume!.Values);
        var actions = Market.ActionColumns(market.Actions);
        file.Add("actionBars", actions.Bars)
            .Add("actionSymbols", actions.Symbols)
            .Add("actionKinds", actions.Kinds)
            .Add("actionValues", actions.Values)
            .Write(work.PathOf(Arrays));
        File.WriteAllBytes(work.PathOf(Account), CanonicalJson.Bytes(new JsonObject
        {
            ["format"] = 1,
            ["basis"] = (int)bars.PriceBasis,
            ["symbols"] = new JsonArray([.. bars.Axes.Symbols.Select(symbol => (JsonNode)symbol)]),
            ["calendar"] = market.CalendarHash,
            ["inputs"] = new JsonArray([.. market.Inputs.Select(input => (JsonNode)input.ToJson())]),
            ["notes"] = new JsonArray([.. market.Notes.Select(note => (JsonNode)note)]),
        }));
    }

    private static MarketValues Load(string folder)
    {
        var account = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, Account)))!.AsObject();
        var file = ArrayFile.Read(Path.Combine(folder, Arrays));
        var axes = Market.Axes(file.Longs("instants"), file.Ints("sessionDates"), CanonicalJson.Texts(account["symbols"]));
        var basis = (PriceBasis)account["basis"]!.GetValue<int>();
        var (open, high, low, close) = (file.Doubles("open"), file.Doubles("high"), file.Doubles("low"), file.Doubles("close"));
        return new MarketValues(
            file.Has("volume")
                ? Market.Bars(axes, basis, open, high, low, close, file.Doubles("volume"))
                : Market.Bars(axes, basis, open, high, low, close),
            ActionsOf(axes, file),
            [.. account["inputs"]!.AsArray().Select(input => InputFile.OfJson(input!))],
            CanonicalJson.Texts(account["notes"]),
            account["calendar"]!.GetValue<string>());
    }

    private static CorporateActions ActionsOf(Axes axes, ArrayFile file)
    {
        var (bars, symbols) = (file.Ints("actionBars"), file.Ints("actionSymbols"));
        var (kinds, values) = (file.Ints("actionKinds"), file.Doubles("actionValues"));
        var actions = new CorporateAction[kinds.Length];
        for (var i = 0; i < actions.Length; i++)
        {
            actions[i] = kinds[i] switch
            {
                0 => Market.Split(symbols[i], bars[i], values[i]),
                1 => Market.Dividend(symbols[i], bars[i], values[i]),
                _ => Market.Delisting(symbols[i], bars[i], values[i]),
            };
        }

        return Market.Actions(axes, actions);
    }
}
