using System.Collections.Generic;
using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Market;

/// <summary>From a row's number among all rows read back to its file and line, for refusals.</summary>
/// <param name="sink">What the rows are.</param>
/// <param name="datePattern">The pattern of dates, or null.</param>
internal sealed class RowPlaces(RowSink sink, string? datePattern)
{
    private readonly List<(TableRead Read, long First)> _files = [];
    private long _rows;

    /// <summary>Records a file whose rows follow those of the files before.</summary>
    /// <param name="read">The file.</param>
    public void Add(TableRead read)
    {
        _files.Add((read, _rows));
        _rows += read.Rows;
    }

    /// <summary>The files, in order.</summary>
    public IEnumerable<TableRead> Reads
    {
        get
        {
            foreach (var (read, _) in _files)
            {
                yield return read;
            }
        }
    }

    /// <summary>A refusal of one value of a row.</summary>
    /// <param name="row">The row's number among all rows read.</param>
    /// <param name="column">Number of the column in the sink's columns.</param>
    /// <param name="value">The refused text.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="accepted">What would be accepted.</param>
    public DataRefusedException Refuse(long row, int column, string value, string problem, string accepted)
    {
        var (explainer, line) = Find(row);
        return explainer.Refuse(line, column, value, problem, accepted);
    }

    /// <summary>Where a row stands: "bars.csv, line 7".</summary>
    /// <param name="row">The row's number among all rows read.</param>
    public string Place(long row)
    {
        var (explainer, line) = Find(row);
        return string.Create(CultureInfo.InvariantCulture, $"{explainer.File}, {explainer.Unit} {line}");
    }


    private (RowExplainer Explainer, long Line) Find(long row)
    {
        var at = _files.Count - 1;
        while (_files[at].First > row)
        {
            at--;
        }

        var (read, first) = _files[at];
        var explainer = new RowExplainer(read.File, read.Layout, sink, datePattern);
        return (explainer, explainer.LineOf(row - first));
    }
}
