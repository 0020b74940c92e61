using System.Linq;
using NUnit.Framework;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Judging splits, one's own and others', through the C# face.</summary>
public sealed class SplitConformanceTests
{
    [Test]
    public void Own_splits_keep_every_law()
    {
        var market = SyntheticBars.Generate(seed: 7, slowSignal: 1.0, fastSignal: 1.0);
        var labels = HorizonLabels.Create(market.Bars, market.Actions, horizonBars: 5, delistingReturn: -0.3);
        var observations = FeatureSet.Standard.Observe(market.Bars, market.Actions, labels);
        var splits = PurgedCrossValidation.Create(observations, groups: 6, testGroups: 2, embargoBars: 10, PurgeScope.Market);

        var stated = SplitConformance.Of(splits);
        var report = SplitConformance.Check(stated);
        Assert.That(report.Conforms, Is.True);
        Assert.That(report.Differences, Is.Empty);
        Assert.That((stated.SplitCount, stated.PathCount, stated.GroupCount), Is.EqualTo((15, 5, 6)));
        Assert.That(report.Laws.Count(law => law.Verdict == LawVerdict.Holds), Is.EqualTo(9));

        var walk = WalkForwardPlan.Create(observations, refitBars: 63, embargoBars: 10, minimumTrainBars: 252);
        Assert.That(SplitConformance.Check(SplitConformance.Of(walk)).Conforms, Is.True);
    }

    [Test]
    public void Foreign_splits_are_listed_in_an_initialiser_and_the_first_fault_says_where()
    {
        var listing = new SplitListing
        {
            Bars = [0, 1, 2, 3, 4, 5],
            Symbols = new int[6],
            SpanEnds = [1, 2, 3, 4, 5, 6],
            Splits =
            [
                SplitConformance.Split(SplitConformance.Ranges([3], [5]), SplitConformance.Ranges([0], [2])),
                SplitConformance.Split(SplitConformance.Rows([0, 1]), SplitConformance.Rows([3, 4, 5])),
            ],
        };
        var report = SplitConformance.Check(listing.ToStatedSplits());
        var broken = report.Laws.Single(law => law.Verdict == LawVerdict.Broken);
        Assert.That(broken.Law, Is.EqualTo(SplitLaw.NoOverlap));
        Assert.That(broken.Examples[0].Sentence, Does.Contain("split 0 trains on row 3"));
        Assert.That(SplitConformance.Describe(broken.Law), Is.EqualTo("no training span overlaps a test span"));
    }

    [Test]
    public void A_row_that_is_not_there_is_refused()
    {
        var listing = new SplitListing
        {
            Bars = [0, 1],
            Symbols = [0, 0],
            SpanEnds = [0, 1],
            Splits = [SplitConformance.Split(SplitConformance.Rows([2]), SplitConformance.Rows([0]))],
        };
        var refused = Assert.Throws<RefusedException>(() => listing.ToStatedSplits())!;
        Assert.That(refused.ParamName, Is.EqualTo("splits[0].train"));
        Assert.That(refused.Sentence, Does.Contain("row 2 is not one of the 2 observations (0 to 1)"));
    }
}
