using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using NUnit.Framework.Constraints;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Interop.Tests;

/// <summary>Choices that are none, nulls inside lists, and settings that exclude each other.</summary>
public sealed class RefusedValuesTests
{
    private const long Day = 86_400_000_000;

    private static readonly Axes Axes = Market.Axes([Day, 2 * Day, 3 * Day, 4 * Day], [1, 2, 3, 4], ["A"]);

    private static readonly Bars Bars = Market.Bars(Axes, PriceBasis.Adjusted, [100, 100, 102, 100], [101, 101, 105.5, 101], [99, 99, 95.5, 99], [100, 100, 100, 100]);

    private static readonly EngineMarket Traded = BacktestMarket.Create(Bars);

    private static readonly Panel Hundredths = Market.Panel(Axes, [0.01, 0.01, 0.01, 0.01]);

    private static IResolveConstraint RefusedBy(string parameter) =>
        Throws.TypeOf<RefusedException>().With.Property("ParamName").EqualTo(parameter);

    private static IResolveConstraint NullOf(string parameter) =>
        Throws.TypeOf<ArgumentNullException>().With.Property("ParamName").EqualTo(parameter);

    private static IEnumerable<TestCaseData> Undefined()
    {
        TestCaseData Case(string parameter, Action act) => new TestCaseData(parameter, act).SetArgDisplayNames(parameter);
        var signals = BracketBacktest.Signals(0.5, Hundredths);
        yield return Case("Entry", () => new BracketOptions { Entry = (BracketOrder)7 }.ToSettings());
        yield return Case("Volatility", () => new BracketOptions { Volatility = (BarrierVolatility)7 }.ToSettings());
        yield return Case("Ties", () => new BracketOptions { Ties = (TiePolicy)7 }.ToSettings());
        yield return Case("Volatility", () => new TripleBarrierOptions { Volatility = (BarrierVolatility)(-1) }.Check());
        yield return Case("Recording", () => BracketBacktest.RunMany(
            Traded, signals, [new BracketOptions()], BacktestSettings.Frictionless, null, new BracketWork { Recording = (BracketRecording)9 }));
        yield return Case("Detail", () => Sweep.BytesPerScenario(Traded, new SweepOptions { Detail = (SweepDetail)9 }));
        yield return Case("ImpactLaw", () => new BacktestSettings { ImpactLaw = (ImpactLaw)2 }.ToEngineSettings());
        yield return Case("SizeAt", () => new BacktestSettings { SizeAt = (SizeAt)2 }.ToEngineSettings());
        yield return Case("FillAt", () => new BacktestSettings { FillAt = (FillAt)3 }.ToEngineSettings());
        yield return Case("UnfilledPolicy", () => new BacktestSettings { UnfilledPolicy = (UnfilledPolicy)2 }.ToEngineSettings());
        yield return Case("basis", () => Market.Bars(Axes, (PriceBasis)5, [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]));
        yield return Case("sides", () => EventFilter.Create(Axes, [0], [0], [(Side)5]));
        yield return Case("kind", () => StudyEntry.OfWork(StudyEntry.Identify("s", "c", "d", "i"), (TrialKind)42, 1));
        yield return Case("Conflict", () => Signals.FromSignals(
            Signals.Create(Axes, new SignalEvents[4]), Traded, BacktestSettings.Frictionless, new SignalOptions { Conflict = (SignalConflict)4 }));
        yield return Case("OppositeEntry", () => Signals.FromSignals(
            Signals.Create(Axes, new SignalEvents[4]), Traded, BacktestSettings.Frictionless, new SignalOptions { OppositeEntry = (OppositeEntry)4 }));
    }

    [TestCaseSource(nameof(Undefined))]
    public void A_choice_that_is_none_is_refused_by_name_and_value(string parameter, Action act)
    {
        Assert.That(() => act(), RefusedBy(parameter));
        Assert.That(() => act(), Throws.Exception.Message.Contains("is not known; accepted: "));
    }

    [Test]
    public void Two_units_at_once_are_refused()
    {
        var both = new BracketOptions { ResidualDeviation = Hundredths, Units = Hundredths };
        Assert.That(() => both.ToSettings(), RefusedBy("Units"));
        both.Units = null;
        Assert.That(() => both.ToSettings(), Throws.Nothing);
    }

    [Test]
    public void Nulls_inside_lists_are_refused_by_name()
    {
        var signals = BracketBacktest.Signals(0.5, Hundredths);
        var source = Sweep.Source("all", Market.Decisions(Axes, [true, false, false, false], [1, 0, 0, 0]));
        Assert.That(
            () => BracketBacktest.RunMany(Traded, signals, [new BracketOptions(), null!], BacktestSettings.Frictionless, null, new BracketWork()),
            NullOf("sets"));
        Assert.That(() => Sweep.Run(Traded, [source, null!], [Sweep.Scenario("one", "all", BacktestSettings.Frictionless)], new SweepOptions()), NullOf("sources"));
        Assert.That(() => Sweep.Run(Traded, [source], [null!], new SweepOptions()), NullOf("scenarios"));
        Assert.That(() => BacktestMarket.WithSectors(Traded, [null!]), NullOf("sectors"));
        Assert.That(() => FeatureSet.Parse([null!]), NullOf("names"));
        Assert.That(() => TrialStatistics.Returns(["a", "b"], [[0.1, 0.2], null!]), NullOf("returns"));
        Assert.That(() => Market.Axes([1], [1], [null!]), NullOf("symbols"));
        Assert.That(() => new BacktestSettings { BorrowTiers = null! }.ToEngineSettings(), NullOf("BorrowTiers"));
    }

    [Test]
    public void A_unit_mistaken_for_another_is_refused_with_what_was_meant()
    {
        var refused = Assert.Throws<RefusedException>(() => new BacktestSettings { HalfSpread = 2.5 }.ToEngineSettings())!;
        Assert.That(refused.Sentence, Is.EqualTo("HalfSpread must be a fraction of notional below 0.5, was 2.5; 2.5 bp is written 0.00025"));
        Assert.That(refused.SentenceFor("--half-spread"), Is.EqualTo("--half-spread must be a fraction of notional below 0.5, was 2.5; 2.5 bp is written 0.00025"));
        // A sentence that does not begin with the parameter keeps its own words.
        Assert.That(new RefusedException("cap", "capital is needed").SentenceFor("--cap"), Is.EqualTo("--cap: capital is needed"));
        Assert.That(new RefusedException("", "nothing was given").SentenceFor("--bars"), Is.EqualTo("--bars: nothing was given"));
    }

    [Test]
    public void A_strategy_reads_as_an_initialiser()
    {
        var options = BracketOptions.OfStrategy(Hundredths, new StrategyOptions
        {
            KSigmaErr = 1.5,
            KAtrMinTp = 0,
            RewardRiskRatio = 3,
            RiskPerTradePct = 0.5,
            HoldBars = 4,
        });
        Assert.That(options.KSigmaErr, Is.EqualTo(1.5));
        Assert.That(options.StopLoss, Is.EqualTo(1.0 / 3));
        Assert.That(options.RiskPerTrade, Is.EqualTo(0.005));
        Assert.That(options.NotionalCap, Is.EqualTo(1));
        Assert.That(options.TimeExitBars, Is.EqualTo(4));
        Assert.That(() => BracketOptions.OfStrategy(Hundredths, new StrategyOptions { RiskPerTradePct = 101 }), RefusedBy("riskPerTradePct"));
        Assert.That(() => BracketOptions.OfStrategy(Hundredths, (StrategyOptions)null!), NullOf("strategy"));
    }

    [Test]
    public void Finer_bars_off_by_rounding_need_a_stated_tolerance()
    {
        var finer = Market.Bars(
            Market.Axes([Day + 1, 2 * Day], [2, 2], ["A"]), PriceBasis.Adjusted, [100, 100], [101.001, 101], [99, 99], [100, 100], [5.0, 5.0]);
        var refused = Assert.Throws<RefusedException>(() => TripleBarrierLabels.Pair(Bars, finer))!;
        Assert.That(refused.ParamName, Is.EqualTo("finerBars"));
        Assert.That(refused.Sentence, Does.EndWith("101.001, is above the high of the bar that closes at 1970-01-03T00:00:00Z, 101; a tolerance of 1E-05 accepts every finer price"));
        Assert.That(TripleBarrierLabels.Pair(Bars, finer, 1e-5).Bars.High[0, 0], Is.EqualTo(101));
        Assert.That(BacktestMarket.VolumeWeightedPrices(Bars, finer, 1e-5)[1, 0], Is.EqualTo(100).Within(0.1));
        Assert.That(() => TripleBarrierLabels.Pair(Bars, finer, 0.5), RefusedBy("tolerance"));
    }

    [Test]
    public void What_equity_gained_and_which_account_was_ruined_is_said()
    {
        var decisions = Market.Decisions(Axes, [true, false, false, false], [1, 0, 0, 0]);
        var gained = BacktestAnalysis.Attribute(Traded, decisions, BacktestSettings.Frictionless);
        Assert.That(gained.Gain, Is.EqualTo(gained.FinalEquity - gained.StartEquity));
        Assert.That(gained.GainFraction, Is.EqualTo(gained.Gain / gained.StartEquity));

        // Thirty times the account in a name that falls by a tenth.
        var falling = Market.Bars(Axes, PriceBasis.Adjusted, [100, 100, 90, 90], [100, 100, 90, 90], [100, 100, 90, 90], [100, 100, 90, 90]);
        var bold = Market.Decisions(Axes, [true, false, false, false], [30, 0, 0, 0]);
        var row = BacktestAnalysis.Capacity(BacktestMarket.Create(falling), bold, BacktestSettings.Frictionless, Performance.SingleTrial).Rows[0];
        Assert.That(row.IsRuined, Is.True);
        Assert.That(row.RuinBar, Is.EqualTo(2));
        Assert.That(new[] { row.SharpeRatio, row.AnnualReturn, row.AnnualVolatility, row.TurnoverPerYear }, Is.All.Null);
    }
}
