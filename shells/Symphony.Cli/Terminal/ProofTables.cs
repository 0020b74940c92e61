using System.Globalization;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>What was proved, how hard it was tried, and every leak.</summary>
internal static class ProofTables
{
    public static void Show(Terminal terminal, ProofReport report)
    {
        terminal.WriteRaw(
            $"{report.Name}: {Figure.Count(report.Bars)} bars of {Figure.Count(report.Symbols)} symbols, {report.From} to {report.To}{(report.Seed > 0 ? "; seed " + report.Seed.ToString(CultureInfo.InvariantCulture) : "")}\n");
        Law(terminal, report, 1, "Law 1: nothing that is known at a bar answers to later bars");
        Law(terminal, report, 2, "Law 2: no fit answers to rows outside its training");
        foreach (var part in report.Parts)
        {
            foreach (var note in part.Notes)
                terminal.WriteRaw($"  {part.Name}: {note}\n");
        }

        foreach (var part in report.Parts)
            ShowFaults(terminal, part);
        var verdict = report.IsProved
            ? Unleaked(report)
            : report.Parts.Any(part => part.Verdict == ProofVerdict.Leak) ? "LEAK" : "not proved: not all of it could be tried";
        terminal.WriteRaw($"{verdict} ({report.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)\n");
    }

    /// <summary>What was tried and found nothing; what was not tried may still leak.</summary>
    private static string Unleaked(ProofReport report)
    {
        if (report.MostCutBars == 0) return "no leak was found";
        var (fewest, most) = (Figure.Count(report.FewestCutBars), Figure.Count(report.MostCutBars));
        return $"no leak was found: the market was cut after {(fewest == most ? most : $"{fewest} to {most}")} of its {Figure.Count(report.Bars)} bars";
    }

    private static void Law(Terminal terminal, ProofReport report, int law, string heading)
    {
        var parts = report.Parts.Where(part => part.Law == law).ToArray();
        if (parts.Length == 0) return;
        terminal.WriteRaw($"\n{heading}\n");
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("").AddColumn("verdict")
            .AddColumn(new TableColumn("tried on").RightAligned())
            .AddColumn(new TableColumn("values").RightAligned())
            .AddColumn("how");
        foreach (var part in parts)
        {
            table.AddRow(
                Markup.Escape(part.Name),
                Word(part.Verdict),
                $"{Figure.Count(part.Tried)} {part.Unit}",
                Figure.Count(part.Compared),
                Markup.Escape(part.Effort));
        }

        terminal.Output.Write(table);
    }

    private static void ShowFaults(Terminal terminal, ProofPart part)
    {
        foreach (var finding in part.Findings.Where(finding => finding.Verdict != ProofVerdict.Proved))
        {
            if (finding.Verdict == ProofVerdict.NotProved)
            {
                terminal.WriteRaw($"NOT PROVED {part.Name}, {finding.Subject}: {(finding.Diagnosis.Length > 0 ? finding.Diagnosis : "nothing could be compared")}\n");
                continue;
            }

            terminal.WriteRaw($"LEAK {part.Name}, {finding.Subject}: {finding.Diagnosis}\n");
            foreach (var leak in finding.Leaks)
                terminal.WriteRaw($"  {leak.Sentence}\n");
        }
    }

    private static string Word(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Proved => "no leak",
        ProofVerdict.Leak => "LEAK",
        _ => "NOT PROVED",
    };
}
