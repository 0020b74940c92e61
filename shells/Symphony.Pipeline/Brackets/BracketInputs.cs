using System.Linq;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>From a configuration's bracket section to the core's own options.</summary>
internal static class BracketInputs
{
    /// <summary>The bracket; with residuals its prices come from the model's own errors.</summary>
    /// <param name="given">The section, one value for each setting.</param>
    /// <param name="place">Where it came from.</param>
    /// <param name="residuals">Standard deviation of the residuals, T x N; null without.</param>
    internal static BracketOptions Options(JsonObject given, ConfigurationPlace place, Panel? residuals)
    {
        var options = residuals is null
            ? Band(given, place)
            : BracketOptions.OfStrategy(residuals, new StrategyParams(
                Number(given, "kSigmaErr"),
                Number(given, "kAtrMinTp"),
                Number(given, "rewardRiskRatio"),
                riskPerTradePct: 1,
                notionalCapPct: 100,
                Whole(given, "volatilityWindow"),
                holdBars: 1));
        options.Entry = Text(given, "entry") switch
        {
            "limit" => BracketOrder.Limit,
            "stop" => BracketOrder.Stop,
            _ => BracketOrder.NextOpen,
        };
        options.EntryDistance = Number(given, "entryDistance");
        options.EntryBars = Whole(given, "entryBars");
        options.TimeExitBars = (int?)given["bars"]?.GetValue<long>();
        options.TimeExitDays = (int?)given["verticalDays"]?.GetValue<long>();
        options.VolatilityWindow = Whole(given, "volatilityWindow");
        options.MinimumUnit = Number(given, "minimumUnit");
        options.InLogReturns = Text(given, "scale") == "logReturn";
        options.Ties = Text(given, "ties") == "nearerToOpenFirst" ? TiePolicy.NearerToOpenFirst : TiePolicy.StopFirst;
        options.RiskPerTrade = Number(given, "riskPerTrade");
        options.NotionalCap = given["notionalCap"]?.GetValue<double>() ?? double.PositiveInfinity;
        // Refused here, before anything is read at length.
        options.ToSettings();
        return options;
    }

    /// <summary>Prices at multiples of a volatility.</summary>
    private static BracketOptions Band(JsonObject given, ConfigurationPlace place)
    {
        var targets = Targets(given, place);
        var isOfPrice = Text(given, "volatility") == BracketSettingsTable.Price;
        return new BracketOptions
        {
            ProfitTargets = [.. targets.Select(target => target.Multiple)],
            ProfitFractions = [.. targets.Select(target => target.Fraction)],
            StopLoss = given["stopLoss"]?.GetValue<double>(),
            StopTrails = given["trailing"]!.GetValue<bool>(),
            Volatility = Text(given, "volatility") switch
            {
                "exponential" => BarrierVolatility.Exponential,
                "averageTrueRange" => BarrierVolatility.AverageTrueRange,
                "fixed" or BracketSettingsTable.Price => BarrierVolatility.Fixed,
                _ => BarrierVolatility.Daily,
            },
            FixedUnit = isOfPrice ? 1 : Number(given, "fixedTarget"),
        };
    }

    private static (double Multiple, double Fraction)[] Targets(JsonObject given, ConfigurationPlace place)
    {
        var texts = CanonicalJson.Texts(given["profitTargets"]);
        return texts is ["none"] ? [] : [.. texts.SelectMany(text => text.Split(',')).Select(Target)];

        (double Multiple, double Fraction) Target(string text)
        {
            var parts = text.Split(':', System.StringSplitOptions.TrimEntries);
            var fraction = 1.0;
            if (parts.Length <= 2 && Written.TryNumber(parts[0], out var multiple) && (parts.Length == 1 || Written.TryNumber(parts[1], out fraction)))
                return (multiple, fraction);
            throw place.Refuse(
                BracketSettingsTable.ProfitTargets,
                $"{BracketSettingsTable.ProfitTargets} was '{text}', but units (2), units with the part that leaves there (1:0.5,3:0.5), or none is accepted");
        }
    }

    private static double Number(JsonObject given, string key) => given[key]!.GetValue<double>();

    private static int Whole(JsonObject given, string key) => (int)given[key]!.GetValue<long>();

    private static string Text(JsonObject given, string key) => given[key]!.GetValue<string>();
}
