using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace Symphony.Cli;

/// <summary>The statistics of a file of returns on one screen.</summary>
internal static class ReturnStatisticsTables
{
    private const int MostRows = 30;

    public static void Show(Terminal terminal, ReturnStatistics statistics)
    {
        var excess = statistics.Benchmark is null ? "" : $", in excess of {statistics.Benchmark}";
        terminal.WriteRaw(Invariant($"  {statistics.Strategies.Count} strategies over {statistics.Bars} bars, {statistics.BarsPerYear:0.#} a year{excess}\n"));
        var rows = statistics.Strategies.OrderByDescending(one => one.SharpeRatio ?? double.NegativeInfinity).Take(MostRows).ToArray();
        var believed = Titled("strategy", "return a year", "max drawdown", "Sharpe", "robust error", "t", "PSR", "DSR", "DSR at eff. N", "min track bars");
        foreach (var one in rows)
        {
            believed.AddRow(
                Markup.Escape(one.Name),
                Figure.Percent(one.AnnualReturn),
                Figure.Percent(one.MaximumDrawdown),
                Figure.Ratio(one.SharpeRatio),
                Figure.Ratio(one.RobustStandardError),
                Figure.Ratio(one.RobustTStatistic),
                Figure.Probability(one.ProbabilisticSharpeRatio),
                Figure.Probability(one.DeflatedSharpeRatio),
                Figure.Probability(one.DeflatedSharpeRatioOfEffectiveTrials),
                Figure.Money(one.MinimumTrackRecordBars));
        }

        terminal.Output.Write(believed);
        var cut = Titled("strategy", "p-value", "haircut Bonferroni", "haircut Holm", "haircut BHY", "skewness", "kurtosis");
        foreach (var one in rows)
        {
            cut.AddRow(
                Markup.Escape(one.Name),
                PValue(one.PValue),
                Figure.Percent(one.HaircutBonferroni),
                Figure.Percent(one.HaircutHolm),
                Figure.Percent(one.HaircutBenjaminiYekutieli),
                Figure.Ratio(one.Skewness),
                Figure.Ratio(one.Kurtosis));
        }

        terminal.Output.Write(cut);
        if (rows.Length < statistics.Strategies.Count)
            terminal.WriteRaw($"  the {rows.Length} with the highest Sharpe ratio of {statistics.Strategies.Count}; --json has all\n");
        Together(terminal, statistics.Together);
    }

    private static void Together(Terminal terminal, TrialFiguresOfReturns figures)
    {
        Line("deflated by", Invariant($"{figures.Trials}, variance of their Sharpe ratios per bar {figures.VarianceOfSharpeRatiosPerBar:G4}"));
        Line("effective trials", $"{figures.EffectiveTrials} by clusters ({figures.EffectiveTrialsBasis}); effective rank {Figure.Ratio(figures.EffectiveRank)}");
        Line("minimum backtest length", Invariant($"{figures.MinimumBacktestLengthYears:0.0} years for {figures.TrialCount} trials, for a Sharpe ratio of 1 a year"));
        Line(
            "probability of overfitting",
            figures.ProbabilityOfOverfitting is null
                ? $"none: {figures.Overfitting}"
                : $"{Figure.Probability(figures.ProbabilityOfOverfitting)} over {Figure.Count(figures.Combinations)} combinations; of loss out of sample {Figure.Probability(figures.ProbabilityOfLoss)}");
        Line("degradation", $"slope {Figure.Ratio(figures.DegradationSlope)}; dominance of the chosen over the mean: {figures.Dominance}");
        Line(
            "superior ability",
            $"p {PValue(figures.SuperiorAbilityPValue)} (lower {Figure.Probability(figures.SuperiorAbilityLowerPValue)}, upper {Figure.Probability(figures.SuperiorAbilityUpperPValue)}); reality check p {Figure.Probability(figures.RealityCheckPValue)}");
        Line("", Invariant($"{figures.Resamples} resamples in blocks of {figures.MeanBlockBars:0.0} bars; best mean: {figures.BestByMean}"));

        void Line(string name, string text) => terminal.WriteRaw($"  {name,-28}{text}\n");
    }

    /// <summary>A p-value above 0 never reads 0.</summary>
    private static string PValue(double? value) => value is > 0 and < 0.0005 ? "<0.001" : Figure.Probability(value);

    private static string Invariant(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Table Titled(string first, params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(first);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned());
        return table;
    }
}
