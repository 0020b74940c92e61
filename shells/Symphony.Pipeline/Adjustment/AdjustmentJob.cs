using System;
using System.Linq;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Writes raw bars restated for the splits and dividends known by a date.</summary>
public sealed class AdjustmentJob
{
    private const string Stage = "adjust";

    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress, never into a result.</param>
    public AdjustmentJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads, adjusts and writes.</summary>
    /// <param name="configuration">The bars and their actions.</param>
    /// <param name="options">As of when, how, and where to.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The bars, the date or the file are not accepted.</exception>
    public AdjustmentOutcome Run(
        BarsConfiguration configuration, AdjustmentOptions options, IProgress<PipelineEvent> progress, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage) =>
            progress.Report(new PipelineEvent(kind, stage, kind == PipelineEventKind.StageFinished ? 1 : 0, "", clock.GetElapsedTime(began)));
        OutputFile.Check("output", options.OutputFile, ".parquet", ".csv");
        OutputFile.CheckApart(configuration.Place.Files, ("output", options.OutputFile));
        var data = configuration.Data;
        if (data.PricesAreAdjusted)
            throw configuration.Place.Refuse(
                configuration.Data.Store is null || configuration.Place.IsWritten("data.prices") ? "data.prices" : "data.store",
                configuration.Data.Store is not null
                    ? "the store's bars hold adjusted prices, which hold what their source knew later; a store of raw prices (symphony ingest --prices raw) is accepted"
                    : "data.prices was adjusted, but such prices hold what their source knew later; raw prices and their actions are accepted");

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var market = MarketStage.Read(data, configuration.Place, MarketStage.Source(data, configuration.Place.Folder, options.Threads, data.From, data.To, configuration.Repairs), stop);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest);

        Tell(PipelineEventKind.StageStarted, Stage);
        var axes = market.Bars.Axes;
        var day = Written.EpochDay(options.AsOf);
        if (day > axes.SessionDate(axes.BarCount - 1))
            throw new RefusedException("as-of", $"--as-of was {Written.Date(options.AsOf)}, but the last bar is of {Written.Date(axes.SessionDate(axes.BarCount - 1))}; a date up to it is accepted, as nothing is known of actions after it");
        var adjusted = AsOf(market, options.Kind, day);
        var actions = Market.ActionColumns(market.Actions);
        var (bars, kinds) = (actions.Bars, actions.Kinds);
        int Count(Func<int, bool> counts) => Enumerable.Range(0, kinds.Length).Count(counts);
        bool IsKnown(int action) => bars[action] < adjusted.Axes.BarCount;
        var (columns, rows, names) = BarTable.Of(adjusted);
        OutputFile.Write(options.OutputFile, columns, stop);
        Tell(PipelineEventKind.StageFinished, Stage);
        return new AdjustmentOutcome(
            Written.Date(axes.SessionDate(0)),
            Written.Date(adjusted.Axes.SessionDate(adjusted.Axes.BarCount - 1)),
            rows,
            names,
            Count(action => kinds[action] == 0 && IsKnown(action)),
            Count(action => kinds[action] == 1 && IsKnown(action)),
            Count(action => kinds[action] < 2 && !IsKnown(action)),
            market.Notes);
    }

    private static Bars AsOf(MarketValues market, AdjustmentKind kind, int day)
    {
        try
        {
            return PriceAdjustment.AsOfDate(market.Bars, market.Actions, kind, day);
        }
        catch (RefusedException refused) when (refused.ParamName == "asOf")
        {
            throw new RefusedException("as-of", refused.SentenceFor("--as-of"));
        }
    }
}
