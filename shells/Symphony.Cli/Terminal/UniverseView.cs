using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>A universe on one screen: names by date as bars of text, what survivorship hides, and who is missing.</summary>
internal static class UniverseView
{
    private const int Shown = 30;
    private const int Widest = 50;

    /// <param name="terminal">Where it is written.</param>
    /// <param name="outcome">The universe.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="letters">How many letters of a date the rows differ by: 4 for years; null for every bar.</param>
    public static void Show(Terminal terminal, UniverseOutcome outcome, UniverseJobOptions options, int? letters)
    {
        var (figures, rows) = (outcome.Figures, outcome.Rows);
        terminal.Output.MarkupLine(
            $"[bold]{Markup.Escape(outcome.Name)}[/]  {Figure.Count(figures.Names)} names, {rows[0].Date} to {rows[^1].Date}; {Figure.Count(figures.FewestIn ?? 0)} to {Figure.Count(figures.MostIn ?? 0)} in the universe, {Figure.Count(figures.LastIn ?? 0)} at the last bar");
        UniverseStamp.Show(terminal, figures);
        terminal.WriteRaw("\n");
        foreach (var line in Chart(rows, letters)) terminal.WriteRaw(line + "\n");
        terminal.WriteRaw("\n");
        foreach (var line in UniverseStamp.Lines($"survivorship: {figures.Meter()}")) terminal.WriteRaw(line + "\n");
        if (outcome.Ended.Count > 0) List(terminal, "ended", outcome.Ended.Select(name => $"{name.Symbol} {name.LastDate}"));
        if (outcome.AbsentMembers.Count > 0) List(terminal, "members without any bar", outcome.AbsentMembers);
        if (outcome.On is { } on)
        {
            terminal.WriteRaw($"\n  on {on}:\n");
            foreach (var group in outcome.Verdicts.GroupBy(verdict => verdict.Verdict).OrderBy(group => group.Key == "in" ? 0 : 1).ThenBy(group => group.Key, System.StringComparer.Ordinal))
                List(terminal, $"{Words(group.Key)} ({Figure.Count(group.Count())})", group.Select(verdict => verdict.Symbol), int.MaxValue);
        }

        foreach (var note in outcome.Notes) terminal.WriteRaw($"  note: {note}\n");
        if (options.VerdictsFile is { } verdicts) terminal.WriteRaw($"\n  verdicts  {verdicts}\n");
        if (options.CountsFile is { } counts) terminal.WriteRaw($"\n  counts  {counts}\n");
    }

    /// <summary>One bar of text for the last bar of each year, month or day: in, out, and members that are missing.</summary>
    internal static IEnumerable<string> Chart(IReadOnlyList<UniverseRow> rows, int? ofEach)
    {
        UniverseRow[] last = [.. LastOfEach(rows, ofEach)];
        var letters = ofEach ?? rows[0].Date.Length;
        var largest = System.Math.Max(1, last.Max(row => row.In + Out(row) + row.Missing));
        var hasMembers = last.Any(row => row.Members > 0);
        var digits = Figure.Count(largest).Length;
        yield return $"  {"".PadRight(letters)}  # in  - out, with bars{(hasMembers ? "  ? member without a bar" : "")}";
        foreach (var row in last)
        {
            // Each part begins where the one before it ends: no rounding makes a bar longer than its names.
            int At(int names) => (int)((long)names * Widest / largest);
            var (inside, outside, all) = (At(row.In), At(row.In + Out(row)), At(row.In + Out(row) + row.Missing));
            var bar = new string('#', inside) + new string('-', outside - inside) + new string('?', all - outside);
            var why = string.Join(", ", Reasons(row).Where(reason => reason.Count > 0).Select(reason => $"{Figure.Count(reason.Count)} {reason.Why}"));
            yield return $"  {row.Date[..letters]}  {bar.PadRight(Widest)}  {Figure.Count(row.In).PadLeft(digits)} in{(why.Length > 0 ? ", " : "")}{why}";
        }
    }

    /// <summary>The last row of those whose dates begin with the same letters; every row where none are asked for.</summary>
    internal static IEnumerable<UniverseRow> LastOfEach(IReadOnlyList<UniverseRow> rows, int? letters) => letters is { } count
        ? rows.Where((row, i) => i == rows.Count - 1 || rows[i + 1].Date[..count] != row.Date[..count])
        : rows;

    private static int Out(UniverseRow row) => row.NotMember + row.ShortHistory + row.LowPrice + row.Illiquid;

    private static (int Count, string Why)[] Reasons(UniverseRow row) =>
    [
        (row.NotMember, Words("notMember")), (row.ShortHistory, Words("shortHistory")), (row.LowPrice, Words("lowPrice")),
        (row.Illiquid, Words("illiquid")), (row.Missing, $"of {Figure.Count(row.Members)} members without a bar"),
    ];

    private static string Words(string verdict) => verdict switch
    {
        "in" => "in",
        "notMember" => "not a member",
        "noBar" => "no bar",
        "shortHistory" => "short history",
        "lowPrice" => "low price",
        _ => "illiquid",
    };

    private static void List(Terminal terminal, string what, IEnumerable<string> names, int most = Shown)
    {
        var all = names.ToList();
        var listed = string.Join(", ", all.Take(most)) + (all.Count > most ? $", and {Figure.Count(all.Count - most)} more" : "");
        foreach (var line in UniverseStamp.Lines($"{what}: {listed}")) terminal.WriteRaw(line + "\n");
    }
}
