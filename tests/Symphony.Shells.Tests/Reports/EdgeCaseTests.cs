using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>Odd series are drawn without a number that is none.</summary>
public sealed class EdgeCaseTests
{
    private static readonly double[][] Series =
    [
        [],
        [1e7],
        [1e7, 1e7, 1e7, 1e7],
        [0, 0, 0],
        [double.NaN, double.NaN],
        [double.NaN, 5, double.NaN, 6, 7, double.NaN],
        [-1e6, -5e6, 2e6],
        [1e300, 1e-300, 1e10],
        [double.MaxValue, -double.MaxValue],
        [double.Epsilon, 2 * double.Epsilon],
        [1e15, 1e15 + 1],
        [double.PositiveInfinity, 1, double.NegativeInfinity],
    ];

    [TestCaseSource(nameof(Series))]
    public void A_page_of_odd_series_is_well_formed_and_free_of_broken_numbers(params double[] values)
    {
        var model = SampleReports.Bare(SampleReports.Weekdays(new DateOnly(2020, 1, 1), values.Length)) with
        {
            Equity = new EquityCurves(values, values, values),
            Drawdown = new DrawdownCurves(values, values),
            RollingSharpe = new RollingSharpeCurves(252, values),
            Exposure = new ExposureCurves(values, values),
            Turnover = new TurnoverCurves(values, values, 21),
            Paths = new PathDistribution([.. values.Select(value => (double?)value), null]),
            Costs = new CostTable([.. values.Select(value => new CostRow("Spread", value, value, value))], new CostRow("Total", 0)),
            MonthlyReturns = new MonthlyReturns([new MonthlyRow(2020, [.. values.Take(12).Select(value => (double?)value), .. new double?[12 - Math.Min(12, values.Length)]], null)]),
        };

        var html = HtmlReport.Render(model);
        var page = XDocument.Parse(html);

        Assert.That(Regex.Match(html, ".{0,60}(NaN|Infinity).{0,20}").Value, Is.Empty);
        foreach (var path in page.Descendants("path").Select(path => path.Attribute("d")!.Value))
        {
            Assert.That(path, Does.Match("^[MLHVZh0-9. -]*$"));
            foreach (var number in Regex.Matches(path, "-?[0-9.]+").Select(match => double.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture)))
            {
                Assert.That(number, Is.InRange(0, 720));
            }
        }
    }

    [Test]
    public void A_lone_bar_is_a_dot()
    {
        var positions = new[] { 0.0, 0.5, 1.0 };

        Assert.That(PathText.Line(positions, [double.NaN, 2, double.NaN], value => value), Is.EqualTo("M360 2h0"));
    }

    [Test]
    public void A_missing_bar_breaks_the_line()
    {
        var positions = new[] { 0.0, 0.25, 0.5, 0.75, 1.0 };

        Assert.That(PathText.Line(positions, [1, 2, double.NaN, 3, 4], value => value), Is.EqualTo("M0 1 180 2M540 3 720 4"));
    }

    [Test]
    public void Bars_of_one_session_stand_apart_and_in_order()
    {
        var day = new DateOnly(2024, 3, 1);
        var positions = new TimeScale([day, day, day, day.AddDays(1), day.AddDays(1)]).Positions;

        Assert.That(positions, Is.Ordered.Ascending.And.Unique);
        Assert.That((positions[0], positions[^1]), Is.EqualTo((0.0, 1.0)));
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(30, 3)]
    [TestCase(261, 4)]
    [TestCase(2610, 4)]
    [TestCase(26100, 4)]
    public void The_time_axis_has_a_few_ticks_in_order(int bars, int atLeast)
    {
        var ticks = new TimeScale(SampleReports.Weekdays(new DateOnly(1925, 2, 17), bars)).Ticks;

        Assert.That(ticks, Has.Count.InRange(atLeast, 11));
        Assert.That(ticks.Select(tick => tick.Position), Is.Ordered.Ascending.And.Unique.And.All.InRange(0.0, 1.0));
        Assert.That(ticks.Select(tick => tick.Label), Is.All.Not.Empty);
    }

    [Test]
    public void A_calendar_that_ends_with_the_last_year_is_drawn()
    {
        var model = SampleReports.Bare(new DateOnly(1, 1, 1), DateOnly.MaxValue) with { Equity = new EquityCurves([1, 2]) };

        Assert.That(() => XDocument.Parse(HtmlReport.Render(model)), Throws.Nothing);
    }
}
