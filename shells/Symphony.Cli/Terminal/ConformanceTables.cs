using System.Linq;
using Spectre.Console;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>What became of each law of purged cross-validation, and the first cases that break one.</summary>
internal static class ConformanceTables
{
    public static void Show(Terminal terminal, string name, SplitsFile file, ConformanceReport report)
    {
        terminal.WriteRaw(Heading(name, file));
        terminal.WriteRaw($"stated: {Conventions(file.Splits.Conventions)}\n");
        terminal.Output.Write(Laws(report));
        foreach (var law in report.Laws.Where(law => law.Verdict == LawVerdict.NotJudged && Concerns(law.Law, file.Splits)))
            terminal.WriteRaw($"  not judged: {SplitConformance.Describe(law.Law)} ({law.Note})\n");
        foreach (var law in report.Laws.Where(law => law.Verdict == LawVerdict.Broken))
            ShowFaults(terminal, law);
        if (report.Differences.Count > 0)
        {
            terminal.WriteRaw("Differences from Symphony's own conventions, which are no faults:\n");
            foreach (var difference in report.Differences)
                terminal.WriteRaw($"  {(difference.Count > 1 ? Figure.Count(difference.Count) + " cases: " : "")}{difference.Sentence}\n");
        }

        var broken = report.Laws.Count(law => law.Verdict == LawVerdict.Broken);
        var judged = report.Laws.Count(law => law.Verdict != LawVerdict.NotJudged);
        terminal.WriteRaw(broken == 0 ? $"all {judged} laws hold\n" : $"{broken} of {judged} laws {(broken == 1 ? "is" : "are")} broken\n");
    }

    private static string Heading(string name, SplitsFile file)
    {
        var splits = file.Splits;
        string[] parts =
        [
            Counted(splits.ObservationCount, "observation"),
            .. splits.SymbolCount > 1 ? (string[])[Counted(splits.SymbolCount, "symbol")] : [],
            .. splits.GroupCount > 0 ? (string[])[Counted(splits.GroupCount, "group")] : [],
            Counted(splits.SplitCount, "split"),
            .. splits.PathCount > 0 ? (string[])[Counted(splits.PathCount, "path")] : [],
        ];
        var library = file.Library.Length > 0 ? $" ({file.Library})" : "";
        return $"{name}{library}: {string.Join(", ", parts)}; rows and splits are numbered from 0\n";
    }

    private static string Counted(long count, string noun) => $"{Figure.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Conventions(SplitConventions conventions)
    {
        var closure = conventions.Closure == IntervalClosure.HalfOpen ? "half-open spans" : "closed spans";
        var scope = conventions.Scope == PurgeScope.Symbol ? "purge by symbol" : "purge over the market";
        var scheme = conventions.Scheme == SplitScheme.WalkForward ? "walk forward, " : "";
        if (conventions.EmbargoUnit == EmbargoUnit.Bars && conventions.Embargo == 0) return $"{scheme}{closure}, {scope}, no embargo";
        var unit = conventions.EmbargoUnit == EmbargoUnit.Days ? "day" : "bar";
        var origin = conventions.EmbargoOrigin switch
        {
            EmbargoOrigin.LastTestBar => "after the last tested bar",
            EmbargoOrigin.TrainingSpanEnd => "between the end of a training label and the first tested bar",
            _ => "after the latest end of a test label",
        };
        return $"{scheme}{closure}, {scope}, embargo of {Counted(conventions.Embargo, unit)} {origin}";
    }

    /// <summary>Training after the test is what cross-validation does: there is nothing to say of that law.</summary>
    private static bool Concerns(SplitLaw law, StatedSplits splits) =>
        law != SplitLaw.PastOnly || splits.Conventions.Scheme == SplitScheme.WalkForward;

    private static Table Laws(ConformanceReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("law").AddColumn("verdict").AddColumn("looked at");
        foreach (var law in report.Laws.Where(law => law.Verdict != LawVerdict.NotJudged))
        {
            var verdict = law.Verdict == LawVerdict.Broken ? $"BROKEN: {Counted(law.Faults, "case")}" : "holds";
            var note = law.Note.Length > 0 ? $"; {law.Note}" : "";
            table.AddRow(
                Markup.Escape(SplitConformance.Describe(law.Law)),
                verdict,
                Markup.Escape($"{Figure.Count(law.Checked)} {law.Unit}{note}"));
        }

        return table;
    }

    private static void ShowFaults(Terminal terminal, LawFinding law)
    {
        terminal.WriteRaw($"Broken: {SplitConformance.Describe(law.Law)}\n");
        foreach (var fault in law.Examples)
            terminal.WriteRaw($"  {fault.Sentence}\n");
        if (law.Faults > law.Examples.Count)
            terminal.WriteRaw($"  and {Figure.Count(law.Faults - law.Examples.Count)} more\n");
    }
}
