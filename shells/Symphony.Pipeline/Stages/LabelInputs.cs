using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>From the labels' section of a configuration to the core's own settings.</summary>
internal static class LabelInputs
{
    internal static bool AreBarriers(RunConfiguration configuration) =>
        configuration.Text("labels.kind") == LabelSettingsTable.TripleBarrier;

    /// <summary>The barriers as the configuration sets them.</summary>
    internal static TripleBarrierOptions Barriers(RunConfiguration configuration) => new()
    {
        ProfitTaking = configuration.NumberOrNone("labels.profitTaking"),
        StopLoss = configuration.NumberOrNone("labels.stopLoss"),
        StopTrails = configuration.Truth("labels.trailing"),
        VerticalBars = configuration.WholeNumber("labels.bars"),
        VerticalDays = (int?)configuration.NumberOrNone("labels.verticalDays"),
        Volatility = configuration.Text("labels.volatility") switch
        {
            "exponential" => BarrierVolatility.Exponential,
            "averageTrueRange" => BarrierVolatility.AverageTrueRange,
            "fixed" => BarrierVolatility.Fixed,
            _ => BarrierVolatility.Daily,
        },
        VolatilityWindow = configuration.WholeNumber("labels.volatilityWindow"),
        FixedTarget = configuration.Number("labels.fixedTarget"),
        MinimumTarget = configuration.Number("labels.minimumTarget"),
        InLogReturns = configuration.Text("labels.scale") == "logReturn",
        DelistingReturnLong = configuration.Number("engine.delistingReturnLong"),
        DelistingReturnShort = configuration.Number("engine.delistingReturnShort"),
    };

    /// <summary>The longest a label is open, in daily bars: calendar days hold at most one session each.</summary>
    internal static int LongestBars(RunConfiguration configuration) =>
        AreBarriers(configuration) && configuration.NumberOrNone("labels.verticalDays") is { } days
            ? (int)days
            : configuration.WholeNumber("labels.bars");

    /// <summary>The labels in a few words, such as 5-bar horizon.</summary>
    internal static string InWords(RunConfiguration configuration) =>
        !AreBarriers(configuration) ? $"{configuration.WholeNumber("labels.bars")}-bar horizon"
        : configuration.NumberOrNone("labels.verticalDays") is { } days ? $"triple barrier of {(int)days} days"
        : $"triple barrier of {configuration.WholeNumber("labels.bars")} bars";
}
