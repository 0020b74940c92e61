using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What an audit came to.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Report">The findings and the colours.</param>
/// <param name="Accepted">The worst colour that was to be accepted.</param>
/// <param name="Calendar">When rows were expected, in words.</param>
/// <param name="Notes">What a reader should know about the reading.</param>
public sealed record AuditOutcome(string Name, AuditReport Report, AuditColour Accepted, string Calendar, IReadOnlyList<string> Notes)
{
    /// <summary>True when nothing is worse than what was to be accepted.</summary>
    public bool IsAccepted => Report.Worst <= Accepted;

    /// <summary>Symbol days by colour: green, amber, red.</summary>
    public (long Green, long Amber, long Red) Tally
    {
        get
        {
            var (green, amber, red) = Report.Tally;
            return (green, amber, red);
        }
    }

    /// <summary>The repairs in order, each as it is written, and what it did.</summary>
    public IReadOnlyList<(string Repair, long Count)> Repairs =>
        [.. DataAudit.Repairs(Report).Select(record => (RepairText.Write(record.Repair), record.Count))];

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Everything but the time as JSON, for machines; at most the first findings of each rule are listed.</summary>
    /// <param name="most">How many findings of one rule are listed.</param>
    public string ToJson(int most = 100)
    {
        var (green, amber, red) = Tally;
        var findings = Report.Findings.ToArray();
        return RunMetrics.Json(new
        {
            Format = 1,
            Name,
            Verdict = Report.Worst.ToString().ToUpperInvariant(),
            Accepted = Accepted.ToString().ToUpperInvariant(),
            Calendar,
            Rows = Report.RowCount,
            Symbols = Report.Symbols.Length,
            Dates = Report.Dates.Length,
            SymbolDays = new { Green = green, Amber = amber, Red = red },
            Rules = DataAudit.ByRule(Report).Select(tally => new
            {
                Rule = tally.Name,
                Worst = tally.Worst.ToString().ToUpperInvariant(),
                tally.Findings,
                tally.Symbols,
                First = findings.Where(finding => finding.Rule == tally.Rule).Take(most).Select(DataAudit.Sentence),
            }),
            Repairs = Repairs.Select(repair => new { repair.Repair, repair.Count }),
            Notes,
        });
    }
}
