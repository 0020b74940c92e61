using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Data.Ingest;

/// <summary>Rows that were set aside.</summary>
internal sealed class AsideRows
{
    private readonly List<(int File, RowFault Fault)> _rows = [];
    private readonly HashSet<(int File, long Line)> _met = [];

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; called from several threads.</summary>
    /// <param name="file">Its file's number.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void Add(int file, RowFault fault)
    {
        lock (_rows) _rows.Add((file, fault));
    }

    /// <summary>Adds a row unless it is there already; called from several threads.</summary>
    /// <param name="file">Its file's number.</param>
    /// <param name="fault">What is wrong with it.</param>
    public void AddOnce(int file, RowFault fault)
    {
        lock (_rows)
        {
            if (_met.Add((file, fault.Line))) _rows.Add((file, fault));
        }
    }

    /// <summary>The table of them, by file and line.</summary>
    /// <param name="plans">The files.</param>
    /// <param name="inputs">Their hashes.</param>
    /// <param name="set">Their kind and frequency.</param>
    public IReadOnlyList<ParquetColumn> Table(IReadOnlyList<FilePlan> plans, IReadOnlyList<DataInput> inputs, (string Kind, string Frequency) set)
    {
        var rows = _rows
            .OrderBy(row => inputs[row.File].Name, StringComparer.Ordinal)
            .ThenBy(row => row.File)
            .ThenBy(row => row.Fault.Line)
            .ThenBy(row => row.Fault.Reason, StringComparer.Ordinal)
            .ToList();
        return
        [
            ParquetColumn.Text("file", [.. rows.Select(row => plans[row.File].File.RecordName)]),
            ParquetColumn.Text("sha256", [.. rows.Select(row => inputs[row.File].Sha256)]),
            ParquetColumn.Int64("line", rows.Select(row => row.Fault.Line).ToArray()),
            ParquetColumn.Text("reason", [.. rows.Select(row => row.Fault.Reason)]),
            ParquetColumn.Text("text", [.. rows.Select(row => row.Fault.Text)]),
            ParquetColumn.Text("kind", [.. rows.Select(_ => set.Kind)]),
            ParquetColumn.Text("frequency", [.. rows.Select(_ => set.Frequency)]),
            ParquetColumn.Text("symbol", [.. rows.Select(row => row.Fault.Values?.Symbol ?? string.Empty)]),
            ParquetColumn.Int64("stamp", rows.Select(row => row.Fault.Values?.Stamp ?? 0).ToArray()),
            ParquetColumn.Text("values", [.. rows.Select(row => row.Fault.Values?.Text ?? string.Empty)]),
        ];
    }

    /// <summary>The files that have such rows.</summary>
    public IEnumerable<int> Files => _rows.Select(row => row.File).Distinct();
}
