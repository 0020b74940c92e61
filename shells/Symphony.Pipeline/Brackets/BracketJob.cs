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

/// <summary>Trades given scores or signals with entry orders, take-profits, stops and time exits, net of all costs.</summary>
public sealed class BracketJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public BracketJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads, trades, measures and writes what was asked for.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars, the signals or a setting are not accepted.</exception>
    public BracketOutcome Run(
        BracketConfiguration configuration,
        BracketJobOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage, double fraction = 0, string text = "") =>
            progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
        var (place, data) = (configuration.Place, configuration.Data);
        var settings = place.Point(() => EngineInputs.Settings(configuration.Engine));
        OutputFile.Check("equity", options.EquityFile, ".parquet", ".csv");
        OutputFile.Check("trades", options.TradesFile, ".parquet", ".csv");

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        // What lies before the first day asked for is read, so that volatility and volume are known on it.
        var read = data with { From = null };
        var values = MarketStage.Read(read, place, MarketStage.Source(read, place.Folder, options.Threads), stop);
        List<InputFile> inputs = [.. values.Inputs];
        List<string> notes = [.. values.Notes];
        ReadOnlyMemory<double> Taken(ValuesData given)
        {
            inputs.Add(new InputFile(Path.GetFileName(given.Input.Name), given.Input.Sha256, given.Input.Bytes, given.Input.Rows));
            notes.AddRange(given.Notes);
            return given.Values;
        }

        var beside = MarketExtras.Of(configuration.Engine, configuration.Market, values, data, place, options.Threads, stop);
        inputs.AddRange(beside.Inputs);
        notes.AddRange(beside.Notes);
        var signals = SignalsOf(configuration, values.Bars, options.Threads, Taken, stop);
        var residuals = configuration.HasResiduals ? Residuals(configuration, values.Bars, options.Threads, Taken, stop) : null;
        var bracket = place.Point(() => BracketInputs.Options(configuration, residuals));
        var finer = FinerOf(configuration, values.Bars, options.Threads, inputs, notes, stop);
        foreach (var note in notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Backtest);
        // With finer bars also without them: how much they changed is worth knowing.
        var runs = place.Point(() => new ThreadScheduler(options.Threads, stop).Map(finer is null ? 1 : 2, piece =>
            BracketBacktest.Run(beside.Market, signals, bracket, settings, piece == 0 ? finer : null)));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Backtest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Report);
        var axes = values.Bars.Axes;
        if (options.EquityFile is { } equity) LabelTables.Write(equity, BracketTables.Equity(axes, runs[0].Equity), stop);
        if (options.TradesFile is { } trades) LabelTables.Write(trades, BracketTables.Trades(axes, runs[0].Trades), stop);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Report, 1);
        return new BracketOutcome(Figures(axes, signals, runs[0], finer is null ? null : runs[1]), notes, clock.GetElapsedTime(began))
        {
            Configuration = configuration.Canonical,
            Inputs = new JsonArray([.. inputs.Select(input => (JsonNode)input.ToJson())]),
        };
    }

    /// <summary>When to enter: from the first day asked for on.</summary>
    private static BracketSignals SignalsOf(
        BracketConfiguration configuration, Bars bars, int threads, Func<ValuesData, ReadOnlyMemory<double>> taken, CancellationToken stop)
    {
        var (place, data, axes) = (configuration.Place, configuration.Data, bars.Axes);
        if (configuration.HasScores)
        {
            var scores = SignalInputs.Since(data.From, axes, taken(SignalInputs.Scores(configuration.Scores, bars, data, place, threads, stop)));
            var threshold = configuration.Scores["threshold"]!.GetValue<double>();
            return place.Point(() => BracketBacktest.Signals(threshold, Market.Panel(axes, scores)));
        }

        var sides = SignalInputs.Since(data.From, axes, taken(SignalInputs.Signals(configuration.Signals, bars, data, place, threads, stop)));
        int[] cells = [.. Enumerable.Range(0, sides.Length).Where(cell => sides[cell] is 1 or -1)];
        return BracketBacktest.Signals(EventFilter.Create(
            axes,
            Array.ConvertAll(cells, cell => cell / axes.SymbolCount),
            Array.ConvertAll(cells, cell => cell % axes.SymbolCount),
            Array.ConvertAll(cells, cell => sides[cell] > 0 ? Side.Long : Side.Short)));
    }

    private static Panel Residuals(
        BracketConfiguration configuration, Bars bars, int threads, Func<ValuesData, ReadOnlyMemory<double>> taken, CancellationToken stop) =>
        Market.Panel(bars.Axes, taken(ValuesReader.AtBars(
            new ValuesSource
            {
                File = configuration.Bracket["residuals"]!.GetValue<string>(),
                What = "residual deviations",
                ValueColumn = configuration.Bracket["residualsColumn"]!.GetValue<string>(),
                Accepted = "a fraction of price above zero",
                AboveZero = true,
                BaseDirectory = configuration.Place.Folder,
                TimeZone = configuration.Data.TimeZone,
                Threads = threads,
            },
            bars,
            stop)).ToArray());

    private static FinerBars? FinerOf(
        BracketConfiguration configuration, Bars bars, int threads, List<InputFile> inputs, List<string> notes, CancellationToken stop)
    {
        if (configuration.FinerFiles.Length == 0) return null;
        var data = configuration.Data with { Files = configuration.FinerFiles, Actions = [], From = null };
        var finer = MarketStage.Read(data, configuration.Place, MarketStage.Source(data, configuration.Place.Folder, threads), stop);
        inputs.AddRange(finer.Inputs);
        notes.AddRange(finer.Notes.Select(note => $"finer bars: {note}"));
        return configuration.Place.PointAt(BracketSettingsTable.Finer, () => TripleBarrierLabels.Pair(bars, finer.Bars));
    }

    private static BracketFigures Figures(Axes axes, BracketSignals signals, BracketResult result, BracketResult? without)
    {
        var summary = result.Summary;
        var counts = summary.Signals;
        var ruined = summary.RuinBar >= 0 ? Written.Date(axes.SessionDate(summary.RuinBar)) : null;
        return new BracketFigures
        {
            From = Written.Date(axes.SessionDate(0)),
            To = Written.Date(axes.SessionDate(axes.BarCount - 1)),
            Bars = axes.BarCount,
            Symbols = axes.SymbolCount,
            Signals = signals.Count,
            SignalsByOutcome = new Dictionary<string, int>
            {
                ["entered"] = counts.Entered,
                ["expired"] = counts.Expired,
                ["pending"] = counts.Pending,
                ["noUnit"] = counts.NoUnit,
                ["noPrice"] = counts.NoPrice,
                ["delisted"] = counts.Delisted,
                ["noLiquidity"] = counts.NoLiquidity,
                ["noBorrow"] = counts.NoBorrow,
                ["noShares"] = counts.NoShares,
            },
            Trades = summary.Trades,
            Winners = summary.Winners,
            ExitsByReason = new Dictionary<string, int>
            {
                ["profitTaking"] = summary.ProfitTakings,
                ["stopLoss"] = summary.StopLosses,
                ["time"] = summary.TimeExits,
                ["delisting"] = summary.Delistings,
                ["openAtEnd"] = summary.OpenAtEnd,
            },
            Ambiguous = summary.Ambiguous,
            AmbiguousShare = BracketBacktest.AmbiguousShare(summary),
            Resolved = summary.Resolved,
            AmbiguousShareWithoutFiner = without is null ? null : BracketBacktest.AmbiguousShare(without.Summary),
            FinalEquityWithoutFiner = without?.Summary.FinalEquity,
            GrossProfit = summary.GrossProfit,
            Commission = summary.Commission,
            Spread = summary.Spread,
            Impact = summary.Impact,
            Borrow = summary.Borrow,
            MarginInterest = summary.MarginInterest,
            CashInterest = summary.CashInterest,
            FillNotional = summary.FillNotional,
            FinalEquity = summary.FinalEquity,
            RuinedOn = ruined,
            Net = summary.ReturnCount == 0 ? null : new PerformanceFigures
            {
                SharpeRatioPerBar = BracketBacktest.SharpeRatio(summary, 1),
                SharpeRatio = Performance.TryBarsPerYear(axes, out var perYear) ? BracketBacktest.SharpeRatio(summary, perYear) : null,
                MaximumDrawdown = summary.MaximumDrawdown == 0 ? 0 : -summary.MaximumDrawdown,
                FinalEquity = summary.FinalEquity,
                RuinedOn = ruined,
            },
        };
    }
}
