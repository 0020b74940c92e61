using System;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Shows who may be held when, why others may not, and who is missing.</summary>
public sealed class UniverseJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress, never into a result.</param>
    public UniverseJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads bars and members, and decides.</summary>
    /// <param name="configuration">The bars and the universe.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars, the members, a setting or a file are not accepted.</exception>
    public UniverseOutcome Run(
        BarsConfiguration configuration, UniverseJobOptions options, IProgress<PipelineEvent> progress, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage) =>
            progress.Report(new PipelineEvent(kind, stage, kind == PipelineEventKind.StageFinished ? 1 : 0, "", clock.GetElapsedTime(began)));
        OutputFile.Check("verdicts", options.VerdictsFile, ".parquet", ".csv");
        OutputFile.Check("counts", options.CountsFile, ".parquet", ".csv");
        OutputFile.CheckApart(configuration.Place.Files, ("verdicts", options.VerdictsFile), ("counts", options.CountsFile));
        var names = configuration.Universe(stop);
        names.Check();

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var data = configuration.Data;
        var source = MarketStage.Source(data, configuration.Place.Folder, options.Threads, data.From, data.To, configuration.Repairs);
        var market = MarketStage.Read(data, configuration.Place, source, stop);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Universe);
        var meter = UniverseSelection.Measure(market.Bars, market.Actions, names.Membership);
        // Without members and screens everyone is in who has had a bar within five sessions.
        var shown = names.Of(market.Bars, market.Actions) ?? UniverseSelection.Create(market.Bars, market.Actions, null, new UniverseOptions());
        var axes = market.Bars.Axes;
        var asked = options.On is { } date ? BarOn(axes, date) : -1;
        var outcome = new UniverseOutcome(configuration.Name, names.Figures(meter, shown), [.. Enumerable.Range(0, axes.BarCount).Select(bar => RowOf(shown, meter, bar))])
        {
            Ended = [.. meter.Ended.ToArray().Select(symbol => new EndedName(axes.Symbols[symbol], Written.Date(axes.SessionDate(meter.LastBar(symbol)))))],
            AbsentMembers = [.. meter.AbsentMembers],
            On = asked < 0 ? null : Written.Date(axes.SessionDate(asked)),
            Verdicts = asked < 0 ? [] : [.. Enumerable.Range(0, axes.SymbolCount).Select(symbol => new UniverseVerdictOn(axes.Symbols[symbol], WordOf(shown.Verdict(asked, symbol))))],
            Notes = market.Notes,
        };
        Tell(PipelineEventKind.StageFinished, PipelineStages.Universe);
        if (options.VerdictsFile is { } verdicts) OutputFile.Write(verdicts, UniverseTables.Verdicts(shown), stop);
        if (options.CountsFile is { } counts) OutputFile.Write(counts, UniverseTables.Counts(axes, outcome.Rows), stop);
        return outcome;
    }

    /// <summary>A verdict in one word.</summary>
    internal static string WordOf(UniverseVerdict verdict) => verdict switch
    {
        UniverseVerdict.In => "in",
        UniverseVerdict.NotMember => "notMember",
        UniverseVerdict.NoBar => "noBar",
        UniverseVerdict.ShortHistory => "shortHistory",
        UniverseVerdict.LowPrice => "lowPrice",
        _ => "illiquid",
    };

    private static UniverseRow RowOf(Universe universe, Survivorship meter, int bar)
    {
        int Count(UniverseVerdict verdict) => universe.Count(bar, verdict);
        return new UniverseRow(
            Written.Date(universe.Axes.SessionDate(bar)),
            Count(UniverseVerdict.In),
            Count(UniverseVerdict.NotMember),
            Count(UniverseVerdict.NoBar),
            Count(UniverseVerdict.ShortHistory),
            Count(UniverseVerdict.LowPrice),
            Count(UniverseVerdict.Illiquid),
            meter.Alive.Span[bar],
            meter.Members.Span[bar],
            meter.MissingMembers.Span[bar]);
    }

    /// <summary>The last bar of the last session up to a date.</summary>
    private static int BarOn(Axes axes, DateOnly date)
    {
        var bar = axes.BarCount - 1;
        while (bar >= 0 && axes.SessionDate(bar) > Written.EpochDay(date)) bar--;
        return bar >= 0 && date <= DateOnly.FromDayNumber(719162 + axes.SessionDate(axes.BarCount - 1))
            ? bar
            : throw new RefusedException("on", $"--on was {Written.Date(date)}, but the bars run from {Written.Date(axes.SessionDate(0))} to {Written.Date(axes.SessionDate(axes.BarCount - 1))}; a date of theirs is accepted");
    }
}
