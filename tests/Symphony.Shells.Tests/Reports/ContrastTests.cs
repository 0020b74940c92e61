using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>The colours can be read: WCAG 2.2, 4.5 to 1 for text and 3 to 1 for lines, in all three palettes.</summary>
public sealed class ContrastTests
{
    private const double Text = 4.5;
    private const double Line = 3;

    private static readonly string[] Grounds = ["paper", "wash"];
    private static readonly string[] Tints = ["p1", "p2", "p3", "p4", "p5", "n1", "n2", "n3", "n4", "n5"];

    [TestCase(0, TestName = "Light_colours_can_be_read")]
    [TestCase(1, TestName = "Dark_colours_can_be_read")]
    [TestCase(2, TestName = "Printed_colours_can_be_read")]
    public void Colours_can_be_read(int palette)
    {
        var colours = Palettes()[palette];

        foreach (var ground in Grounds)
        {
            Assert.That(Contrast(colours["ink"], colours[ground]), Is.AtLeast(Text), "ink on " + ground);
            Assert.That(Contrast(colours["soft"], colours[ground]), Is.AtLeast(Text), "soft on " + ground);
        }

        Assert.That(Contrast(colours["warn"], colours["warn-wash"]), Is.AtLeast(Text));
        Assert.That(Contrast(colours["warn"], colours["paper"]), Is.AtLeast(Text));
        foreach (var tint in Tints)
        {
            Assert.That(Contrast(colours["tint-ink"], colours[tint]), Is.AtLeast(Text), tint);
        }

        foreach (var line in (string[])["net", "gross", "bench", "bars"])
        {
            Assert.That(Contrast(colours[line], colours["paper"]), Is.AtLeast(Line), line);
        }
    }

    private static List<Dictionary<string, string>> Palettes() =>
        [.. Regex.Matches(PageResources.Style, @":root \{(.*?)\}", RegexOptions.Singleline)
            .Select(root => Regex.Matches(root.Groups[1].Value, "--([a-z0-9-]+): (#[0-9a-f]{3,6});")
                .ToDictionary(colour => colour.Groups[1].Value, colour => colour.Groups[2].Value))];

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var hex = colour.Length == 4 ? string.Concat(colour.Skip(1).Select(c => new string(c, 2))) : colour[1..];
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }
}
