using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays settled figures out as a report; computes nothing.</summary>
internal static class ReportPage
{
    /// <summary>The row of the deflated Sharpe ratio.</summary>
    internal const string Deflated = "Deflated Sharpe ratio";

    /// <summary>The parts that a run and a backtest of given weights share.</summary>
    internal static ReportModel Of(string title, string kind, string curve, BacktestFigures figures, CurveSeries series, int rollingBars)
    {
        DateOnly[] sessions = [.. series.SessionDates.Select(day => DateOnly.FromDayNumber(719162 + day))];
        return new ReportModel
        {
            RunName = title,
            Kind = kind,
            Sessions = sessions,
            UniverseSize = figures.Symbols,
            Ruin = RuinOf(figures),
            Headline = Headline(figures),
            Figures = new FigureTable(Rows(figures)),
            Equity = new EquityCurves(series.Equity, series.GrossEquity, series.BenchmarkEquity) { Label = curve },
            Drawdown = new DrawdownCurves(series.Drawdown, series.BenchmarkDrawdown)
            {
                Deepest = [.. figures.DeepestDrawdowns.Select(Episode)],
            },
            RollingSharpe = new RollingSharpeCurves(rollingBars, series.RollingSharpe, series.BenchmarkRollingSharpe),
            MonthlyReturns = figures.Monthly.Count == 0
                ? new Absent("Nothing was traded.")
                : new MonthlyReturns([.. figures.Monthly.Select(year => new MonthlyRow(year.Year, year.Months, year.Total))]),
            Costs = figures.TotalCost is { } total
                ? new CostTable([.. figures.Costs.Select(Row)], Row(total), figures.TurnoverMoney)
                : Absent.NotComputed,
            CostStress = new CostStress([.. figures.CostStress.Select(Row)]),
            Exposure = new ExposureCurves(series.GrossExposure, series.NetExposure),
            Turnover = new TurnoverCurves(series.Turnover),
            Notes = [.. figures.Counts.Select(count => new ReportNote(count.Label, count.Count.ToString("N0", CultureInfo.InvariantCulture)))],
        };
    }

    private static DrawdownEpisode Episode(DrawdownFigure fall) => new(
        fall.Depth,
        Day(fall.Peak),
        Day(fall.Trough),
        fall.Recovery is { } recovery ? Day(recovery) : null,
        fall.Bars);

    private static DateOnly Day(string date) =>
        DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static HeadlineFigures Headline(BacktestFigures figures) => new()
    {
        SharpeRatio = figures.Net.SharpeRatio,
        GrossSharpeRatio = figures.Gross.SharpeRatio,
        DeflatedSharpeRatio = figures.Net.DeflatedSharpeRatio,
        ProbabilisticSharpeRatio = figures.Net.ProbabilisticSharpeRatio,
        AnnualReturn = figures.Net.AnnualReturn,
        AnnualVolatility = figures.Net.AnnualVolatility,
        MaximumDrawdown = figures.Net.MaximumDrawdown,
        LongestTimeUnderWaterBars = figures.Net.LongestTimeUnderWaterBars,
        AnnualTurnover = figures.Net.AnnualTurnover,
        AnnualTurnoverOneSided = figures.Net.AnnualTurnoverOneSided,
        AnnualCostDrag = figures.TotalCost?.FractionOfEquityAYear,
        CostBasisPointsOfTurnover = figures.TotalCost?.BasisPointsOfTurnover,
        WhyWithoutValue = figures.Bars == 0 ? "Nothing was ever traded." : "",
    };

    private static IReadOnlyList<FigureRow> Rows(BacktestFigures figures)
    {
        FigureRow Row(string label, FigureFormat format, Func<PerformanceFigures, double?> of) =>
            new(label, format, of(figures.Net), of(figures.Gross), of(figures.Benchmark));
        return
        [
            Row("Sharpe ratio, annualised", FigureFormat.Ratio, curve => curve.SharpeRatio),
            Row("Probabilistic Sharpe ratio", FigureFormat.Probability, curve => curve.ProbabilisticSharpeRatio),
            new FigureRow(Deflated, FigureFormat.Probability, figures.Net.DeflatedSharpeRatio),
            Row("Annual return", FigureFormat.Percent, curve => curve.AnnualReturn),
            Row("Annual volatility", FigureFormat.Percent, curve => curve.AnnualVolatility),
            Row("Maximum drawdown", FigureFormat.Percent, curve => curve.MaximumDrawdown),
            Row("Longest time under water, bars", FigureFormat.Count, curve => curve.LongestTimeUnderWaterBars),
            Row("Calmar ratio", FigureFormat.Ratio, curve => curve.CalmarRatio),
            Row("Sortino ratio, annualised", FigureFormat.Ratio, curve => curve.SortinoRatio),
            Row("Omega ratio", FigureFormat.Ratio, curve => curve.OmegaRatio),
            Row("Tail ratio", FigureFormat.Ratio, curve => curve.TailRatio),
            Row("Hit rate by bar", FigureFormat.Percent, curve => curve.HitRate),
            Row("Skewness by bar", FigureFormat.Ratio, curve => curve.Skewness),
            Row("Kurtosis by bar (normal = 3)", FigureFormat.Ratio, curve => curve.Kurtosis),
            Row("Turnover a year, two-sided", FigureFormat.Multiple, curve => curve.AnnualTurnover),
            Row("Turnover a year, one-sided", FigureFormat.Multiple, curve => curve.AnnualTurnoverOneSided),
            Row("Final equity", FigureFormat.Money, curve => curve.FinalEquity),
        ];
    }

    private static CostRow Row(CostFigure cost) =>
        new(cost.Kind, cost.Money, cost.BasisPointsOfTurnover, cost.FractionOfEquityAYear);

    private static CostStressRow Row(StressFigure stress) => new(
        stress.Multiplier,
        stress.SharpeRatio,
        stress.AnnualReturn,
        stress.MaximumDrawdown,
        stress.FinalEquity,
        stress.Ruined);

    private static RuinNotice? RuinOf(BacktestFigures figures) =>
        figures.Net.RuinedOn is { } date && Written.TryDate(date, out var day)
            ? new RuinNotice(day, $"Equity was {figures.Net.FinalEquity?.ToString("N0", CultureInfo.InvariantCulture)} at the close; later bars are absent.")
            : null;
}
