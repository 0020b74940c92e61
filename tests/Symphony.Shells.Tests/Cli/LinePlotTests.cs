using System;
using System.Linq;
using NUnit.Framework;
using Symphony.Cli;

namespace Symphony.Shells.Tests.Cli;

/// <summary>A curve drawn with characters.</summary>
[TestFixture]
public sealed class LinePlotTests
{
    private static readonly double[] Places = [1e5, 1e6, 1e7, 1e8];

    [Test]
    public void A_falling_line_of_stars_runs_from_the_upper_left_to_the_lower_right()
    {
        var lines = Draw(60, isBraille: false, 1, 0.5, 0, -0.5);
        Assert.That(lines, Has.Length.EqualTo(13));
        Assert.That(lines[0], Does.StartWith("   1.00 |*"));
        Assert.That(lines[11], Does.StartWith("  -0.50 |").And.EndsWith("*"));
        Assert.That(lines.Take(12).Select(line => line.IndexOf('*')), Is.Ordered.Ascending);
        Assert.That(lines.Single(line => line.StartsWith("   0.00 |", StringComparison.Ordinal)), Does.Contain("--").And.Contain("*"));
        Assert.That(lines[12].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "100K", "1M", "10M", "100M" }));
    }

    [TestCase(20)]
    [TestCase(40)]
    [TestCase(80)]
    [TestCase(500)]
    public void No_line_is_wider_than_the_terminal_or_than_can_be_read(int width)
    {
        foreach (var isBraille in (bool[])[true, false])
            Assert.That(Draw(width, isBraille, 1, 0.5, 0, -0.5).Select(line => line.Length), Is.All.AtMost(Math.Clamp(width, 32, 112)));
    }

    [Test]
    public void Braille_holds_eight_dots_a_cell_and_nothing_but_them_and_the_frame() => Assert.That(
        Draw(60, isBraille: true, 1, 0.5, 0, -0.5).Take(12).SelectMany(line => line[9..]),
        Is.All.Matches<char>(letter => letter is (>= '\u2800' and <= '\u28FF') or ' ' or '\u2500' or '\u2502'));

    [Test]
    public void A_point_without_a_value_breaks_the_line_and_one_alone_draws_nothing()
    {
        var whole = Draw(60, isBraille: false, 1, 0.5, 0, -0.5).Sum(line => line.Count(letter => letter == '*'));
        Assert.That(Draw(60, isBraille: false, 1, null, 0, -0.5).Sum(line => line.Count(letter => letter == '*')), Is.GreaterThan(0).And.LessThan(whole));
        Assert.That(Draw(60, isBraille: false, 1, null, null, null), Is.Empty);
    }

    [Test]
    public void A_line_at_zero_is_drawn() =>
        Assert.That(Draw(60, isBraille: false, 0, 0, 0, 0)[^2], Does.Contain("***"));

    private static string[] Draw(int width, bool isBraille, params double?[] values) =>
        [.. new LinePlot(width, isBraille).Draw(Places, values, Figure.Amount, value => Figure.Ratio(value))];
}
