using System;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Members, screens, survivorship and as-of adjustment, as a C# caller uses them.</summary>
public sealed class UniverseTests
{
    private const long Day = 86_400_000_000;
    private static readonly Axes Axes = Market.Axes([Day, 2 * Day, 3 * Day], [1, 2, 3], ["A", "B"]);

    private static Bars Bars() => Market.Bars(
        Axes, PriceBasis.Raw, [10, 4, 10, 6, 5, 6], [10, 4, 10, 6, 5, 6], [10, 4, 10, 6, 5, 6], [10, 4, 10, 6, 5, 6], [100, 100, 100, 100, 200, 100]);

    [Test]
    public void MembersAndScreensDecideWhoIsIn()
    {
        var membership = Memberships.OfSpells(["A", "B", "GONE"], [int.MinValue, 1, 1], [2, int.MaxValue, int.MaxValue]);
        var universe = UniverseSelection.Create(Bars(), CorporateActions.None, membership, new UniverseOptions { MinimumPrice = 5 });
        Assert.That(universe.Verdict(0, 1), Is.EqualTo(UniverseVerdict.LowPrice));
        Assert.That(universe.Verdict(2, 0), Is.EqualTo(UniverseVerdict.NotMember));
        Assert.That(universe.IsIn(2, 1) && universe.HasMembership, Is.True);
        Assert.That(universe.Count(1, UniverseVerdict.In), Is.EqualTo(2));
        var restricted = UniverseSelection.Restrict(universe, Market.Decisions(Axes, [true, true, true], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]));
        Assert.That(restricted.Decisions.Weights(2).ToArray(), Is.EqualTo(new[] { 0.0, 0.5 }));
        Assert.That((restricted.DroppedWeights, restricted.DroppedNames), Is.EqualTo((2, 2)));
        Assert.That(UniverseSelection.Restrict(universe, Bars().Close)[0, 1], Is.NaN);
    }

    [Test]
    public void SurvivorshipCountsMembersWithoutBarsAndJudges()
    {
        var membership = Memberships.OfSpells(["A", "GONE"], [1, 1], [int.MaxValue, 2]);
        var found = UniverseSelection.Measure(Bars(), CorporateActions.None, membership);
        Assert.That(found.MissingMembers.ToArray(), Is.EqualTo(new[] { 1, 1, 0 }));
        Assert.That(found.AbsentMembers, Is.EqualTo(new[] { "GONE" }));
        Assert.That(UniverseSelection.TryMissingShare(found, out var share), Is.True);
        Assert.That(share, Is.EqualTo(0.4));
        var judged = UniverseSelection.Judge(found, membership, everyListed: false);
        Assert.That((judged.IsPit, judged.Reason), Is.EqualTo((false, "Names are members by date, but none of those that leave (1) has a bar: only those that stayed are there. Of the members, day by day, 40 % have no bar.")));
        var known = Memberships.OfSpells(["A", "B"], [1, 1], [int.MaxValue, 2]);
        Assert.That(UniverseSelection.Judge(UniverseSelection.Measure(Bars(), CorporateActions.None, known), known, everyListed: false).IsPit, Is.True);
        var bare = UniverseSelection.Measure(Bars(), CorporateActions.None, null);
        Assert.That(UniverseSelection.TryMissingShare(bare, out _), Is.False);
        Assert.That(UniverseSelection.Judge(bare, null, everyListed: false).IsPit, Is.False);
    }

    [Test]
    public void ListsAndChangesAreMembershipsToo()
    {
        Assert.That(Memberships.OfLists([1, 1, 2], ["A", "B", "A"]).IsMember("B", 2), Is.False);
        Assert.That(Memberships.OfChanges([1, 2], ["A", "A"], [true, false]).IsMember("A", 1), Is.True);
        Assert.That(() => Memberships.OfLists([1, 1], ["A", "A"]), Throws.InstanceOf<RefusedException>());
    }

    [Test]
    public void BarsAreAdjustedAsOfADayOrAnInstant()
    {
        var actions = Market.Actions(Axes, [Market.Split(0, 2, 2)]);
        var eve = PriceAdjustment.AsOfDate(Bars(), actions, AdjustmentKind.Split, 2);
        var after = PriceAdjustment.AsOf(Bars(), actions, AdjustmentKind.TotalReturn, 3 * Day);
        Assert.That((eve.Axes.BarCount, eve.Close[0, 0]), Is.EqualTo((2, 10.0)));
        Assert.That((after.Axes.BarCount, after.Close[0, 0]), Is.EqualTo((3, 5.0)));
        Assert.That(() => PriceAdjustment.AsOfDate(Bars(), actions, AdjustmentKind.Split, 0), Throws.InstanceOf<RefusedException>().With.Message.Contains("no bar is known by then"));
    }

    [Test]
    public void NullAndUnknownValuesAreRefusedByName()
    {
        Assert.That(() => UniverseSelection.Create(null!, CorporateActions.None, null, new UniverseOptions()), Throws.ArgumentNullException);
        Assert.That(() => UniverseSelection.Create(Bars(), CorporateActions.None, null, null!), Throws.ArgumentNullException);
        Assert.That(() => new UniverseOptions { Review = (UniverseReview)9 }.Check(), Throws.InstanceOf<RefusedException>());
        Assert.That(() => new UniverseOptions { WindowSessions = 0 }.Check(), Throws.InstanceOf<RefusedException>().With.Message.Contains("advWindow"));
        Assert.That(() => PriceAdjustment.AsOfDate(Bars(), CorporateActions.None, (AdjustmentKind)9, 2), Throws.InstanceOf<RefusedException>());
        Assert.That(() => Memberships.OfSpells(["A", null!], [1, 1], [1, 1]), Throws.ArgumentNullException);
    }

    [Test]
    public void EqualWeightIsAmongWhoIsIn()
    {
        var membership = Memberships.OfSpells(["A", "B"], [1, 1], [int.MaxValue, 1]);
        var universe = UniverseSelection.Create(Bars(), CorporateActions.None, membership, new UniverseOptions());
        var all = Market.Decisions(Axes, [true, false, false], [0.5, 0.5, 0, 0, 0, 0]);
        var among = UniverseSelection.EqualWeight(universe, all);
        Assert.That(among.Weights(1).ToArray(), Is.EqualTo(new[] { 1.0, 0.0 }));
        Assert.That(among.IsDecided(2), Is.False);
    }
}
