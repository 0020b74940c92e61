using System;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays out an audit; computes nothing.</summary>
internal static class AuditPage
{
    /// <summary>Findings listed on the page; all of them are in the file.</summary>
    private const int Listed = 250;

    internal static AuditPageModel Of(AuditOutcome outcome, string? findingsFile)
    {
        var report = outcome.Report;
        var (green, amber, red) = outcome.Tally;
        var findings = report.Findings.ToArray();
        var gravestFirst = findings
            .Where(finding => finding.Colour != AuditColour.Green)
            .OrderByDescending(finding => finding.Colour)
            .Take(Listed);
        return new AuditPageModel(
            outcome.Name,
            ColourOf(report.Worst),
            ColourOf(outcome.Accepted),
            report.RowCount,
            new AuditDays(green, amber, red),
            [.. report.Symbols.ToArray()],
            [.. report.Dates.ToArray().Select(date => DateOnly.FromDayNumber(719162 + date))],
            (symbol, date) => DataAudit.ColourOf(report, symbol, date) is { } colour ? ColourOf(colour) : null)
        {
            Calendar = outcome.Calendar,
            Rules = [.. DataAudit.ByRule(report).Select(tally => new AuditRuleRow(tally.Name, tally.Meaning, ColourOf(tally.Worst), tally.Findings, tally.Symbols))],
            Findings = [.. gravestFirst.Select(finding => new AuditFindingRow(ColourOf(finding.Colour), DataAudit.NameOf(finding.Rule), DataAudit.Sentence(finding)))],
            FindingCount = findings.Length,
            FindingsFile = findingsFile is null ? null : Path.GetFileName(findingsFile),
            Repairs = [.. outcome.Repairs.Select(repair => new AuditRepairRow(repair.Repair, repair.Count))],
            Notes = outcome.Notes,
        };
    }

    private static DataColour ColourOf(AuditColour colour) => colour switch
    {
        AuditColour.Red => DataColour.Red,
        AuditColour.Amber => DataColour.Amber,
        _ => DataColour.Green,
    };
}
