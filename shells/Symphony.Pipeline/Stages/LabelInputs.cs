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

    /// <summary>Which return of the labels is predicted: a word of the settings.</summary>
    internal static string Outcome(RunConfiguration configuration) => configuration.Text("labels.outcome");

    internal static bool AreSimple(RunConfiguration configuration) => Outcome(configuration) == LabelSettingsTable.Simple;

    /// <summary>Refuses settings of the outcome that no data can mend.</summary>
    internal static void RefuseWhatNoDataCanMend(RunConfiguration configuration)
    {
        const string benchmark = "labels.benchmark";
        var isExcess = Outcome(configuration) == LabelSettingsTable.Excess;
        if (isExcess && configuration.TextOrNone(benchmark) is null)
            throw configuration.Place.Refuse("labels.outcome", "labels.outcome was 'excess' without labels.benchmark, the symbol over whose label it is");
        if (!isExcess && configuration.TextOrNone(benchmark) is { } unread)
            throw configuration.Place.Refuse(benchmark, $"labels.benchmark was '{unread}', but it is read with labels.outcome: excess only");
        if (Outcome(configuration) == LabelSettingsTable.VolatilityScaled && AreBarriers(configuration) && configuration.NumberOrNone("labels.verticalDays") is not null)
            throw configuration.Place.Refuse("labels.outcome", "labels.outcome was 'volatilityScaled', which counts bars; it is accepted with labels.bars, not with labels.verticalDays");
    }

    /// <summary>The labels in a few words, such as 5-bar horizon.</summary>
    internal static string InWords(RunConfiguration configuration) => KindInWords(configuration) + Outcome(configuration) switch
    {
        LabelSettingsTable.Simple => "",
        LabelSettingsTable.Excess => $", return in excess of {configuration.Text("labels.benchmark")}",
        LabelSettingsTable.VolatilityScaled => ", return in volatilities",
        var other => $", {other} return",
    };

    private static string KindInWords(RunConfiguration configuration) =>
        !AreBarriers(configuration) ? $"{configuration.WholeNumber("labels.bars")}-bar horizon"
        : configuration.NumberOrNone("labels.verticalDays") is { } days ? $"triple barrier of {(int)days} days"
        : $"triple barrier of {configuration.WholeNumber("labels.bars")} bars";
}
