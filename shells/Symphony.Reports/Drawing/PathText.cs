using System;
using System.Collections.Generic;
using System.Text;

namespace Symphony.Reports;

/// <summary>The path data of SVG.</summary>
internal static class PathText
{
    /// <summary>The drawing's width: a series keeps at most four points in each of these columns.</summary>
    public const int Columns = 720;

    /// <summary>A line through a series, lifted where a value is absent; a bar alone is a dot.</summary>
    public static string Line(
        IReadOnlyList<double> positions,
        IReadOnlyList<double> values,
        Func<double, double> row)
    {
        var path = new StringBuilder();
        foreach (var run in Downsample.ByColumn(positions, values, Columns))
        {
            path.Append('M');
            Points(path, run, positions, values, row);
            if (run.Count == 1)
            {
                path.Append("h0");
            }
        }

        return path.ToString();
    }

    /// <summary>The area between a series and a floor.</summary>
    public static string Area(
        IReadOnlyList<double> positions,
        IReadOnlyList<double> values,
        Func<double, double> row,
        double floor)
    {
        var path = new StringBuilder();
        foreach (var run in Downsample.ByColumn(positions, values, Columns))
        {
            path.Append('M');
            Point(path, positions[run[0]] * Columns, floor);
            path.Append(' ');
            Points(path, run, positions, values, row);
            path.Append('V');
            Coordinate.Append(path, floor);
            path.Append('Z');
        }

        return path.ToString();
    }

    public static string Across(IEnumerable<double> rows, double width)
    {
        var path = new StringBuilder();
        foreach (var row in rows)
        {
            path.Append('M');
            Point(path, 0, row);
            path.Append('H');
            Coordinate.Append(path, width);
        }

        return path.ToString();
    }

    public static string Down(IEnumerable<double> columns, double height)
    {
        var path = new StringBuilder();
        foreach (var column in columns)
        {
            path.Append('M');
            Point(path, column, 0);
            path.Append('V');
            Coordinate.Append(path, height);
        }

        return path.ToString();
    }

    private static void Points(
        StringBuilder path,
        IReadOnlyList<int> run,
        IReadOnlyList<double> positions,
        IReadOnlyList<double> values,
        Func<double, double> row)
    {
        for (var i = 0; i < run.Count; i++)
        {
            if (i > 0)
            {
                path.Append(' ');
            }

            Point(path, positions[run[i]] * Columns, row(values[run[i]]));
        }
    }

    private static void Point(StringBuilder path, double x, double y)
    {
        Coordinate.Append(path, x);
        path.Append(' ');
        Coordinate.Append(path, y);
    }
}
