using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What a report draws of one history: one value for each bar from the first on, NaN where there is none.</summary>
internal sealed record CurveSeries
{
    /// <summary>Session dates, epoch days.</summary>
    internal required int[] SessionDates { get; init; }

    internal required double[] Equity { get; init; }

    internal required double[] GrossEquity { get; init; }

    internal required double[] BenchmarkEquity { get; init; }

    internal required double[] Drawdown { get; init; }

    internal required double[] BenchmarkDrawdown { get; init; }

    internal required double[] RollingSharpe { get; init; }

    internal required double[] BenchmarkRollingSharpe { get; init; }

    internal required double[] GrossExposure { get; init; }

    internal required double[] NetExposure { get; init; }

    internal required double[] Turnover { get; init; }

    internal ArrayFile AddTo(ArrayFile file)
    {
        file.Add("sessionDates", SessionDates);
        foreach (var (name, values) in Named()) file.Add(name, values);
        return file;
    }

    internal static CurveSeries Of(ArrayFile file) => new()
    {
        SessionDates = file.Ints("sessionDates"),
        Equity = file.Doubles("equity"),
        GrossEquity = file.Doubles("grossEquity"),
        BenchmarkEquity = file.Doubles("benchmarkEquity"),
        Drawdown = file.Doubles("drawdown"),
        BenchmarkDrawdown = file.Doubles("benchmarkDrawdown"),
        RollingSharpe = file.Doubles("rollingSharpe"),
        BenchmarkRollingSharpe = file.Doubles("benchmarkRollingSharpe"),
        GrossExposure = file.Doubles("grossExposure"),
        NetExposure = file.Doubles("netExposure"),
        Turnover = file.Doubles("turnover"),
    };

    private IEnumerable<(string Name, double[] Values)> Named() =>
    [
        ("equity", Equity),
        ("grossEquity", GrossEquity),
        ("benchmarkEquity", BenchmarkEquity),
        ("drawdown", Drawdown),
        ("benchmarkDrawdown", BenchmarkDrawdown),
        ("rollingSharpe", RollingSharpe),
        ("benchmarkRollingSharpe", BenchmarkRollingSharpe),
        ("grossExposure", GrossExposure),
        ("netExposure", NetExposure),
        ("turnover", Turnover),
    ];
}
