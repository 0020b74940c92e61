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

/// <summary>Trades given weights on given bars: the engine, the costs and the report of a run, without a model.</summary>
public sealed class BacktestJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public BacktestJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads, trades, measures and writes what was asked for.</summary>
    /// <param name="configuration">What decides the result.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens, possibly from several threads.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="Core.Interop.RefusedException">The bars, the weights or a setting are not accepted.</exception>
    public BacktestOutcome Run(
        BacktestConfiguration configuration,
        BacktestOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage, double fraction = 0, string text = "") =>
            progress.Report(new PipelineEvent(kind, stage, fraction, text, clock.GetElapsedTime(began)));
        configuration.Place.Point(() => EngineInputs.Settings(configuration.Engine));
        var names = configuration.Universe(stop);
        names.Check();
        OutputFile.Check("report", options.ReportFile);
        OutputFile.Check("equity", options.EquityFile, ".parquet", ".csv");
        OutputFile.Check("trades", options.TradesFile, ".parquet", ".csv");
        OutputFile.Check("attribution", options.AttributionFile, ".parquet", ".csv");
        OutputFile.Check("positions", options.PositionsFile, ".parquet", ".csv");
        OutputFile.CheckApart(
            configuration.Place.Files,
            ("report", options.ReportFile),
            ("equity", options.EquityFile),
            ("trades", options.TradesFile),
            ("attribution", options.AttributionFile),
            ("positions", options.PositionsFile));
        configuration.RefuseUnreadSectors(capVaries: false);
        var study = StudyOf(options);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        // The whole history is read, so that volatility and volume are known on the first day asked for.
        var source = MarketStage.Source(configuration.Data, configuration.Place.Folder, options.Threads);
        var values = MarketStage.Read(configuration.Data with { From = null, To = null }, configuration.Place, source, stop);
        var beside = MarketExtras.Of(configuration.Engine, configuration.Market, values, configuration.Data, configuration.Place, options.Threads, stop);
        var universe = names.Of(values.Bars, values.Actions);
        var weights = names.Restrict(universe, configuration.IsSignalled
            ? SignalInputs.Decide(configuration.Complete, beside.Market, universe, configuration.Data, configuration.Place, options.Threads, stop)
            : Given(WeightsReader.Read(WeightsOf(configuration, options.Threads), values.Bars.Axes, stop)));
        var figures = names.Figures(values.Bars, values.Actions, universe);
        var start = StartOf(configuration, values.Bars.Axes, options.Threads, stop);
        string[] notes = [.. values.Notes, .. weights.Notes, .. beside.Notes];
        foreach (var note in notes) Tell(PipelineEventKind.Note, PipelineStages.Ingest, text: note);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Backtest);
        var (first, last) = BarsOf(configuration, weights.Decisions);
        var traded = new TradedDecisions(beside.Market, weights.Decisions, configuration.Engine, first, last) { Start = start?.Account, Universe = universe };
        var done = 0;
        var scheduler = new ThreadScheduler(options.Threads, stop);
        var runs = configuration.Place.Point(() => scheduler.Map(TradedHistory.Pieces, piece =>
        {
            var result = TradedHistory.Run(piece, traded);
            Tell(PipelineEventKind.StageProgress, PipelineStages.Backtest, (double)Interlocked.Increment(ref done) / (TradedHistory.Pieces + 1));
            return result;
        }));
        var trials = study is null ? null : TradedHistory.TrialsOf(runs, study);
        var history = TradedHistory.Of(runs, configuration.RollingBars, trials);
        var asked = options.Analysis with { Attribution = options.Analysis.Attribution || options.ReportFile is not null };
        var analysis = configuration.Place.Point(() => HistoryAnalysis.Of(traded, history.Net, history.Benchmark, asked, trials, scheduler));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Backtest, 1);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Report);
        List<InputFile> inputs = [.. values.Inputs, .. weights.Inputs.Select(Named), .. beside.Inputs];
        if (start?.Input is { } holdings) inputs.Add(holdings);
        if (names.Input is { } members) inputs.Add(members);
        if (options.EquityFile is { } equity) OutputFile.Write(equity, HistoryTables.Equity(history.Net, [("gross_equity", history.Gross), ("benchmark_equity", history.Benchmark)]), stop);
        if (options.TradesFile is { } trades) OutputFile.Write(trades, HistoryTables.Trades(history.Net), stop);
        if (options.AttributionFile is { } attribution) OutputFile.Write(attribution, AttributionTables.Profit(HistoryAnalysis.Attribute(traded)), stop);
        if (options.PositionsFile is { } positions) OutputFile.Write(positions, AttributionTables.Positions(HistoryAnalysis.Positions(traded)), stop);
        if (options.ReportFile is { } report)
            OutputFile.Write(report, Encoding.UTF8.GetBytes(HtmlReport.Render(Page(configuration, history, analysis, figures, trials, inputs, notes))));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Report, 1);
        return new BacktestOutcome(history.Figures, notes, clock.GetElapsedTime(began))
        {
            Analysis = analysis,
            Universe = figures,
            Trials = trials?.ToString(),
            Configuration = configuration.Canonical,
            Inputs = new JsonArray([.. inputs.Select(input => (JsonNode)input.ToJson())]),
        };
    }

    private static TrialStore? StudyOf(BacktestOptions options)
    {
        if (options.Study is not { } study) return null;
        var known = TrialStore.Studies(options.RunsDirectory);
        var store = TrialStore.Read(options.RunsDirectory, study);
        return store.Ledger.TrialCount > 0
            ? store
            : throw new RefusedException("study", known.Count == 0
                ? $"no trial was recorded in {options.RunsDirectory}; symphony run records them"
                : $"the study '{study}' has no trials in {options.RunsDirectory}; the nearest is '{NearestKey.Of(study, known)}'");
    }

    private static WeightsSource WeightsOf(BacktestConfiguration configuration, int threads) => new()
    {
        Files = configuration.WeightFiles,
        BaseDirectory = configuration.Place.Folder,
        DateColumn = configuration.WeightColumns["date"],
        SymbolColumn = configuration.WeightColumns["symbol"],
        WeightColumn = configuration.WeightColumns["weight"],
        TimeZone = configuration.Data.TimeZone,
        PerNameCap = configuration.WeightCap ?? double.PositiveInfinity,
        Threads = threads,
    };

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static GivenDecisions Given(WeightsData weights) => new(weights.Decisions, weights.Inputs, weights.Notes);

    private static InputFile Named(DataInput input) => new(Path.GetFileName(input.Name), input.Sha256, input.Bytes, input.Rows);

    private static (StartAccount Account, InputFile Input)? StartOf(BacktestConfiguration configuration, Axes axes, int threads, CancellationToken stop)
    {
        if (configuration.Cash is not { } cash || configuration.Holdings is not { } file) return null;
        var read = ValuesReader.OfSymbols(
            new ValuesSource
            {
                File = file,
                What = "holdings",
                ValueColumn = "shares",
                Accepted = "a finite number of shares",
                BaseDirectory = configuration.Place.Folder,
                Threads = threads,
            },
            axes,
            otherwise: 0,
            stop);
        return (new StartAccount(cash, read.Values), Named(read.Input));
    }

    /// <summary>From the first day asked for, or the first decision, to the last day asked for or there is.</summary>
    private static (int First, int Last) BarsOf(BacktestConfiguration configuration, Decisions decisions)
    {
        var axes = decisions.Axes;
        var (from, to) = (configuration.Data.From, configuration.Data.To);
        var bars = Enumerable.Range(0, axes.BarCount);
        var first = from is { } start
            ? bars.FirstOrDefault(bar => axes.SessionDate(bar) >= Written.EpochDay(start), -1)
            // Signals that enter nothing are a result too: a history without a trade.
            : bars.FirstOrDefault(decisions.IsDecided, configuration.IsSignalled ? 0 : -1);
        var last = to is { } end ? bars.LastOrDefault(bar => axes.SessionDate(bar) <= Written.EpochDay(end), -1) : axes.BarCount - 1;
        return first >= 0 && last > first
            ? (first, last)
            : throw configuration.Place.Refuse(from is null ? "data.to" : "data.from", string.Join(' ',
                "fewer than two bars lie between data.from (or the first decision) and data.to;",
                $"the bars run from {Written.Date(axes.SessionDate(0))} to {Written.Date(axes.SessionDate(axes.BarCount - 1))}"));
    }

    private static ReportModel Page(
        BacktestConfiguration configuration, TradedHistory history, AnalysisFigures analysis, UniverseFigures universe, TrialSummary? trials, IReadOnlyList<InputFile> inputs, IReadOnlyList<string> notes)
    {
        var page = AnalysisPage.With(
            ReportPage.Of(configuration.Title, $"Backtest of {configuration.Source}", Capital(configuration.Source), history.Figures, history.Series, configuration.RollingBars),
            analysis,
            "symphony backtest --{0} shows it.");
        return page with
        {
            Summary = $"{Capital(configuration.Source)}, {ReportFlags.FillOf(configuration.Engine["fillAt"]!.GetValue<string>())}, net of commission, spread, impact, borrow and margin.",
            Flags = ReportFlags.Of(configuration.Data, universe),
            Headline = page.Headline with { Trials = trials?.ToString() ?? "trials unknown" },
            Paths = new Absent($"A backtest of {configuration.Source} has no combinatorial paths."),
            Quantiles = new Absent($"A backtest of {configuration.Source} does not measure scores."),
            HorizonCorrelations = new Absent($"A backtest of {configuration.Source} does not measure scores."),
            Notes = [.. ReportFlags.Notes(universe), .. notes.Select(note => new ReportNote("Data", note)), .. page.Notes],
            Configuration = CanonicalJson.ToYaml(configuration.Canonical),
            Hashes =
            [
                .. inputs.Select(input => new ReportHash("Input", input.Name, input.Hash)),
                .. CodeVersion.Assemblies.Select(assembly => new ReportHash("Code", assembly.Key, assembly.Value)),
            ],
        };
    }
}
