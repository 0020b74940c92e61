using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Holds columns made on data cut short, or made earlier, against the same columns made later.</summary>
/// <remarks>Where both have a value they must agree bit for bit: what is known by a date cannot change after it.</remarks>
public sealed class ColumnProver
{
    private readonly TimeProvider clock;

    /// <summary>A prover that takes its time from this clock.</summary>
    /// <param name="clock">Times go to progress alone.</param>
    public ColumnProver(TimeProvider clock) => this.clock = clock;

    /// <summary>Reads two files and holds their common columns against each other.</summary>
    /// <param name="full">The columns made later, with more bars.</param>
    /// <param name="earlier">The same columns made earlier, or on data cut short.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RefusedException">A file cannot be used, or they have no bar, symbol or column in common.</exception>
    public ProofReport Prove(string full, string earlier, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var (later, before) = (ColumnSet.Read(full, stop), ColumnSet.Read(earlier, stop));
        string[] common = [.. later.Names.Where(name => before.Names.Contains(name, StringComparer.Ordinal))];
        if (common.Length == 0)
        {
            throw new RefusedException(
                "--columns",
                $"{full} and {earlier} have no column of numbers in common: {string.Join(", ", later.Names)} and {string.Join(", ", before.Names)}");
        }

        ColumnLeakageReport[] reports = [.. common.Select(name => LeakageProof.OfColumns(
            LeakageProof.Known(name, later.Panels[IndexOf(later, name)]),
            LeakageProof.Known(name, before.Panels[IndexOf(before, name)])))];
        var axes = later.Panels[0].Axes;
        return new ProofReport(
            full,
            0,
            axes.BarCount,
            axes.SymbolCount,
            Written.Date(axes.SessionDate(0)),
            Written.Date(axes.SessionDate(axes.BarCount - 1)),
            [new ProofPart(1, "columns", [.. reports.Select(Finding), .. Untried(later, before, full, earlier, reports[0])], 1, "earlier file", $"as in {earlier}", Notes(later, before, reports[0]), clock.GetElapsedTime(began))],
            clock.GetElapsedTime(began));
    }

    private static int IndexOf(ColumnSet set, string name) => set.Names.ToList().IndexOf(name);

    private static ProofFinding Finding(ColumnLeakageReport report) => report.TryFirstLeak(out var leak)
        ? new ProofFinding(
            report.Name,
            ProofVerdict.Leak,
            $"values differ up to {report.ReachBars} bars before the end of the earlier file",
            [ProofParts.FigureOf(leak!)],
            report.PresentValues)
        : new ProofFinding(
            report.Name, report.PresentValues > 0 ? ProofVerdict.Proved : ProofVerdict.NotProved, "", [], report.PresentValues);

    /// <summary>What should be in both files and cannot be held against each other proves nothing.</summary>
    private static IEnumerable<ProofFinding> Untried(ColumnSet later, ColumnSet before, string full, string earlier, ColumnLeakageReport report)
    {
        foreach (var name in later.Names.Intersect(before.OtherNames, StringComparer.Ordinal)) yield return WithoutNumbers(name, earlier);
        foreach (var name in before.Names.Intersect(later.OtherNames, StringComparer.Ordinal)) yield return WithoutNumbers(name, full);
        if (report.MissingSymbols > 0)
        {
            yield return new ProofFinding(
                "symbols", ProofVerdict.NotProved, $"{report.MissingSymbols} of the earlier file are not in the later one, as if the names of today were used in the past", [], 0);
        }

        static ProofFinding WithoutNumbers(string name, string file) =>
            new(name, ProofVerdict.NotProved, $"its cells in {file} are not all numbers, or all empty", [], 0);
    }

    private static List<string> Notes(ColumnSet later, ColumnSet before, ColumnLeakageReport report)
    {
        List<string> notes = [];
        string[] alone =
        [
            .. later.Names.Except([.. before.Names, .. before.OtherNames], StringComparer.Ordinal),
            .. before.Names.Except([.. later.Names, .. later.OtherNames], StringComparer.Ordinal),
        ];
        if (alone.Length > 0) notes.Add($"in one of the files only, and not compared: {string.Join(", ", alone)}");
        if (report.MissingBars > 0) notes.Add($"{report.MissingBars} bars of the earlier file are not in the later one");
        return notes;
    }
}
