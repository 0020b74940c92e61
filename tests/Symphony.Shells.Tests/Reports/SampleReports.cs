using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Reports;

namespace Symphony.Shells.Tests.Reports;

/// <summary>Models of made-up numbers, seeded, labelled synthetic: nothing here was traded or computed by the engine.</summary>
internal static class SampleReports
{
    /// <summary>A report with every section, over about so many years of weekdays.</summary>
    public static ReportModel Full(int years, ulong seed = 7)
    {
        var sessions = Weekdays(new DateOnly(2000, 1, 3), years * 261);
        var numbers = new Numbers(seed);
        var net = Walk(sessions.Length, 0.00035, 0.0062, numbers);
        var gross = net.Select((value, bar) => value * Math.Exp(bar * 0.00008)).ToArray();
        var benchmark = Walk(sessions.Length, 0.00028, 0.0105, numbers);
        var turnover = sessions.Select((_, bar) => bar == 0 ? 0.9 : 0.08 + (0.1 * numbers.Next()) + (bar % 63 == 0 ? 0.5 : 0)).ToArray();
        return new ReportModel
        {
            RunName = "synthetic-sample",
            Kind = "Walk-forward backtest",
            Sessions = sessions,
            UniverseSize = 60,
            Summary = "Made-up numbers that show the page: a ridge model of nine features scored 60 names, "
                + "refitted every 63 bars; weights are executed at the next open.",
            Flags =
            [
                new ReportFlag("Synthetic", "made-up numbers, no market"),
                new ReportFlag("isPit=false", "membership is not point-in-time"),
                new ReportFlag("single trial", "the Sharpe ratio is not deflated"),
            ],
            Headline = new HeadlineFigures
            {
                SharpeRatio = 0.87,
                GrossSharpeRatio = 1.08,
                DeflatedSharpeRatio = 0.9871,
                ProbabilisticSharpeRatio = 0.99971,
                Trials = "single trial",
                AnnualReturn = 0.0843,
                AnnualVolatility = 0.0981,
                MaximumDrawdown = -0.1812,
                LongestTimeUnderWaterBars = 611,
                AnnualTurnover = 34.2,
                AnnualTurnoverOneSided = 17.1,
                AnnualCostDrag = 0.0204,
                CostBasisPointsOfTurnover = 5.9,
            },
            Figures = new FigureTable(
            [
                new FigureRow("Return a year", FigureFormat.Percent, 0.0843, 0.1047, 0.0712),
                new FigureRow("Volatility a year", FigureFormat.Percent, 0.0981, 0.0982, 0.1667),
                new FigureRow("Sharpe ratio", FigureFormat.Ratio, 0.87, 1.08, 0.49),
                new FigureRow("PSR", FigureFormat.Probability, 0.99971, 0.99998, 0.978),
                new FigureRow("DSR", FigureFormat.Probability, 0.9871),
                new FigureRow("Maximum drawdown", FigureFormat.Percent, -0.1812, -0.1644, -0.4127),
                new FigureRow("Time under water, bars", FigureFormat.Count, 611, 402, 1290),
                new FigureRow("Calmar ratio", FigureFormat.Ratio, 0.47, 0.64, 0.17),
                new FigureRow("Skewness", FigureFormat.Ratio, -0.21, -0.2, -0.48),
                new FigureRow("Kurtosis", FigureFormat.Ratio, 5.12, 5.1, 8.77),
                new FigureRow("Bars up", FigureFormat.Percent, 0.534, 0.541, 0.539),
                new FigureRow("Turnover a year", FigureFormat.Multiple, 34.2, 34.2, 1.1),
                new FigureRow("Mean rank IC", FigureFormat.Probability, 0.031),
                new FigureRow("Final equity", FigureFormat.Money, net[^1], gross[^1], benchmark[^1]),
            ]),
            Equity = new EquityCurves(net, gross, benchmark),
            Drawdown = new DrawdownCurves(DrawdownOf(net), DrawdownOf(benchmark))
            {
                Deepest =
                [
                    new DrawdownEpisode(-0.1812, sessions[^1].AddDays(-300), sessions[^1].AddDays(-190), sessions[^1].AddDays(-40), 186),
                    new DrawdownEpisode(-0.1203, sessions[0].AddDays(30), sessions[0].AddDays(90), sessions[0].AddDays(200), 122),
                    new DrawdownEpisode(-0.0891, sessions[^1].AddDays(-30), sessions[^1].AddDays(-20), null, 21),
                ],
            },
            RollingSharpe = new RollingSharpeCurves(252, Rolling(net), Rolling(benchmark)),
            MonthlyReturns = Monthly(sessions, net),
            Costs = new CostTable(
                [
                    new CostRow("Commission", 431_204.7, 0.5, 0.0017),
                    new CostRow("Spread", 2_156_023.1, 2.5, 0.0086),
                    new CostRow("Impact", 1_902_877.0, 2.21, 0.0076),
                    new CostRow("Borrow", 588_402.2, 0.68, 0.0024),
                    new CostRow("Margin", 12_033.9, 0.01, 0.0001),
                ],
                new CostRow("Total", 5_090_540.9, 5.9, 0.0204),
                8_624_092_000),
            CostStress = new CostStress(
            [
                new CostStressRow(0, 1.08, 0.1047, -0.1644, gross[^1]),
                new CostStressRow(1, 0.87, 0.0843, -0.1812, net[^1]),
                new CostStressRow(2, 0.66, 0.0639, -0.2291, net[^1] * 0.82),
                new CostStressRow(3, 0.45, 0.0436, -0.2874, net[^1] * 0.67),
            ]),
            Sets = new ParameterSets(
                ["take-profit", "stop-loss"],
                [
                    new ParameterSetRow(1, ["1", "1"], 0.12, 0.4, 300, 0.51, 1.1, 0.02, 6.1, IsShown: false),
                    new ParameterSetRow(2, ["2", "<b>"], 0.31, 0.9, 210, 0.44, 1.32, 0.01, 6.3, IsShown: true),
                    new ParameterSetRow(3, ["2", "none"], null, null, 0, null, null, null, null, IsShown: false),
                ],
                "3 sets were tried & set 2 has the highest Sharpe ratio."),
            Trades = new TradeReview
            {
                Exits = [new ExitRow("Stop-loss", 118), new ExitRow("Take-profit", 92)],
                Ties = [new RelativeRow("Trades closed", FigureFormat.Count, 210), new RelativeRow("Ambiguity rate", FigureFormat.Percent, 0.01)],
                TieRemark = "In a bar that reached both prices the stop is assumed to come first.",
                Excursions = [new Excursion(-0.004, 0.012, true), new Excursion(-0.01, 0.002, false), new Excursion(0, 0, false)],
                ExcursionRemark = "All are drawn.",
                Trades = [new TradeRow("AAA", "long", "2000-02-01", "2000-02-04", 10.25, 10.5, 0.0244, 812.5, 23_512, "take-profit"), new TradeRow("<b>", "short", "2000-02-07", "", 1.0812, 1.09, -0.008, 40, -120, "open")],
                TradesRemark = "One row for each exit.",
            },
            Relative = new RelativeTable(
            [
                new RelativeRow("Active return a year", FigureFormat.Percent, 0.0131),
                new RelativeRow("Tracking error a year", FigureFormat.Percent, 0.1204),
                new RelativeRow("Information ratio", FigureFormat.Ratio, 0.11, "standard error 0.21"),
                new RelativeRow("Beta", FigureFormat.Ratio, 0.31, "t = 12.40"),
                new RelativeRow("Alpha a year", FigureFormat.Percent, 0.0602, "t = 2.71"),
            ]),
            Capacity = new CapacityCurve(
            [
                new CapacityPoint(1e5, 1.02, 0.9999, 0.994, 0.0991, 3.2, 0),
                new CapacityPoint(1e6, 0.98, 0.9998, 0.992, 0.0952, 3.7, 0),
                new CapacityPoint(1e7, 0.87, 0.9997, 0.9871, 0.0843, 5.9, 0.0003),
                new CapacityPoint(1e8, 0.52, 0.981, 0.71, 0.0501, 12.2, 0.021),
                new CapacityPoint(1e9, -0.61, 0.01, 0.0002, -0.0612, 32.1, 0.31),
                new CapacityPoint(1e10, null, null, null, null, 96.3, 0.74, Ruined: true),
            ])
            {
                AsRun = 1e7,
                HalfSharpeEquity = 1.04e8,
                ZeroSharpeEquity = 2.88e8,
                Deflation = "12 trials of the study",
                Sentence = "Half of the best Sharpe ratio is left at 104M.",
            },
            Attribution = new AttributionTable(
                [
                    new AttributionRow("Long", 9_120_000, 410_000, -12_000, -2_800_000, 0, 6_718_000),
                    new AttributionRow("Short", 1_204_000, -230_000, 3_000, -1_690_105, -588_402, -1_301_507),
                ],
                new AttributionRow("Total", 10_324_000, 180_000, -9_000, -4_490_105, -588_402, 5_416_493))
            {
                Best = [new AttributionRow("AAA", 2_100_000, 10_000, 0, -90_000, -1_000, 2_019_000), new AttributionRow("<b>", 900_000, 0, 0, -80_000, 0, 820_000)],
                Worst = [new AttributionRow("ZZZ", -1_400_000, 0, 0, -60_000, -20_000, -1_480_000)],
                Interest = -12_034,
            },
            BorrowEdge = new BorrowEdge(
            [
                new BorrowEdgeRow("Long", 812.4, 241.2, 0, 571.2, 9_800_000),
                new BorrowEdgeRow("Short", 121.5, 180.2, 63.1, -121.8, 7_100_000),
            ]),
            Conventions = new ConventionTable(
            [
                new ConventionRow("As run", 1.4211, 0.0843, 0.87, IsResult: true),
                new ConventionRow("without borrow", 1.5012, 0.0871, 0.9, 0.0028),
                new ConventionRow("without impact", 1.8021, 0.0953, 0.98, 0.0082),
                new ConventionRow("filled at the decision's own close", 2.4001, 0.1204, 1.21, 0.0251),
            ]),
            Paths = new PathDistribution([0.71, 1.02, 0.55, -0.12, 0.94, 0.83, 0.66])
            {
                Design = "8 groups, 2 tested at a time: 28 splits, 7 paths",
                Median = 0.71,
                OutOfFold = 1.11,
                WalkForward = 0.87,
            },
            Quantiles = new QuantileChart(
                [
                    new QuantileRow(1, -0.0021, -0.0048, 0.0006),
                    new QuantileRow(2, 0.0004, -0.0019, 0.0027),
                    new QuantileRow(3, 0.0011, -0.0011, 0.0033),
                    new QuantileRow(4, 0.0019, -0.0004, 0.0042),
                    new QuantileRow(5, 0.0037, 0.0009, 0.0065),
                ],
                new QuantileRow(0, 0.0058, 0.0021, 0.0095))
            {
                Returns = "Walk-forward scores, mean 5-bar label",
                SpreadTStatistic = 3.07,
                Dates = 4211,
            },
            HorizonCorrelations = new HorizonCorrelationTable(
            [
                new HorizonCorrelationRow(1, 0.0142, 0.0031, 4.58, 4215),
                new HorizonCorrelationRow(2, 0.0189, 0.0043, 4.4, 4214),
                new HorizonCorrelationRow(5, 0.0312, 0.0069, 4.52, 4211, IsOwn: true),
                new HorizonCorrelationRow(21, 0.0287, 0.0138, 2.08, 4195),
                new HorizonCorrelationRow(63, -0.0031, null, null, 1),
            ])
            {
                Scores = "Walk-forward scores",
            },
            Exposure = new ExposureCurves(
                sessions.Select((_, bar) => 0.8 + (0.2 * Math.Sin(bar / 90.0)) + (0.02 * numbers.Next())).ToArray(),
                sessions.Select((_, bar) => 0.1 * Math.Sin(bar / 41.0)).ToArray()),
            Turnover = new TurnoverCurves(turnover, Mean(turnover, 63), 63),
            Notes =
            [
                new ReportNote("Untradable names", "412 (name, bar) pairs: no price 397, no volume 15"),
                new ReportNote("Fills above 10 % of ADV", "37 of 120,041"),
                new ReportNote("Data", "Dates were not sorted: sorted. XYZ has one bar and was never traded."),
            ],
            Configuration = "name: synthetic-sample\ndata:\n  files: [bars/*.parquet]\n  timeZone: America/New_York\nmodel:\n  ridge: { penalty: 10 }\n",
            Hashes =
            [
                new ReportHash("Input", "bars.parquet", "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"),
                new ReportHash("Output", "equity.parquet", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
                new ReportHash("Output", "weights.parquet", "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"),
                new ReportHash("Code", "Symphony", "0.1.0"),
            ],
        };
    }

    /// <summary>A report with its sessions and nothing else.</summary>
    public static ReportModel Bare(params DateOnly[] sessions) => new()
    {
        RunName = "synthetic-bare",
        Sessions = sessions,
        UniverseSize = 1,
        Headline = new HeadlineFigures(),
    };

    public static DateOnly[] Weekdays(DateOnly from, int count)
    {
        var sessions = new List<DateOnly>(count);
        for (var date = from; sessions.Count < count; date = date.AddDays(1))
        {
            if (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                sessions.Add(date);
            }
        }

        return [.. sessions];
    }

    private static double[] Walk(int count, double drift, double volatility, Numbers numbers)
    {
        var values = new double[count];
        var value = 1e7;
        var heat = 1.0;
        for (var bar = 0; bar < count; bar++)
        {
            heat = (0.98 * heat) + (0.02 * (0.3 + (1.8 * numbers.Next())));
            var shock = (numbers.Next() + numbers.Next() + numbers.Next() + numbers.Next() - 2) * 1.73;
            value *= Math.Exp(drift + (volatility * heat * shock));
            values[bar] = value;
        }

        return values;
    }

    private static double[] DrawdownOf(double[] equity)
    {
        var peak = 0.0;
        return equity.Select(value => (value / (peak = Math.Max(peak, value))) - 1).ToArray();
    }

    private static double[] Rolling(double[] equity) =>
        equity.Select((value, bar) => bar < 252 ? double.NaN : Math.Log(value / equity[bar - 252]) / 0.1).ToArray();

    private static double[] Mean(double[] values, int window) =>
        values.Select((_, bar) => bar < window - 1 ? double.NaN : values[(bar - window + 1)..(bar + 1)].Average()).ToArray();

    private static MonthlyReturns Monthly(DateOnly[] sessions, double[] equity)
    {
        var rows = new List<MonthlyRow>();
        foreach (var year in sessions.Select((date, bar) => (date, bar)).GroupBy(x => x.date.Year))
        {
            var months = new double?[12];
            foreach (var month in year.GroupBy(x => x.date.Month))
            {
                months[month.Key - 1] = Return(month.First().bar, month.Last().bar);
            }

            rows.Add(new MonthlyRow(year.Key, months, Return(year.First().bar, year.Last().bar)));
        }

        return new MonthlyReturns(rows);

        double Return(int first, int last) => (equity[last] / equity[Math.Max(first - 1, 0)]) - 1;
    }

    /// <summary>SplitMix64: the same numbers everywhere.</summary>
    internal sealed class Numbers(ulong seed)
    {
        private ulong state = seed;

        public double Next()
        {
            var mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
