using System;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;
using Symphony.Core.Interop;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>The footer's cards, and the sections on scores.</summary>
public sealed class FormulaCardSectionTests
{
    private static readonly XDocument Page = XDocument.Parse(HtmlReport.Render(SampleReports.Full(2)));

    [Test]
    public void Every_card_is_in_the_footer_with_formula_unit_source_and_values()
    {
        var footer = Page.Descendants("footer").Single();
        var names = footer.Descendants("dt").Select(name => name.Value).ToArray();
        foreach (var card in FormulaCatalogue.All)
        {
            Assert.That(names, Does.Contain(card.Name));
            var shown = footer.Descendants("dt").Single(name => name.Value == card.Name).Parent!.Value;
            foreach (var text in (string[])[card.Formula, card.Convention, card.Unit, card.Reference, card.Golden[0].Inputs, card.Golden[0].Source])
                Assert.That(shown, Does.Contain(text), card.Name);
        }
    }

    [Test]
    public void Cards_are_folded_by_family()
    {
        var families = Page.Descendants("details").Where(details => details.Attribute("class")?.Value == "family").ToArray();
        Assert.That(families.Select(family => family.Element("summary")!.Nodes().OfType<XText>().First().Value.Trim()), Is.EqualTo(FormulaCatalogue.Families.Select(family => family.Name)));
        Assert.That(families.Select(family => family.Attribute("open")), Is.All.Null);
    }

    [Test]
    public void Golden_values_have_the_digits_their_tolerance_leaves()
    {
        string Of(string card, int golden = 0) => FormulaCardSection.Value(FormulaCatalogue.All.Single(one => one.Name == card).Golden[golden]);

        Assert.That(Of("Probabilistic Sharpe ratio (PSR)"), Is.EqualTo("0.982"));
        Assert.That(Of("Deflated Sharpe ratio (DSR)"), Is.EqualTo("0.9004"));
        Assert.That(Of("Drawdown"), Is.EqualTo("\u22120.365907"));
        Assert.That(Of("Time under water"), Is.EqualTo("2"));
        Assert.That(Of("Cost of a fill"), Is.EqualTo("230"));
    }

    [Test]
    public void Quantiles_stand_in_order_and_the_spread_last()
    {
        var rows = ById("quantiles").Descendants("div").Where(div => div.Attribute("class")?.Value.StartsWith("row ", StringComparison.Ordinal) == true).ToArray();
        Assert.That(rows.Select(row => row.Element("span")!.Value), Is.EqualTo(new[] { "1 lowest", "2", "3", "4", "5 highest", "Highest \u2212 lowest" }));
        Assert.That(rows.Select(row => row.Element("b")!.Value), Is.EqualTo(new[] { "\u22120.21%", "0.04%", "0.11%", "0.19%", "0.37%", "0.58%" }));
        Assert.That(ById("quantiles").Value, Does.Contain("t = 3.07 over 4,211 dates"));
    }

    [Test]
    public void Quantiles_without_any_value_say_so()
    {
        var chart = new QuantileChart([new QuantileRow(1, null), new QuantileRow(2, null)], new QuantileRow(0, null));
        var page = XDocument.Parse(HtmlReport.Render(SampleReports.Full(1) with { Quantiles = chart }));
        Assert.That(page.ToString(), Does.Contain("No date has as many names as quantiles."));
    }

    [Test]
    public void Horizons_are_a_table_and_the_labels_own_is_marked()
    {
        var rows = ById("horizons").Descendants("tbody").Single().Elements("tr").ToArray();
        Assert.That(rows.Select(row => row.Elements().First().Value), Is.EqualTo(new[] { "1", "2", "5 (labels)", "21", "63" }));
        Assert.That(rows.Count(row => row.Attribute("class")?.Value == "own"), Is.EqualTo(1));
        Assert.That(rows[2].Value, Does.Contain("0.0312").And.Contain("0.0069").And.Contain("4.52"));
        Assert.That(rows[4].Elements().Select(cell => cell.Value), Is.EqualTo(new[] { "63", "\u22120.0031", "\u2013", "\u2013", "1" }));
    }

    private static XElement ById(string id) => Page.Descendants().Single(element => element.Attribute("id")?.Value == id);
}
