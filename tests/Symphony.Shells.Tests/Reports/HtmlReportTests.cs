using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml.Linq;
using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>The page as a whole: one file, well formed, the same every time, whatever stands in its texts.</summary>
public sealed class HtmlReportTests
{
    private const string Hostile = "</script><script>alert('x')</script><img src=x onerror=\"alert(1)\"> & ]]> \u202Egnp.exe \u0000\uD800";

    [TestCase(1)]
    [TestCase(18)]
    [TestCase(40)]
    public void The_page_is_well_formed_and_loads_nothing(int years)
    {
        var html = HtmlReport.Render(SampleReports.Full(years));

        var page = XDocument.Parse(html);
        Assert.That(html, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        Assert.That(html, Does.Not.Contain("://").And.Not.Contain("url(").And.Not.Contain("@import").And.Not.Contain("\r"));
        var loading = page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href" or "srcset" or "data" or "action");
        Assert.That(loading, Is.Empty);
        Assert.That(page.Descendants().Select(e => e.Name.LocalName), Does.Not.Contain("link").And.Not.Contain("img").And.Not.Contain("iframe"));
    }

    [Test]
    public void The_page_has_a_title_a_viewport_and_a_policy_that_forbids_loading()
    {
        var page = Rendered(SampleReports.Full(2));
        var metas = page.Descendants("meta").ToDictionary(
            meta => meta.Attribute("name")?.Value ?? meta.Attribute("http-equiv")?.Value ?? "charset",
            meta => meta.Attribute("content")?.Value ?? "");

        Assert.That(page.Descendants("title").Single().Value, Does.Contain("synthetic-sample"));
        Assert.That(metas["viewport"], Does.Contain("width=device-width"));
        Assert.That(metas["Content-Security-Policy"], Does.StartWith("default-src 'none'"));
        Assert.That(page.Descendants("style").Single().Value, Does.Contain("prefers-color-scheme: dark").And.Contain("@media print"));
    }

    [Test]
    public void Every_drawing_has_a_name_and_every_id_is_its_own()
    {
        var page = Rendered(SampleReports.Full(2));
        var drawings = page.Descendants().Where(e => e.Attribute("role")?.Value == "img").ToArray();

        Assert.That(drawings, Has.Length.EqualTo(10));
        Assert.That(drawings.Select(e => e.Attribute("aria-label")?.Value), Is.All.Not.Empty.And.All.Not.Null);
        Assert.That(page.Descendants("figure").Select(e => e.Element("figcaption")), Is.All.Not.Null);
        Assert.That(page.Descendants().Attributes("id").Select(id => id.Value), Is.Unique);
    }

    [Test]
    public void The_same_model_gives_the_same_text_in_any_culture()
    {
        var model = SampleReports.Full(6);
        var expected = HtmlReport.Render(model);
        var before = Thread.CurrentThread.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NumberGroupSeparator = ".";
        foreign.NumberFormat.NegativeSign = "~";
        foreign.DateTimeFormat.ShortDatePattern = "dd/MM/yy";
        try
        {
            Thread.CurrentThread.CurrentCulture = foreign;
            Assert.That(HtmlReport.Render(SampleReports.Full(6)), Is.EqualTo(expected));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Test]
    public void Hostile_text_stays_text_wherever_it_stands()
    {
        var plain = SampleReports.Full(1);
        var model = plain with
        {
            RunName = Hostile,
            Kind = Hostile,
            Summary = Hostile,
            Flags = [new ReportFlag(Hostile, Hostile)],
            Ruin = new RuinNotice(plain.Sessions[9], Hostile),
            Headline = plain.Headline with { Trials = Hostile, WhyWithoutValue = Hostile },
            Figures = new FigureTable([new FigureRow(Hostile, FigureFormat.Ratio, 1)]),
            Equity = plain.Equity.Content! with { Label = Hostile, BenchmarkLabel = Hostile },
            Costs = new CostTable([new CostRow(Hostile, 1)], new CostRow(Hostile, 1)),
            CostStress = new Absent(Hostile),
            Paths = plain.Paths.Content! with { Design = Hostile },
            Quantiles = plain.Quantiles.Content! with { Returns = Hostile },
            HorizonCorrelations = plain.HorizonCorrelations.Content! with { Scores = Hostile },
            Notes = [new ReportNote(Hostile, Hostile)],
            Configuration = "name: x\nnote: \"" + Hostile + "\"\n",
            Hashes = [new ReportHash(Hostile, Hostile, Hostile)],
        };

        var page = Rendered(model);
        var shown = Hostile.Replace("\u202E", "[U+202E]").Replace('\u0000', '\uFFFD').Replace('\uD800', '\uFFFD');

        Assert.That(Shape(page.Descendants("script")), Is.EqualTo(Shape(Rendered(plain).Descendants("script"))));
        Assert.That(page.Descendants("img"), Is.Empty);
        Assert.That(page.Descendants().Attributes().Select(a => a.Name.LocalName), Has.None.StartsWith("on"));
        Assert.That(page.Descendants("h1").Single().Value, Is.EqualTo(shown));
        Assert.That(page.Descendants("pre").Single().Value, Does.Contain(shown));
        Assert.That(page.ToString().Split("alert(1)"), Has.Length.GreaterThan(15), "every one of them is shown");

        static string[] Shape(System.Collections.Generic.IEnumerable<XElement> scripts) =>
            [.. scripts.Select(script => script.Attribute("type")?.Value ?? script.Value)];
    }

    [TestCase("a<b>&\"c\"'d'", ExpectedResult = "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39;")]
    [TestCase("tab\tline\r\nbell\a", ExpectedResult = "tab\tline\nbell\uFFFD")]
    [TestCase("\u202Eabc\u2066", ExpectedResult = "[U+202E]abc[U+2066]")]
    public string Foreign_text_is_harmless_in_elements_and_attributes(string text)
    {
        var writer = new HtmlWriter();
        writer.Add($"{text}");
        return writer.ToString();
    }

    [Test]
    public void Half_a_surrogate_pair_is_replaced_and_a_whole_one_kept() =>
        Assert.That(
            Foreign_text_is_harmless_in_elements_and_attributes("\U0001F3B5 \uD83C \uDFB5"),
            Is.EqualTo("\U0001F3B5 \uFFFD \uFFFD"));

    [Test]
    public void Foreign_text_cannot_end_the_script_it_stands_in()
    {
        var json = new System.Text.StringBuilder();
        HtmlText.AppendJsonString(json, Hostile[..^1]);

        Assert.That(json.ToString(), Does.Not.Contain("<").And.Not.Contain("&").And.Not.Contain(">"));
        Assert.That(System.Text.Json.JsonDocument.Parse(json.ToString()).RootElement.GetString(), Is.EqualTo(Hostile[..^1]));
    }

    [Test]
    public void The_policy_allows_exactly_the_script_that_is_there()
    {
        var html = HtmlReport.Render(SampleReports.Full(1));
        var script = Regex.Match(html, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));

        Assert.That(html.Replace("&#39;", "'"), Does.Contain("script-src 'sha256-" + hash + "'"));
    }

    [Test]
    public void A_model_whose_parts_do_not_fit_is_refused_by_name()
    {
        var model = SampleReports.Full(1);
        var shortSeries = model with { Drawdown = new DrawdownCurves([0, -0.1]) };
        var backwards = SampleReports.Bare(new DateOnly(2020, 1, 2), new DateOnly(2020, 1, 1));
        var elevenMonths = model with { MonthlyReturns = new MonthlyReturns([new MonthlyRow(2020, new double?[11], null)]) };

        Assert.That(() => HtmlReport.Render(shortSeries), Throws.ArgumentException.With.Message.Contains("Drawdown.Net must have one value for each of the 261 sessions, but has 2"));
        Assert.That(() => HtmlReport.Render(backwards), Throws.ArgumentException.With.Message.Contains("2020-01-01 follows 2020-01-02"));
        Assert.That(() => HtmlReport.Render(elevenMonths), Throws.ArgumentException.With.Message.Contains("2020 has 11"));
    }

    private static XDocument Rendered(ReportModel model) => XDocument.Parse(HtmlReport.Render(model));
}
