using System;
using System.Collections.Generic;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Findings as a table, one row each.</summary>
internal static class AuditTables
{
    private static readonly string[] Colours = ["green", "amber", "red"];

    internal static IReadOnlyList<ParquetColumn> Of(AuditReport report)
    {
        var findings = report.Findings.ToArray();
        T[] Column<T>(Func<AuditFinding, T> value) => Array.ConvertAll(findings, finding => value(finding));
        return
        [
            ParquetColumn.Text("symbol", Column(finding => finding.Symbol)),
            .. Array.Exists(findings, finding => finding.Contract.Length > 0) ? (ReadOnlySpan<ParquetColumn>)[ParquetColumn.Text("contract", Column(finding => finding.Contract))] : [],
            ParquetColumn.Date("from", Column(finding => finding.From)),
            ParquetColumn.Date("to", Column(finding => finding.To)),
            ParquetColumn.Text("rule", Column(finding => DataAudit.NameOf(finding.Rule))),
            ParquetColumn.Double("value", Column(finding => finding.Value)),
            ParquetColumn.Text("colour", Column(finding => (int)finding.Colour), Colours),
            ParquetColumn.Text("finding", Column(DataAudit.Sentence)),
        ];
    }
}
