using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>Thinning a series loses no spike.</summary>
public sealed class DownsampleTests
{
    [Test]
    public void Every_column_keeps_its_first_last_lowest_and_highest_value()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var numbers = new SampleReports.Numbers(seed);
            var count = 1 + (int)(numbers.Next() * 3000);
            var columns = 1 + (int)(numbers.Next() * 200);
            var values = Enumerable.Range(0, count).Select(_ => numbers.Next() < 0.002 ? double.NaN : Math.Pow(numbers.Next() - 0.5, 9)).ToArray();
            var positions = Enumerable.Range(0, count).Select(bar => count == 1 ? 0.5 : bar / (count - 1.0)).ToArray();

            var runs = Downsample.ByColumn(positions, values, columns);
            var kept = runs.SelectMany(run => run).ToArray();

            Assert.That(kept, Is.Ordered.Ascending.And.Unique, $"seed {seed}");
            foreach (var run in Runs(values))
            {
                foreach (var column in run.GroupBy(bar => Downsample.Column(positions[bar], columns)))
                {
                    var shown = kept.Where(bar => bar >= column.First() && bar <= column.Last()).ToArray();
                    Assert.That(shown, Has.Length.InRange(1, 4), $"seed {seed}");
                    Assert.That((shown[0], shown[^1]), Is.EqualTo((column.First(), column.Last())), $"seed {seed}");
                    Assert.That(shown.Min(bar => values[bar]), Is.EqualTo(column.Min(bar => values[bar])), $"seed {seed}");
                    Assert.That(shown.Max(bar => values[bar]), Is.EqualTo(column.Max(bar => values[bar])), $"seed {seed}");
                }
            }
        }
    }

    [Test]
    public void Runs_are_split_where_a_value_is_absent()
    {
        double[] values = [double.NaN, 1, 2, double.NaN, double.PositiveInfinity, 3];
        var runs = Downsample.ByColumn([0, 0.2, 0.4, 0.6, 0.8, 1], values, 720);

        Assert.That(runs, Has.Count.EqualTo(2));
        Assert.That(runs[0], Is.EqualTo(new[] { 1, 2 }));
        Assert.That(runs[1], Is.EqualTo(new[] { 5 }));
    }

    [Test]
    public void A_long_history_makes_a_page_of_bounded_size()
    {
        var html = HtmlReport.Render(SampleReports.Full(40));

        Assert.That(html, Has.Length.LessThan(700_000));
    }

    private static System.Collections.Generic.IEnumerable<int[]> Runs(double[] values)
    {
        for (var start = 0; start < values.Length; start++)
        {
            var end = start;
            while (end < values.Length && double.IsFinite(values[end]))
            {
                end++;
            }

            if (end > start)
            {
                yield return [.. Enumerable.Range(start, end - start)];
                start = end;
            }
        }
    }
}
