using System;
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
        var accepted = Enum.Parse<AuditColour>(run.Configuration.Text(AuditSettingsTable.Accept), ignoreCase: true);
        var audit = run.Graph.Run(
            PipelineStages.Audit,
            run.Configuration.Slice("audit"),
            [market.Output],
            work => Make(run.Configuration, market.Value, accepted, work),
            Load);
        return audit;
    }

    private static AuditVerdict Make(RunConfiguration configuration, MarketValues market, AuditColour accepted, StageWork work)
    {
        var bars = market.Bars;
        var dates = bars.Axes.SessionDates.Span;
        var isDaily = true;
        for (var bar = 1; bar < dates.Length && isDaily; bar++) isDaily = dates[bar] != dates[bar - 1];
        var options = configuration.AuditOptions(isDaily);
        foreach (var action in DataAudit.ActionsOf(bars, market.Actions)) options.Actions.Add(action);
        var report = configuration.Place.Point(() => DataAudit.Run(DataAudit.SeriesOf(bars), options));
        var found = report.Findings.Length;
        if (report.Worst > AuditColour.Green)
            work.Note($"the audit is {report.Worst.ToString().ToUpperInvariant()}: {string.Join(", ", DataAudit.ByRule(report).Select(tally => $"{tally.Name} {Written.Whole(tally.Findings)}"))}");
        Require(accepted, report, configuration.Place.File);
        ParquetTable.Write(work.PathOf(Findings), AuditTables.Of(report), work.Stop);
        var verdict = new JsonObject { ["worst"] = report.Worst.ToString(), ["findings"] = found };
        File.WriteAllText(work.PathOf(Verdict), verdict.ToJsonString());
        return new AuditVerdict(report.Worst, found);
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
