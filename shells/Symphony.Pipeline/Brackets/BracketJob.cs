using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Reports;

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
        OutputFile.Check("sets", options.SetsTableFile, ".parquet", ".csv");
        OutputFile.Check("report", options.ReportFile);
        OutputFile.CheckApart(place.Files, ("equity", options.EquityFile), ("trades", options.TradesFile), ("sets", options.SetsTableFile), ("report", options.ReportFile));
        var sets = BracketSets.Of(configuration);
        var names = configuration.Universe(stop);
        names.Check();

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
        var universe = names.Of(values.Bars, values.Actions);
        if (names.Input is { } members) inputs.Add(members);
        var (signals, left) = UniverseSource.Restrict(universe, SignalsOf(configuration, values.Bars, options.Threads, Taken, stop));
        if (left is not null) notes.Add(left);
        var residuals = configuration.HasResiduals ? Residuals(configuration, values.Bars, options.Threads, Taken, stop) : null;
        if (sets.Input is { } setsFile) inputs.Add(setsFile);
        var brackets = sets.Options(place, residuals);
        var finer = FinerOf(configuration, values.Bars, options.Threads, inputs, notes, stop);
        var axes = values.Bars.Axes;
        if (options.Study is not null && !BracketTrials.CanCompare(brackets.Length, axes))
            throw new RefusedException("--study", $"--study keeps the returns of every set, but {brackets.Length} sets over {axes.BarCount} bars are more than {BracketTrials.MostReturns} returns; fewer sets are accepted");
        foreach (var note in notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Backtest);
        var scheduler = new ThreadScheduler(options.Threads, stop);
        var market = beside.Market;
        BracketResult Run(int set, EngineSettings by, FinerBars? with) => BracketBacktest.Run(market, signals, brackets[set], by, with);
        var tried = brackets.Length == 1 ? [] : place.Point(() => BracketBacktest.RunMany(market, signals, brackets, settings, finer, new BracketWork
        {
            Recording = BracketTrials.CanCompare(brackets.Length, axes) ? BracketRecording.Equity : BracketRecording.Summary,
            Schedule = scheduler.Run,
            Progress = share => Tell(PipelineEventKind.StageProgress, PipelineStages.Backtest, share),
            Stop = () => stop.IsCancellationRequested,
        }));
        stop.ThrowIfCancellationRequested();
        var shown = BestOf(tried);
        // With finer bars also without them: how much they changed is worth knowing. A page also shows other costs.
        double[] multiples = options.ReportFile is null ? [] : [0, 2, 3];
        var runs = place.Point(() => scheduler.Map(2 + multiples.Length, piece =>
            piece > 1 ? Run(shown, EngineInputs.Settings(configuration.Engine, multiples[piece - 2]), finer)
            : piece == 0 ? Run(shown, settings, finer)
            : finer is null ? null : Run(shown, settings, null)));
        BracketResult[] all = tried.Count == 0 ? [runs[0]!] : [.. tried.Select(one => one!)];
        BracketTrialFigures? trials = null;
        TrialSummary? summary = null;
        if (all.Length > 1 || options.Study is not null)
        {
            (summary, var comparison) = BracketTrials.Count(configuration, options, sets, all, shown, inputs, scheduler, stop);
            trials = new BracketTrialFigures
            {
                Sets = all.Length,
                Trials = summary.Count,
                Statement = summary.ToString(),
                Study = options.Study,
                DeflatedSharpeRatio = Performance.Summarise(runs[0]!, summary).DeflatedSharpeRatio,
                Comparison = comparison,
            };
        }

        Tell(PipelineEventKind.StageFinished, PipelineStages.Backtest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Report);
        var outcome = new BracketOutcome(BracketFigureSheet.Of(axes, signals, runs[0]!, runs[1], summary), notes, clock.GetElapsedTime(began))
        {
            Sets = [.. sets.Sets.Zip(all, (set, result) => BracketFigureSheet.Of(set, sets.Columns, result))],
            Shown = shown + 1,
            Trials = trials,
            Universe = names.Figures(values.Bars, values.Actions, universe),
            Configuration = configuration.Canonical,
            Inputs = new JsonArray([.. inputs.Select(input => (JsonNode)input.ToJson())]),
        };
        if (options.EquityFile is { } equity) OutputFile.Write(equity, BracketTables.Equity(axes, runs[0]!.Equity), stop);
        if (options.TradesFile is { } trades) OutputFile.Write(trades, BracketTables.Trades(axes, runs[0]!.Trades), stop);
        if (options.SetsTableFile is { } table) OutputFile.Write(table, BracketTables.Sets(sets.Columns, outcome.Sets, outcome.Universe), stop);
        if (options.ReportFile is { } report)
            OutputFile.Write(report, Encoding.UTF8.GetBytes(HtmlReport.Render(BracketPage.Of(configuration, options, sets, outcome, runs[0]!, runs[2..], multiples, inputs))));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Report, 1);
        return outcome;
    }

    /// <summary>The set with the highest Sharpe ratio, the first of equals; the first where none has one.</summary>
    private static int BestOf(IReadOnlyList<BracketResult?> tried)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var i = 0; i < tried.Count; i++)
        {
            if (tried[i]!.Summary.RuinBar >= 0 || BracketBacktest.SharpeRatio(tried[i]!.Summary, 1) is not { } ratio || ratio <= highest) continue;
            (best, highest) = (i, ratio);
        }

        return best;
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
        var tolerance = configuration.FinerTolerance;
        if (tolerance > 0)
            notes.Add($"finer prices up to {Written.Number(tolerance)} of a price outside their bar are cut to it");
        return configuration.Place.PointAt(BracketSettingsTable.Finer, () => TripleBarrierLabels.Pair(bars, finer.Bars, tolerance));
    }
}
