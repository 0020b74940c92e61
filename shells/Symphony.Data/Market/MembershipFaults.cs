using System;
using System.Globalization;
using System.Linq;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>What contradicts itself in a file of members, with the lines of both rows.</summary>
/// <param name="table">The file's rows.</param>
/// <param name="file">What the file is called.</param>
internal sealed class MembershipFaults(MembershipTable table, string file)
{
    private const int Shown = 3;

    /// <summary>Refuses the first contradiction, in the order of the lines that bring it about.</summary>
    /// <param name="rows">What rows by date say.</param>
    public void Check(MembershipRows rows)
    {
        var found = Enumerable.Range(0, table.Symbols.Length)
            .GroupBy(row => table.Symbols[row], StringComparer.Ordinal)
            .Select(group => (int[])[.. group.OrderBy(row => table.Firsts[row]).ThenBy(row => table.Lines[row])])
            .Select(own => table.IsSpells ? OfSpells(own) : OfDates(own, rows))
            .OfType<(int Row, string Problem)>()
            .OrderBy(fault => table.Lines[fault.Row])
            .ToList();
        if (found.Count == 0) return;
        var (at, problem) = found[0];
        throw new DataRefusedException(string.Create(CultureInfo.InvariantCulture, $"{file}, {Place(at)}: {Quoted.Text(table.Symbols[at])} {problem}"), file, table.Lines[at], value: table.Symbols[at]);
    }

    /// <summary>Refuses a row that says who is no member, where rows are declared to be members.</summary>
    public void RefuseAbsent()
    {
        if (Array.IndexOf(table.Joins, false) is not (>= 0 and var row)) return;
        throw new DataRefusedException(
            $"{file}, {Place(row)}, column 'member': {Quoted.Text(table.Symbols[row])} has member 0, but the rows are declared lists of members; --membership-rows changes (universe.rows: changes) is accepted for such a file",
            file, table.Lines[row], "member", "0");
    }

    /// <summary>A sentence of the names that leave without having joined; none where there are none.</summary>
    public string? EverMembers()
    {
        int[] first = [.. Enumerable.Range(0, table.Symbols.Length).GroupBy(row => table.Symbols[row], StringComparer.Ordinal)
            .Select(group => group.MinBy(row => table.Firsts[row])).Where(row => !table.Joins[row]).OrderBy(row => table.Lines[row])];
        if (first.Length == 0) return null;
        var names = string.Join(", ", first.Take(Shown).Select(row => $"{table.Symbols[row]} ({Place(row)})")) + (first.Length > Shown ? ", ..." : string.Empty);
        return string.Create(CultureInfo.InvariantCulture, $"{first.Length} names leave the membership without having joined it, and are taken for members from the beginning: {names}.");
    }

    private (int Row, string Problem)? OfSpells(int[] own)
    {
        foreach (var row in own)
        {
            if (table.Lasts[row] < table.Firsts[row]) return (row, $"is a member from {Spell(row)}, which ends before it begins; a last day on or after the first is accepted");
        }

        for (var i = 1; i < own.Length; i++)
        {
            var (before, row) = (own[i - 1], own[i]);
            if (table.Firsts[row] > table.Lasts[before]) continue;
            var (early, late) = table.Lines[row] > table.Lines[before] ? (before, row) : (row, before);
            return (late, $"is a member from {Spell(late)} and, by {Place(early)}, from {Spell(early)}; spells that do not meet are accepted");
        }

        return null;
    }

    private (int Row, string Problem)? OfDates(int[] own, MembershipRows rows)
    {
        for (var i = 1; i < own.Length; i++)
        {
            var (before, row) = (own[i - 1], own[i]);
            if (table.Firsts[row] == table.Firsts[before]) return (row, $"has a row of {Day(row)} already, {Place(before)}; one row for each name and date is accepted");
            if (rows != MembershipRows.Changes || table.Joins[row] != table.Joins[before]) continue;
            return (row, table.Joins[row]
                ? $"joins on {Day(row)} and joined on {Day(before)} already, {Place(before)}; a row of the day it left between them (member 0) is accepted"
                : $"leaves on {Day(row)} and left on {Day(before)} already, {Place(before)}; a row of the day it joined between them (member 1) is accepted");
        }

        return null;
    }

    private string Spell(int row) =>
        $"{(table.Firsts[row] == int.MinValue ? "the beginning" : Day(row))} to {(table.Lasts[row] == int.MaxValue ? "the end" : Date(table.Lasts[row]))}";

    private string Day(int row) => Date(table.Firsts[row]);

    private static string Date(int day) => Stamp.Write(day * Stamp.Day, StampForm.Date);

    private string Place(int row) => string.Create(CultureInfo.InvariantCulture, $"{table.Unit} {table.Lines[row]}");
}
