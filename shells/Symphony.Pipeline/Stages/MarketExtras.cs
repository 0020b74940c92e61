using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>The market as the engine reads it, and what it was read from beside the bars.</summary>
/// <param name="Market">Bars, actions, and what the configuration names beside them.</param>
/// <param name="Inputs">The files beside the bars.</param>
/// <param name="Notes">What a reader should know about them.</param>
internal sealed record MarketExtras(EngineMarket Market, IReadOnlyList<InputFile> Inputs, IReadOnlyList<string> Notes)
{
    /// <summary>How many of the inputs, the first of them, say at which prices orders fill.</summary>
    internal int FillFiles { get; private init; }

    private const string Price = "a price above zero";
    private const string Fraction = "a fraction of notional, zero or more";
    private const string Rate = "a finite rate a year";

    /// <summary>Reads what a configuration names.</summary>
    internal static MarketExtras Of(
        JsonObject engine, JsonObject named, MarketValues values, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop)
    {
        var inputs = new List<InputFile>();
        if (named["sectors"]?.GetValue<string>() is { } sectors)
        {
            if (engine["sectors"]!.AsObject().Count > 0)
                throw place.Refuse(MarketSettingsTable.Sectors, $"{MarketSettingsTable.Sectors} and engine.sectors both name sectors; one of them is accepted");
            var (names, input) = SectorsFile.Read(sectors, place);
            engine = engine.DeepClone().AsObject();
            engine["sectors"] = names;
            inputs.Add(input);
        }

        var market = place.Point(() => EngineInputs.Market(engine, values, place));
        var (bars, axes) = (values.Bars, values.Bars.Axes);
        var notes = new List<string>();
        ReadOnlyMemory<double> Taken(ValuesData read)
        {
            inputs.Add(new InputFile(Path.GetFileName(read.Input.Name), read.Input.Sha256, read.Input.Bytes, read.Input.Rows));
            notes.AddRange(read.Notes);
            return read.Values;
        }

        void Add(string path, string what, string column, string accepted, Func<ValuesSource, ValuesSource> limits, Func<ValuesSource, ValuesData> read, Func<ReadOnlyMemory<double>, EngineMarket> with)
        {
            var key = path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (named[key]?.GetValue<string>() is not { } file) return;
            var source = limits(new ValuesSource
            {
                File = file,
                What = what,
                ValueColumn = named["columns"]![column]!.GetValue<string>(),
                Accepted = accepted,
                BaseDirectory = place.Folder,
                TimeZone = data.TimeZone,
                Threads = threads,
            });
            market = place.PointAt(path, () => with(Taken(read(source))));
        }

        Panel OnAxes(ReadOnlyMemory<double> cells) => Core.Interop.Market.Panel(axes, cells.ToArray());
        Add(MarketSettingsTable.FillPrices, "fill prices", "fillPrice", Price, source => source with { AboveZero = true },
            source => ValuesReader.AtBars(source, bars, stop), cells => BacktestMarket.WithFillPrices(market, OnAxes(cells)));
        if (CanonicalJson.Texts(named["fillBars"]) is { Length: > 0 } files)
        {
            var finer = BarsReader.Read(MarketStage.Source(data with { Files = files, Actions = [], Sampling = data.Sampling with { Width = null } }, place.Folder, threads), stop);
            inputs.AddRange(finer.Inputs.Select(input => new InputFile(Path.GetFileName(input.Name), input.Sha256, input.Bytes, input.Rows)));
            notes.AddRange(finer.Notes.Select(note => $"Bars to fill at: {note}"));
            market = place.PointAt(MarketSettingsTable.FillBars, () => BacktestMarket.WithFillPrices(market, BacktestMarket.VolumeWeightedPrices(bars, finer.Bars)));
        }

        var fillFiles = inputs.Count;
        Add(MarketSettingsTable.FillSlippage, "fill slippage", "fillSlippage", Fraction, source => source with { Least = 0 },
            source => ValuesReader.AtBars(source, bars, stop), cells => BacktestMarket.WithFillSlippage(market, OnAxes(OrZero(cells))));
        Add(MarketSettingsTable.BorrowRates, "borrow rates", "rate", "a rate a year, zero or more, or NaN where the name cannot be shorted,", source => source with { MayBeNaN = true, Least = 0 },
            source => ValuesReader.FromBars(source, axes, stop), cells => BacktestMarket.WithBorrow(market, OnAxes(cells)));
        Add(MarketSettingsTable.CashRates, "cash rates", "rate", Rate, source => source,
            source => ValuesReader.FromDates(source, axes, stop), rates => BacktestMarket.WithCashRates(market, rates.Span));
        Add(MarketSettingsTable.MarginRates, "margin rates", "rate", Rate, source => source,
            source => ValuesReader.FromDates(source, axes, stop), rates => BacktestMarket.WithMarginRates(market, rates.Span));
        Add(MarketSettingsTable.SharesOutstanding, "shares outstanding", "shares", "a number of shares above zero", source => source with { AboveZero = true },
            source => ValuesReader.FromBars(source, axes, stop), cells => BacktestMarket.WithSharesOutstanding(market, OnAxes(cells)));
        if (named["auction"]!.AsObject() is var auction && auction.All(pair => pair.Value is not null))
        {
            double Number(string key) => auction[key]!.GetValue<double>();
            var slippage = new AuctionSlippage(Number("fixed"), Number("wholeAuction"), Number("auctionShare"), Number("orderNotional"));
            market = place.PointAt(MarketSettingsTable.Auction, () => BacktestMarket.WithFillSlippage(market, BacktestMarket.AuctionSlippage(market, slippage)));
        }

        if (engine["precision"]!.GetValue<string>() == EngineSettingsTable.InSinglePrecision)
            market = place.PointAt(EngineSettingsTable.Precision, () => BacktestMarket.InSinglePrecision(market));
        return new MarketExtras(market, inputs, notes) { FillFiles = fillFiles };
    }

    /// <summary>The files a configuration names, by the setting that does; one that is not there is refused when it is read.</summary>
    internal static IEnumerable<(string Path, string File)> Files(JsonObject named, DataSettings data, ConfigurationPlace place)
    {
        if (CanonicalJson.Texts(named["fillBars"]) is { Length: > 0 } files)
        {
            foreach (var (file, i) in BarFiles.Of(MarketStage.Source(data with { Files = files }, place.Folder, 1)).Select((file, i) => (file, i)))
                yield return ($"{MarketSettingsTable.FillBars} {i:D6} {Path.GetFileName(file)}", file);
        }

        foreach (var path in MarketSettingsTable.Files)
        {
            if (named[path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]]?.GetValue<string>() is not { } file) continue;
            var full = Path.GetFullPath(file, place.Folder.Length == 0 ? Environment.CurrentDirectory : place.Folder);
            if (!File.Exists(full))
                throw place.Refuse(path, $"{path} was '{file}', but there is no such file; an existing file is accepted");
            yield return (path, full);
        }
    }

    /// <summary>A fill without a stated slippage has none.</summary>
    private static double[] OrZero(ReadOnlyMemory<double> cells)
    {
        var filled = cells.ToArray();
        foreach (ref var value in filled.AsSpan()) value = double.IsNaN(value) ? 0 : value;
        return filled;
    }
}
