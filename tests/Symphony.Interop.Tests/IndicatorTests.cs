using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Indicators of one series, as a C# user asks for them.</summary>
[TestFixture]
public sealed class IndicatorTests
{
    private static readonly double[] Closes =
    [
        44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08,
        45.89, 46.03, 45.61, 46.28, 46.28, 46.0, 46.03, 46.41, 46.22, 45.64,
    ];

    private static readonly double[] Highs = [.. Closes.Select(close => close + 0.5)];
    private static readonly double[] Lows = [.. Closes.Select(close => close - 0.5)];

    [Test]
    public void A_relative_strength_index_is_one_line()
    {
        var index = Indicators.RelativeStrengthIndex(Closes, 14);
        Assert.That(index.Take(14), Is.All.NaN);
        Assert.That(index[14], Is.EqualTo(70.46413502109705).Within(1e-10));
    }

    [Test]
    public void Indicators_of_several_lines_name_them()
    {
        var macd = Indicators.MovingAverageConvergenceDivergence(Closes, 3, 6, 4);
        Assert.That(macd.Histogram[^1], Is.EqualTo(macd.Macd[^1] - macd.Signal[^1]));
        var movement = Indicators.DirectionalMovement(Highs, Lows, Closes, 5);
        Assert.That(movement.AverageIndex[^1], Is.InRange(0, 100));
        var bands = Indicators.BollingerBands(Closes, 5, 2);
        Assert.That(Indicators.Position(bands, Closes)[^1], Is.InRange(-1, 2));
        Assert.That(Indicators.Stochastic(Highs, Lows, Closes, 5, 3, 3).D[^1], Is.InRange(0, 100));
    }

    [Test]
    public void A_convention_is_named_where_two_are_in_use()
    {
        var worksheet = Indicators.AverageTrueRange(Highs, Lows, Closes, 5);
        var charts = Indicators.AverageTrueRange(Highs, Lows, Closes, 5, FirstTrueRange.HighLessLow);
        Assert.That(worksheet[4], Is.NaN);
        Assert.That(charts[4], Is.EqualTo(1.052).Within(1e-12));
        var own = new ParabolicSettings(0, 0.01, new StopAcceleration(0.01, 0.01, 0.1), Indicators.WilderStop.Short);
        Assert.That(Indicators.SignedParabolicStop(Highs, Lows, own)[^1], Is.Not.NaN);
    }

    [Test]
    public void A_refusal_names_the_parameter()
    {
        var refused = Assert.Throws<RefusedException>(() => Indicators.WilliamsPercentR(Highs, [1, 2], Closes, 14))!;
        Assert.That(refused.ParamName, Is.EqualTo("lows"));
        Assert.That(Assert.Throws<RefusedException>(() => Indicators.SimpleMovingAverage(Closes, 0))!.ParamName, Is.EqualTo("period"));
    }
}
