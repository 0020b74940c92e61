using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Data.Store;

namespace Symphony.Data.Ingest;

/// <summary>What should be known of how files were read: layouts recognised, columns not kept or not there, prices divided.</summary>
/// <param name="schema">The kind of rows.</param>
/// <param name="source">What was stated.</param>
internal sealed class LayoutNotes(StoreSchema schema, IngestSource source)
{
    private readonly SortedDictionary<string, (int Files, SortedSet<string> Dropped)> _layouts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _shifts = [];
    private readonly int[] _without = new int[schema.Columns.Count];

    /// <summary>A sentence each.</summary>
    public IEnumerable<string> Sentences
    {
        get
        {
            foreach (var (name, (files, dropped)) in _layouts)
            {
                var zero = SourceLayout.Of(name, schema.Kind).ZeroIsNoQuote ? "; a bid or an ask of 0 is none" : string.Empty;
                var left = dropped.Count == 0 ? zero : $"; {string.Join(", ", dropped)} not kept{zero}";
                if (source.Layout is null) yield return $"{Counted(files)} recognised as the layout {name} by the columns' names{left}.";
                else if (left.Length > 0) yield return $"{Counted(files)} read by the layout {name}{left}.";
            }

            foreach (var (shift, files) in _shifts)
            {
                var divisor = long.Parse("1" + new string('0', shift), CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
                var why = source.PriceScale is null ? $", as the layout {source.Layout} has US equities and options; --price-scale 1 takes prices as they are" : string.Empty;
                yield return $"The prices of {files} file{(files == 1 ? "" : "s")} were divided by {divisor}{why}.";
            }

            foreach (var missing in Enumerable.Range(0, _without.Length).Where(i => _without[i] > 0).GroupBy(i => _without[i], i => schema.Columns[i].Name))
                yield return $"{missing.Key} file{(missing.Key == 1 ? " has" : "s have")} no column {string.Join(", ", missing)}: absent in the store.";
        }
    }

    /// <summary>Counts a file.</summary>
    /// <param name="plan">How it is read.</param>
    public void Add(FilePlan plan)
    {
        if (plan.Layout.Name != SourceLayout.Plain.Name)
        {
            var (files, dropped) = _layouts.GetValueOrDefault(plan.Layout.Name, (0, new SortedSet<string>(StringComparer.Ordinal)));
            dropped.UnionWith(plan.Layout.Dropped.Where(column => plan.Names.Contains(column, StringComparer.OrdinalIgnoreCase)));
            _layouts[plan.Layout.Name] = (files + 1, dropped);
        }

        if (plan.PriceShift > 0) _shifts[plan.PriceShift] = _shifts.GetValueOrDefault(plan.PriceShift) + 1;
        for (var i = 0; i < _without.Length; i++)
        {
            // A column with a value where the file has none says nothing false; one of NaN says that nothing is known.
            var column = schema.Columns[i];
            if (plan.Fields[i] < 0 && column.Type == StoreType.Number && double.IsNaN(column.DefaultNumber)) _without[i]++;
        }
    }

    private static string Counted(int files) => $"{files} file{(files == 1 ? " was" : "s were")}";
}
