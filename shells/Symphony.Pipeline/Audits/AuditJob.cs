using System;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Audits rows as their files have them, and writes what was found.</summary>
public sealed class AuditJob
{
    private readonly TimeProvider clock;

    /// <summary>A job that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress and outcome, never into a result.</param>
    public AuditJob(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads the rows, audits them and writes what was asked for.</summary>
    /// <param name="configuration">What decides the findings.</param>
    /// <param name="options">What is written.</param>
    /// <param name="progress">Told what happens.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">The rows, a setting or a file are not accepted.</exception>
    public AuditOutcome Run(
        AuditConfiguration configuration,
        AuditJobOptions options,
        IProgress<PipelineEvent> progress,
        CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        void Tell(PipelineEventKind kind, string stage) =>
            progress.Report(new PipelineEvent(kind, stage, kind == PipelineEventKind.StageFinished ? 1 : 0, "", clock.GetElapsedTime(began)));
        OutputFile.Check("findings", options.FindingsFile, ".parquet", ".csv");
        OutputFile.Check("report", options.ReportFile);
        OutputFile.CheckApart(configuration.Place.Files, ("findings", options.FindingsFile), ("report", options.ReportFile));
        // What cannot be read of the settings is refused before any row is.
        configuration.OptionsFor(daily: true);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Ingest);
        var source = MarketStage.Source(configuration.Data, configuration.Place.Folder, options.Threads);
        var audited = configuration.IsOptions ? OptionsOf(configuration, source, stop) : BarsOf(configuration, source, stop);
        Tell(PipelineEventKind.StageFinished, PipelineStages.Ingest);

        Tell(PipelineEventKind.StageStarted, PipelineStages.Audit);
        var outcome = audited();
        if (options.FindingsFile is { } findings) OutputFile.Write(findings, AuditTables.Of(outcome.Report), stop);
        if (options.ReportFile is { } page)
            OutputFile.Write(page, Encoding.UTF8.GetBytes(AuditHtml.Render(AuditPage.Of(outcome, options.FindingsFile))));
        Tell(PipelineEventKind.StageFinished, PipelineStages.Audit);
        return outcome with { Elapsed = clock.GetElapsedTime(began) };
    }

    /// <summary>Reads options; what it gives audits them.</summary>
    private static Func<AuditOutcome> OptionsOf(AuditConfiguration configuration, BarsSource source, CancellationToken stop)
    {
        if (configuration.Data.Sampling.Calendar is not null)
            throw configuration.Place.Refuse("data.calendar", "data.calendar says when bars are expected, and of options no row is expected on any date; leave it out, or audit bars");
        var thresholds = configuration.Place.Point(() => configuration.OptionThresholds);
        var raw = RawOptionsReader.Read(source, configuration.OptionColumns, stop);
        return () => new AuditOutcome(
            configuration.Name,
            configuration.Place.Point(() => OptionChains.Audit(raw.Chains, configuration.OptionsFor(raw.IsDaily), thresholds)),
            configuration.Accepted,
            "no date: a contract has quotes when it has them",
            [.. raw.Notes, .. configuration.Notes]);
    }

    /// <summary>Reads bars, closes or quotes; what it gives audits them.</summary>
    private static Func<AuditOutcome> BarsOf(AuditConfiguration configuration, BarsSource source, CancellationToken stop)
    {
        if (configuration.FirstOfOptions is { } given)
            throw configuration.Place.Refuse(given, $"{given} is about options, and {AuditConfiguration.RowsKey} says that the rows are none; it goes with {AuditConfiguration.RowsKey}: options");
        var raw = RawBarsReader.Read(source, configuration.Rows, configuration.Sides, stop);
        if (configuration.Rows == RawRows.Closes)
            raw = raw with { Notes = [.. raw.Notes, $"Of closes alone these rules can say nothing: {string.Join(", ", DataAudit.RulesBlindTo(RawRows.Closes))}."] };
        return () => Audited(configuration, raw);
    }

    private static AuditOutcome Audited(AuditConfiguration configuration, RawMarket raw)
    {
        var options = configuration.OptionsFor(raw.IsDaily);
        foreach (var action in raw.Actions) options.Actions.Add(action);
        var expected = Expect(configuration, raw, options);
        var report = configuration.Place.Point(() => DataAudit.Run(raw.Series, options));
        return new AuditOutcome(configuration.Name, report, configuration.Accepted, expected, [.. raw.Notes, .. configuration.Notes]);
    }

    /// <summary>When rows are expected: by the calendar that is named, else by the rows themselves. In words.</summary>
    private static string Expect(AuditConfiguration configuration, RawMarket raw, DataAuditOptions options)
    {
        if (configuration.Data.Sampling.Calendar is not { } name) return "the dates on which most of the names have rows";
        var first = raw.Series.Min(DataAudit.FirstDateOf);
        var last = raw.Series.Max(DataAudit.LastDateOf);
        var calendar = Calendars.Read(name, DateOnly.FromDayNumber(719162 + first), DateOnly.FromDayNumber(719162 + last));
        var sessions = DataAudit.SessionsOf(calendar.Sessions);
        if (raw.IsDaily || configuration.Rows == RawRows.Quotes)
        {
            options.Expect(sessions);
            return $"the sessions of {name}";
        }

        var minutes = raw.BarMinutes ?? configuration.Data.Sampling.SourceMinutes;
        options.Expect(sessions, minutes);
        return minutes == 1 ? $"every minute of the sessions of {name}" : $"every {Written.Whole(minutes)} minutes of the sessions of {name}";
    }
}
