using NUnit.Framework;

namespace Symphony.Shells.Tests.Cli;

/// <summary>The catalogue of features as a page that teaches.</summary>
public sealed class FeaturesCommandTests
{
    [Test]
    public void Every_family_is_listed_with_formula_warm_up_cost_and_source()
    {
        var session = Session.Of("features");
        Assert.That(session.ExitCode, Is.Zero);
        Assert.That(session.Output, Does.Contain("parkinson_N  such as parkinson_20\n"));
        Assert.That(session.Output, Does.Contain("Parkinson (1980)"));
        Assert.That(session.Output, Does.Contain("no value in the first 19 bars; O(log w) a value\n"));
        Assert.That(session.Output, Does.Contain("month_sin\n"));
    }

    [Test]
    public void A_name_is_explained_and_a_set_is_its_features()
    {
        var one = Session.Of("features", "amihud_5_cs_rank");
        Assert.That(one.Output, Does.StartWith("amihud_5_cs_rank\n"));
        Assert.That(one.Output, Does.Contain("needs volume"));

        var broad = Session.Of("features", "broad");
        Assert.That(broad.Output.Split('\n').Length, Is.EqualTo((40 * 4) + 1));
    }

    [Test]
    public void A_mistyped_name_is_refused_with_the_nearest()
    {
        var session = Session.Of("features", "parkinsson_20");
        Assert.That(session.ExitCode, Is.EqualTo(1));
        Assert.That(session.Output, Is.Empty);
        Assert.That(session.Error, Does.Contain("nearest: parkinson_20"));
    }
}
