using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;

namespace Symphony.Data.Market;

/// <summary>What was decided about rows of which no bars can be made: those that are no bars, and those given twice.</summary>
/// <remarks>Rows that are good are left to whoever has the bars.</remarks>
/// <param name="repairs">The decisions; those that leave out no rows are passed over.</param>
internal sealed class RepairedRows(IReadOnlyList<AuditRepair> repairs)
{
    /// <summary>How many rows each repair left out.</summary>
    public long[] Counts { get; } = new long[repairs.Count];

    /// <summary>True when a repair leaves rows out.</summary>
    public bool Any { get; } = repairs.Any(repair => !repair.Kind.IsAccept);

    /// <summary>Finds the rows that are left out; null when there are none.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="names">The symbols, by number.</param>
    /// <param name="timeline">The rows' stamps as bars.</param>
    /// <param name="refuse">From a row that stays and is no bar to the refusal.</param>
    public bool[]? LeftOut(BarRows rows, IReadOnlyList<string> names, Timeline timeline, Func<int, DataRefusedException> refuse)
    {
        if (!Any) return null;
        var left = new bool[rows.Count];
        var met = new Dictionary<(int Symbol, int Bar), int>();
        Span<double> numbers = stackalloc double[rows.Values.Length];
        for (var row = 0; row < left.Length; row++)
        {
            var bar = timeline.BarOf(rows.Stamps[row]);
            var repair = Of(names[rows.Symbols[row]], timeline.SessionDates[bar], rather: null);
            if (repair < 0) continue;
            var key = (rows.Symbols[row], bar);
            if (!met.TryGetValue(key, out var before)) before = -1;
            met[key] = row;
            if (before >= 0) GivenTwice(left, before, row, repair);
            if (left[row] && repairs[repair].Kind.IsKeepFirst) met[key] = before;
        }

        for (var row = 0; row < left.Length; row++)
        {
            if (left[row]) continue;
            for (var field = 0; field < numbers.Length; field++) numbers[field] = rows.Values[field][row];
            if (BarRows.IsBar(numbers, rows.HasVolume)) continue;
            var date = timeline.SessionDates[timeline.BarOf(rows.Stamps[row])];
            var drop = Of(names[rows.Symbols[row]], date, rather: kind => kind.IsDropRows);
            if (drop < 0) throw refuse(row);
            LeaveOut(left, row, drop);
        }

        return left;
    }

    /// <summary>Empties cells that are no bars and were decided to be left out.</summary>
    /// <param name="dates">The bars' session dates.</param>
    /// <param name="symbols">The symbols, in the panels' order.</param>
    /// <param name="panels">Open, high, low, close and volume, bar by bar.</param>
    /// <param name="leftOut">Told of each row: true when it had no volume.</param>
    public void Empty(int[] dates, string[] symbols, double[][] panels, Action<bool> leftOut)
    {
        if (!Any) return;
        Span<double> numbers = stackalloc double[panels.Length];
        for (var bar = 0; bar < dates.Length; bar++)
        {
            for (var symbol = 0; symbol < symbols.Length; symbol++)
            {
                var drop = Of(symbols[symbol], dates[bar], rather: kind => kind.IsDropRows);
                if (drop < 0) continue;
                var cell = (bar * symbols.Length) + symbol;
                for (var field = 0; field < numbers.Length; field++) numbers[field] = panels[field][cell];
                var hasVolume = !double.IsNaN(numbers[^1]);
                if (double.IsNaN(numbers[0]) || BarRows.IsBar(numbers, hasVolume)) continue;
                foreach (var panel in panels) panel[cell] = double.NaN;
                Counts[drop]++;
                leftOut(!hasVolume);
            }
        }
    }

    private void GivenTwice(bool[] left, int before, int row, int repair)
    {
        var kind = repairs[repair].Kind;
        if (!kind.IsKeepFirst) LeaveOut(left, before, repair);
        if (!kind.IsKeepLast) LeaveOut(left, row, repair);
    }

    private void LeaveOut(bool[] left, int row, int repair)
    {
        if (left[row]) return;
        left[row] = true;
        Counts[repair]++;
    }

    /// <summary>The first repair of a symbol and date that leaves out rows, or -1.</summary>
    private int Of(string symbol, int date, Func<RepairKind, bool>? rather)
    {
        for (var i = 0; i < repairs.Count; i++)
        {
            var repair = repairs[i];
            if (date < repair.From || date > repair.To || repair.Kind.IsAccept || (rather is not null && !rather(repair.Kind))) continue;
            if (repair.Symbol.IsNone || string.Equals(repair.Symbol.Value, symbol, StringComparison.Ordinal)) return i;
        }

        return -1;
    }
}
