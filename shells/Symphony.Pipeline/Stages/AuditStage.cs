using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>The verdict of an audit, as a run keeps it.</summary>
/// <param name="Worst">The gravest colour.</param>
/// <param name="Findings">How many findings.</param>
internal sealed record AuditVerdict(AuditColour Worst, int Findings);

/// <summary>Looks for what is wrong with the bars, and refuses them where more is than the configuration accepts.</summary>
internal static class AuditStage
{
    private const string Findings = "audit.parquet";
    private const string Verdict = "audit.json";

    internal static StageOutput<AuditVerdict> Run(RunContext run, StageOutput<MarketValues> market)
    {
        // Where no calendar is named, nothing but the bars themselves says when rows are expected.
        string[] slice = run.Configuration.Data.Sampling.Calendar is null ? ["audit"] : ["audit", "data"];
        var audit = run.Graph.Run(
            PipelineStages.Audit,
            run.Configuration.Slice(slice),
            [market.Output],
            work => Make(run.Configuration, market.Value, work),
            Load);
        foreach (var (stage, colour) in StageColours.Of(run.Configuration))
            run.Graph.Before[stage] = () => StageColours.Require(stage, colour, audit.Value, run.Configuration.Place.File);
        return audit;
    }

    /// <summary>Refuses bars that are worse than the configuration accepts, and than a stage needs that is done outside of a run.</summary>
    internal static void Require(RunConfiguration configuration, MarketValues market, string stage, Action<string> note)
    {
        var report = Audited(configuration, market, note);
        if (StageColours.Of(configuration).TryGetValue(stage, out var colour))
            StageColours.Require(stage, colour, new AuditVerdict(report.Worst, report.Findings.Length), configuration.Place.File);
    }

    private static AuditVerdict Make(RunConfiguration configuration, MarketValues market, StageWork work)
    {
        var report = Audited(configuration, market, work.Note);
        var found = report.Findings.Length;
        ParquetTable.Write(work.PathOf(Findings), AuditTables.Of(report), work.Stop);
        var verdict = new JsonObject { ["worst"] = report.Worst.ToString(), ["findings"] = found };
        File.WriteAllText(work.PathOf(Verdict), verdict.ToJsonString());
        return new AuditVerdict(report.Worst, found);
    }

    private static AuditReport Audited(RunConfiguration configuration, MarketValues market, Action<string> note)
    {
        var accepted = Enum.Parse<AuditColour>(configuration.Text(AuditSettingsTable.Accept), ignoreCase: true);
        var bars = market.Bars;
        var dates = bars.Axes.SessionDates.Span;
        var isDaily = true;
        for (var bar = 1; bar < dates.Length && isDaily; bar++) isDaily = dates[bar] != dates[bar - 1];
        var options = configuration.AuditOptions(isDaily);
        foreach (var action in DataAudit.ActionsOf(bars, market.Actions)) options.Actions.Add(action);
        ExpectSessions(configuration, bars, isDaily, options);
        var report = configuration.Place.Point(() => DataAudit.Run(DataAudit.SeriesOf(bars), options));
        if (report.Worst > AuditColour.Green)
            note($"the audit is {report.Worst.ToString().ToUpperInvariant()}: {string.Join(", ", DataAudit.ByRule(report).Select(tally => $"{tally.Name} {Written.Whole(tally.Findings)}"))}");
        foreach (var idle in report.Repairs.Where(record => record.Repair.Kind.IsAccept && record.Count == 0))
            note($"no finding accepted, there is none: {RepairText.Write(idle.Repair)}");
        Require(accepted, report, configuration.Place.File);
        return report;
    }

    /// <summary>Rows are expected in the sessions of the calendar that is named, but for the dates that were left out.</summary>
    private static void ExpectSessions(RunConfiguration configuration, Bars bars, bool isDaily, DataAuditOptions options)
    {
        if (configuration.Data.Sampling.Calendar is not { } name) return;
        var dates = bars.Axes.SessionDates.Span;
        var excluded = configuration.Data.ExcludeDates.Select(Written.EpochDay).ToHashSet();
        var calendar = Calendars.Read(name, DateOf(dates[0]), DateOf(dates[^1]));
        var sessions = DataAudit.SessionsOf(calendar.Sessions).Where(session => !excluded.Contains(session.Date)).ToList();
        if (!isDaily && MinutesOf(configuration, bars) is { } minutes) options.Expect(sessions, minutes);
        else options.Expect(sessions);
    }

    private static DateOnly DateOf(int epochDay) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(epochDay);

    /// <summary>Minutes from one bar to the next, as stated, as bars were put together, or as most bars lie apart; null where they have no rhythm.</summary>
    private static int? MinutesOf(RunConfiguration configuration, Bars bars)
    {
        if (configuration.Data.Sampling.Width is { } width && width != "session") return Resampling.Minutes(width);
        var dates = bars.Axes.SessionDates.Span;
        var instants = bars.Axes.Instants.Span;
        var steps = new Dictionary<long, int>();
        var count = 0;
        for (var bar = 1; bar < dates.Length; bar++)
        {
            if (dates[bar] != dates[bar - 1]) continue;
            var step = instants[bar] - instants[bar - 1];
            steps[step] = steps.GetValueOrDefault(step) + 1;
            count++;
        }

        var (commonest, times) = steps.MaxBy(step => step.Value);
        return commonest % TimeSpan.MicrosecondsPerMinute == 0 && 2 * times > count ? (int)(commonest / TimeSpan.MicrosecondsPerMinute) : null;
    }

    private static void Require(AuditColour accepted, AuditReport report, string file)
    {
        try
        {
            DataAudit.Require(accepted, report);
        }
        catch (RefusedException poor)
        {
            var where = file.Length > 0 ? $"{file}: " : "";
            throw new AuditRefusedException(
                $"{where}{poor.Sentence}; symphony audit lists them all, {AuditSettingsTable.Repairs} says what was decided about them, {AuditSettingsTable.Accept} how bad is good enough");
        }
    }

    private static AuditVerdict Load(string folder)
    {
        var verdict = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Verdict)))!;
        return new AuditVerdict(Enum.Parse<AuditColour>(verdict["worst"]!.GetValue<string>()), (int)verdict["findings"]!);
    }
}
