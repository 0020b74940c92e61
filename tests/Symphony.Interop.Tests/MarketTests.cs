using System;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>A market from arrays, as a C# user makes one.</summary>
[TestFixture]
public sealed class MarketTests
{
    private static readonly double[] Prices = [10, 20, 11, 21];

    [Test]
    public void Bars_are_made_from_arrays_and_read_back()
    {
        var bars = Market.Bars(Two(), PriceBasis.Raw, [.. Prices], [.. Prices], [.. Prices], [.. Prices], [1, 2, 3, 4]);
        Assert.That(bars.Close[1, 0], Is.EqualTo(11));
        Assert.That(Market.TryVolume(bars, out var volume), Is.True);
        Assert.That(volume!.Row(1).ToArray(), Is.EqualTo(new double[] { 3, 4 }));
    }

    [Test]
    public void Bars_without_volume_say_so()
    {
        var bars = Market.Bars(Two(), PriceBasis.Raw, [.. Prices], [.. Prices], [.. Prices], [.. Prices]);
        Assert.That(Market.TryVolume(bars, out var volume), Is.False);
        Assert.That(volume, Is.Null);
    }

    [Test]
    public void A_refusal_is_an_ArgumentException_with_the_parameters_name()
    {
        double[] highs = [10, 20, 5, 21];
        var refused = Assert.Throws<RefusedException>(() => Market.Bars(Two(), PriceBasis.Raw, [.. Prices], highs, [.. Prices], [.. Prices]))!;
        Assert.That(refused, Is.InstanceOf<ArgumentException>());
        Assert.That(refused.ParamName, Is.EqualTo("high"));
        Assert.That(refused.Sentence, Does.Contain("1970-01-02").And.Contain("must not be below low"));
        Assert.That(Assert.Throws<RefusedException>(() => Market.Axes([1, 1], [0, 1], ["A"]))!.ParamName, Is.EqualTo("instants"));
        Assert.That(() => Market.Panel(Two(), new double[3]), Throws.TypeOf<RefusedException>());
    }

    [Test]
    public void Null_is_refused_at_the_face()
    {
        Assert.That(() => Market.Axes(null!, [0], ["A"]), Throws.ArgumentNullException);
        Assert.That(() => Market.Decisions(Two(), [true, false], null!), Throws.ArgumentNullException);
        Assert.That(() => Market.TryVolume(null!, out _), Throws.ArgumentNullException);
    }

    [Test]
    public void Actions_and_decisions_are_checked_against_the_axes()
    {
        Assert.That(Market.Actions(Two(), [Market.Split(0, 1, 2), Market.Dividend(1, 0, 0.5), Market.Delisting(1, 1, -1)]).Count, Is.EqualTo(3));
        Assert.That(() => Market.Actions(Two(), [Market.Split(2, 0, 2)]), Throws.TypeOf<RefusedException>());
        Assert.That(() => Market.Actions(Two(), [Market.Split(0, 0, 0)]), Throws.TypeOf<RefusedException>());
        Assert.That(Market.Decisions(Two(), [true, false], [0.5, -0.5, 0, 0]).Count, Is.EqualTo(1));
        Assert.That(() => Market.Decisions(Two(), [true, false], [double.NaN, 0, 0, 0]), Throws.TypeOf<RefusedException>());
    }

    private static Axes Two() => Market.Axes([1_000_000, 86_401_000_000], [0, 1], ["A", "B"]);
}
