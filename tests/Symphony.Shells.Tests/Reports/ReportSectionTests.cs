using System;
using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>Each section is there with its content, or gives way to the sentence that says why not.</summary>
public sealed class ReportSectionTests
{
    private const string Why = "A backtest of given weights has none of this.";

    private static readonly ReportModel Full = SampleReports.Full(3);

    private static IEnumerable<TestCaseData> Sections()
    {
        yield return Section("figures", model => model with { Figures = new Absent(Why) });
        yield return Section("equity", model => model with { Equity = new Absent(Why) });
        yield return Section("drawdown", model => model with { Drawdown = new Absent(Why) });
        yield return Section("rolling-sharpe", model => model with { RollingSharpe = new Absent(Why) });
        yield return Section("monthly", model => model with { MonthlyReturns = new Absent(Why) });
        yield return Section("costs", model => model with { Costs = new Absent(Why) });
        yield return Section("cost-stress", model => model with { CostStress = new Absent(Why) });
        yield return Section("relative", model => model with { Relative = new Absent(Why) });
        yield return Section("capacity", model => model with { Capacity = new Absent(Why) });
        yield return Section("capacity-table", model => model with { Capacity = new Absent(Why) });
        yield return Section("attribution", model => model with { Attribution = new Absent(Why) });
        yield return Section("names", model => model with { Attribution = new Absent(Why) });
        yield return Section("borrow-edge", model => model with { BorrowEdge = new Absent(Why) });
        yield return Section("conventions", model => model with { Conventions = new Absent(Why) });
        yield return Section("paths", model => model with { Paths = new Absent(Why) });
        yield return Section("quantiles", model => model with { Quantiles = new Absent(Why) });
        yield return Section("horizons", model => model with { HorizonCorrelations = new Absent(Why) });
        yield return Section("exposure", model => model with { Exposure = new Absent(Why) });
        yield return Section("turnover", model => model with { Turnover = new Absent(Why) });

        static TestCaseData Section(string id, Func<ReportModel, ReportModel> without) =>
            new TestCaseData(id, without).SetArgDisplayNames(id);
    }

    [TestCaseSource(nameof(Sections))]
    public void An_absent_section_gives_way_to_its_reason(string id, Func<ReportModel, ReportModel> without)
    {
        var (with, lacking) = (Rendered(Full), Rendered(without(Full)));

        Assert.That(Ids(with), Does.Contain(id).And.Not.Contain("absent"));
        Assert.That(Ids(lacking), Does.Not.Contain(id));
        Assert.That(ById(lacking, "absent").Value, Does.Contain(Why));
    }

    [Test]
    public void Parameter_sets_are_all_listed_and_the_one_shown_is_marked_not_crowned()
    {
        var rows = ById(Rendered(Full), "sets").Descendants("tr").Skip(1).ToArray();

        Assert.That(rows.Select(row => row.Element("th")!.Value), Is.EqualTo(new[] { "1", "2 shown", "3" }));
        Assert.That(rows[2].Descendants("td").Select(cell => cell.Value), Is.EqualTo(new[] { "2", "none", "\u2013", "\u2013", "0", "\u2013", "\u2013", "\u2013", "\u2013" }));
        Assert.That(ById(Rendered(Full), "sets").Value, Does.Contain("3 sets were tried"));
    }

    [Test]
    public void Trades_are_drawn_counted_and_listed_and_weights_have_none()
    {
        var page = Rendered(Full);

        Assert.That(ById(page, "excursions").Descendants("b").Select(count => count.Value), Is.EqualTo(new[] { "2", "1" }));
        Assert.That(ById(page, "exits").Value, Does.Contain("Stop-loss").And.Contain("118"));
        Assert.That(ById(page, "ties").Value, Does.Contain("Ambiguity rate").And.Contain("1.00%"));
        Assert.That(ById(page, "trades").Value, Does.Contain("10.2500").And.Contain("1.0812").And.Contain("One row for each exit."));
        Assert.That(Ids(Rendered(Full with { Sets = null, Trades = null })), Has.None.AnyOf("sets", "exits", "ties", "excursions", "trades", "absent"));
    }

    [Test]
    public void Optional_parts_leave_no_empty_frame()
    {
        var page = Rendered(Full with { Notes = [], Configuration = "", Hashes = [], Flags = [] });

        Assert.That(Ids(page), Does.Not.Contain("notes").And.Not.Contain("configuration").And.Not.Contain("hashes"));
        Assert.That(page.Descendants("ul"), Is.Empty);
    }

    [Test]
    public void The_header_names_run_period_universe_and_flags()
    {
        var header = Rendered(Full).Descendants("header").Single().Value.Replace('\u00A0', ' ');

        Assert.That(header, Does.Contain("synthetic-sample").And.Contain("3 January 2000 to 1 January 2003"));
        Assert.That(header, Does.Contain("783 bars").And.Contain("60 names"));
        Assert.That(header, Does.Contain("isPit=false").And.Contain("single trial"));
    }

    [Test]
    public void The_strip_prints_each_headline_figure()
    {
        var strip = Rendered(Full).Descendants("section").First().Value;

        foreach (var figure in (string[])["0.87", "0.987", ">\u202F0.999", "8.43%", "\u221218.12%", "34.2\u00D7", "17.1\u00D7", "2.04%", "5.9"])
        {
            Assert.That(strip, Does.Contain(figure));
        }
    }

    [Test]
    public void A_figure_without_a_value_is_a_dash_and_its_reason()
    {
        var model = Full with { Headline = new HeadlineFigures { WhyWithoutValue = "returns are constant" } };
        var strip = Rendered(model).Descendants("section").First();

        Assert.That(strip.Descendants("b").Select(figure => figure.Value), Is.All.EqualTo("\u2013"));
        Assert.That(strip.Value, Does.Contain("returns are constant").And.Not.Contain("NaN"));
    }

    [Test]
    public void Attribution_leaves_out_the_parts_that_are_nothing_on_every_line()
    {
        static AttributionRow Bare(string label) => new(label, 5, 0, 0, -1, 0, 4);
        var page = Rendered(Full with { Attribution = new AttributionTable([Bare("Long"), Bare("Short")], Bare("Total")) });
        Assert.That(
            ById(page, "attribution").Descendants("thead").Single().Descendants("th").Select(head => head.Value),
            Is.EqualTo(new[] { "Prices", "Trading", "Borrow", "Net" }));
        Assert.That(ById(Rendered(Full), "attribution").Descendants("thead").Single().Descendants("th").Count(), Is.EqualTo(6));
        Assert.That(Ids(page), Does.Not.Contain("names"));
    }

    [Test]
    public void Capacity_marks_the_run_itself_and_where_its_ratio_is_half_and_zero()
    {
        var page = Rendered(Full);
        Assert.That(
            ById(page, "capacity").Descendants("span").Where(span => span.Attribute("class")?.Value.StartsWith("place", StringComparison.Ordinal) == true).Select(span => span.Value),
            Is.EqualTo(new[] { "as run", "half the Sharpe 104M", "zero 288M" }));
        Assert.That(ById(page, "capacity").Descendants("i").Count(i => i.Attribute("class")?.Value == "point"), Is.EqualTo(5), "the ruined one has no ratio");
        Assert.That(ById(page, "capacity-table").Value, Does.Contain("10M as run").And.Contain("10Bruined").And.Contain("Half of the best Sharpe ratio is left at 104M."));
    }

    [TestCase(1e6, 1e6)]
    [TestCase(0, 1e6)]
    [TestCase(double.NaN, 1e6)]
    public void Capacity_of_equities_that_do_not_rise_is_refused(double first, double second)
    {
        var model = Full with { Capacity = new CapacityCurve([new CapacityPoint(first, 1), new CapacityPoint(second, 1)]) };
        Assert.That(() => HtmlReport.Render(model), Throws.ArgumentException.With.Message.Contains("equities above zero that rise"));
    }

    [Test]
    public void Only_the_first_line_of_conventions_is_the_run()
    {
        var rows = ById(Rendered(Full), "conventions").Descendants("tbody").Single().Elements("tr").ToArray();
        Assert.That(rows.Select(row => row.Attribute("class")?.Value == "own"), Is.EqualTo(new[] { true, false, false, false }));
        Assert.That(rows[2].Value, Does.Contain("without impact").And.Contain("+0.82%"));
    }

    [Test]
    public void The_cost_table_has_its_kinds_and_its_total()
    {
        var rows = ById(Rendered(Full), "costs").Descendants("tr").Select(row => string.Join('|', row.Elements().Select(cell => cell.Value))).ToArray();

        Assert.That(rows, Has.Length.EqualTo(7));
        Assert.That(rows[1], Is.EqualTo("Commission|431,205|0.5|0.17%"));
        Assert.That(rows[^1], Is.EqualTo("Total|5,090,541|5.9|2.04%"));
    }

    [Test]
    public void A_share_of_equity_known_for_the_total_alone_is_a_sentence()
    {
        var costs = new CostTable([new CostRow("Spread", 10, 2.5)], new CostRow("Total", 10, 2.5, 0.0892), 40_000);
        var section = ById(Rendered(Full with { Costs = costs }), "costs");

        Assert.That(section.Descendants("th").Select(cell => cell.Value), Does.Not.Contain("a year"));
        Assert.That(section.Descendants("p").Single().Value, Is.EqualTo("Two-sided turnover 40,000. In all 8.92% of equity a year."));
    }

    [Test]
    public void The_stress_table_names_gross_the_run_and_a_ruin()
    {
        var stress = new CostStress([new CostStressRow(0, 1, 0.1, -0.1), new CostStressRow(1, 0.5, 0.05, -0.2), new CostStressRow(2.5, null, null, -1, null, Ruined: true)]);
        var rows = ById(Rendered(Full with { CostStress = stress }), "cost-stress").Descendants("tbody").Single().Elements().ToArray();

        Assert.That(rows.Select(row => row.Elements().First().Value), Is.EqualTo(new[] { "0\u00D7 gross", "1\u00D7 as run", "2.5\u00D7 ruined" }));
        Assert.That(rows[2].Elements().ElementAt(1).Value, Is.EqualTo("\u2013"));
    }

    [Test]
    public void The_averaged_figure_is_called_out_of_fold_not_a_tradable_history()
    {
        var paths = ById(Rendered(Full), "paths");

        Assert.That(paths.Value, Does.Contain("out-of-fold, not a tradable history"));
        Assert.That(paths.Descendants("div").Count(row => row.Attribute("class")?.Value == "row path"), Is.EqualTo(7));
        Assert.That(paths.Descendants("div").First().Attribute("aria-label")!.Value, Does.Contain("0.71, 1.02, 0.55, \u22120.12"));
    }

    [Test]
    public void An_empty_month_is_an_empty_cell()
    {
        var months = new double?[12];
        months[3] = -0.0123;
        months[4] = 0;
        var page = Rendered(Full with { MonthlyReturns = new MonthlyReturns([new MonthlyRow(2020, months, null)]) });
        var cells = ById(page, "monthly").Descendants("tbody").Single().Descendants("td").ToArray();

        Assert.That(cells.Select(cell => cell.Value), Is.EqualTo(new[] { "", "", "", "\u22121.2", "0.0", "", "", "", "", "", "", "", "" }));
        Assert.That(cells[3].Attribute("class")!.Value, Does.StartWith("n"));
        Assert.That(cells[4].Attribute("class"), Is.Null);
    }

    [Test]
    public void A_ruined_run_says_so_and_marks_the_bar()
    {
        var net = Full.Sessions.Select((_, bar) => bar > 100 ? double.NaN : 1e6 - (bar * 10_001.0)).ToArray();
        var page = Rendered(Full with
        {
            Ruin = new RuinNotice(Full.Sessions[100], "Equity was -100 at the close."),
            Equity = new EquityCurves(net),
        });

        Assert.That(page.Descendants("header").Single().Value, Does.Contain("Ruined on " + Full.Sessions[100].ToString("yyyy-MM-dd")));
        Assert.That(ById(page, "equity").Descendants("span").Any(label => label.Value == "ruined"));
        Assert.That(ById(page, "equity").Descendants("time").Single().Value, Is.EqualTo(Full.Sessions[100].ToString("yyyy-MM-dd")));
    }

    [Test]
    public void The_axis_is_logarithmic_only_when_equity_grew_far_and_stayed_positive()
    {
        Assert.That(Equity(1, 2, 3), Does.Not.Contain("Logarithmic"));
        Assert.That(Equity(1, 10, 30), Does.Contain("Logarithmic"));
        Assert.That(Equity(1, 30, -1), Does.Not.Contain("Logarithmic"));
        Assert.That(Equity(1, 30, 0), Does.Not.Contain("Logarithmic"));

        static string Equity(params double[] net)
        {
            var model = SampleReports.Bare(SampleReports.Weekdays(new DateOnly(2020, 1, 1), net.Length));
            return ById(Rendered(model with { Equity = new EquityCurves(net) }), "equity").Value;
        }
    }

    private static XDocument Rendered(ReportModel model) => XDocument.Parse(HtmlReport.Render(model));

    private static string[] Ids(XDocument page) => [.. page.Descendants().Attributes("id").Select(id => id.Value)];

    private static XElement ById(XDocument page, string id) => page.Descendants().Single(e => e.Attribute("id")?.Value == id);
}
