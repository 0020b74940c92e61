using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Refuses a model whose parts do not fit each other, before anything is drawn.</summary>
internal static class ModelShape
{
    public static void Check(ReportModel model)
    {
        for (var bar = 1; bar < model.Sessions.Count; bar++)
        {
            if (model.Sessions[bar] < model.Sessions[bar - 1])
            {
                throw Refused($"Sessions must not decrease, but {FigureText.Of(model.Sessions[bar])} follows {FigureText.Of(model.Sessions[bar - 1])}.");
            }
        }

        var bars = model.Sessions.Count;
        Series("Equity.Net", model.Equity.Content?.Net, bars);
        Series("Equity.Gross", model.Equity.Content?.Gross, bars);
        Series("Equity.Benchmark", model.Equity.Content?.Benchmark, bars);
        Series("Drawdown.Net", model.Drawdown.Content?.Net, bars);
        Series("Drawdown.Benchmark", model.Drawdown.Content?.Benchmark, bars);
        Series("RollingSharpe.Net", model.RollingSharpe.Content?.Net, bars);
        Series("RollingSharpe.Benchmark", model.RollingSharpe.Content?.Benchmark, bars);
        Series("Exposure.Gross", model.Exposure.Content?.Gross, bars);
        Series("Exposure.Net", model.Exposure.Content?.Net, bars);
        Series("Turnover.Turnover", model.Turnover.Content?.Turnover, bars);
        Series("Turnover.Mean", model.Turnover.Content?.Mean, bars);
        foreach (var weights in model.Stack.Content?.Weights ?? [])
        {
            Series("Stack.Weights", weights, bars);
        }

        Rising(model.Capacity.Content?.Points ?? []);
        foreach (var row in model.MonthlyReturns.Content?.Years ?? [])
        {
            if (row.Months.Count != 12)
            {
                throw Refused($"MonthlyReturns must have 12 months a year, but {row.Year} has {row.Months.Count}.");
            }
        }
    }

    /// <summary>A logarithmic axis has no place for other amounts.</summary>
    private static void Rising(IReadOnlyList<CapacityPoint> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (!double.IsFinite(points[i].Equity) || points[i].Equity <= (i == 0 ? 0 : points[i - 1].Equity))
            {
                throw Refused($"Capacity must have equities above zero that rise, but point {i} has {points[i].Equity}.");
            }
        }
    }

    private static void Series(string name, IReadOnlyList<double>? values, int bars)
    {
        if (values is not null && values.Count != bars)
        {
            throw Refused($"{name} must have one value for each of the {bars} sessions, but has {values.Count}.");
        }
    }

    private static ArgumentException Refused(FormattableString sentence) =>
        new(FormattableString.Invariant(sentence), "model");
}
