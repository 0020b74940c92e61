using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>Numbers as they are printed.</summary>
public sealed class FigureTextTests
{
    [TestCase(0.0843, FigureFormat.Percent, ExpectedResult = "8.43%")]
    [TestCase(-0.1812, FigureFormat.Percent, ExpectedResult = "\u221218.12%")]
    [TestCase(-0.00001, FigureFormat.Percent, ExpectedResult = "0.00%")]
    [TestCase(123.4, FigureFormat.Percent, ExpectedResult = "12,340%")]
    [TestCase(0.99971, FigureFormat.Probability, ExpectedResult = ">\u202F0.999")]
    [TestCase(1, FigureFormat.Probability, ExpectedResult = "1.000")]
    [TestCase(0.00001, FigureFormat.Probability, ExpectedResult = "<\u202F0.001")]
    [TestCase(0, FigureFormat.Probability, ExpectedResult = "0.000")]
    [TestCase(12345678.6, FigureFormat.Money, ExpectedResult = "12,345,679")]
    [TestCase(1e300, FigureFormat.Money, ExpectedResult = "1.00e+300")]
    [TestCase(-0.3, FigureFormat.Money, ExpectedResult = "0")]
    [TestCase(34.26, FigureFormat.Multiple, ExpectedResult = "34.3\u00D7")]
    [TestCase(5.94, FigureFormat.BasisPoints, ExpectedResult = "5.9")]
    [TestCase(double.NaN, FigureFormat.Ratio, ExpectedResult = "\u2013")]
    [TestCase(double.NegativeInfinity, FigureFormat.Ratio, ExpectedResult = "\u2212\u221E")]
    public string A_figure_is_printed(double value, FigureFormat format) => FigureText.Of(value, format);

    [TestCase(1.25e7, 2.5e6, ExpectedResult = "12.5M")]
    [TestCase(1e7, 2.5e6, ExpectedResult = "10.0M")]
    [TestCase(5e9, 1e9, ExpectedResult = "5B")]
    [TestCase(2e4, 5e3, ExpectedResult = "20K")]
    [TestCase(-5e3, 5e3, ExpectedResult = "\u22125,000")]
    [TestCase(0, 5e6, ExpectedResult = "0")]
    [TestCase(1e-9, 1e-9, ExpectedResult = "1e-9")]
    [TestCase(3e20, 1e20, ExpectedResult = "3e+20")]
    public string An_axis_label_is_short(double value, double step) => FigureText.Short(value, step);

    [TestCase(26_328_653, ExpectedResult = "26.33M")]
    [TestCase(999_999, ExpectedResult = "999,999")]
    [TestCase(-4.2e9, ExpectedResult = "\u22124.20B")]
    public string A_sum_in_a_narrow_table_is_compact(double value) => FigureText.Compact(value);

    [TestCase(0, "0", "0")]
    [TestCase(-0.4, "0", "0")]
    [TestCase(9_990, "9,990", "9,990")]
    [TestCase(12_345, "12.3K", "12.3K")]
    [TestCase(-566_821, "\u2212567K", "\u2212567K")]
    [TestCase(8_003_000, "8M", "8.00M")]
    [TestCase(3_160_000, "3.16M", "3.16M")]
    [TestCase(104_000_000, "104M", "104M")]
    [TestCase(999_999_999, "1B", "1.00B")]
    [TestCase(double.NaN, "\u2013", "\u2013")]
    public void Amounts_have_three_figures_at_most_or_always(double value, string atMost, string always)
    {
        Assert.That(FigureText.Rounded(value), Is.EqualTo(atMost));
        Assert.That(FigureText.ThreeFigures(value), Is.EqualTo(always));
    }
}
