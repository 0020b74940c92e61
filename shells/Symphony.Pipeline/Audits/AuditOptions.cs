using System;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The audit's section of a configuration, as the core takes it.</summary>
internal static class AuditOptions
{
    internal static DataAuditOptions Of(JsonObject section, bool daily)
    {
        var options = daily ? DataAuditOptions.Daily() : DataAuditOptions.Intraday();
        Whole(section, "graveGap", value => options.GraveGap = value);
        Whole(section, "reuseGap", value => options.ReuseGap = value);
        Number(section, "missingShare", value => options.MissingShare = value);
        Number(section, "graveMissingShare", value => options.GraveMissingShare = value);
        Number(section, "thinShare", value => options.ThinShare = value);
        Number(section, "lostVolumeShare", value => options.LostVolumeShare = value);
        Whole(section, "staleRows", value => options.StaleRows = value);
        Number(section, "outlierReturn", value => options.OutlierReturn = value);
        Number(section, "outlierDeviations", value => options.OutlierDeviations = value);
        Whole(section, "outlierNeighbours", value => options.OutlierNeighbours = value);
        Number(section, "spikeRemainder", value => options.SpikeRemainder = value);
        Number(section, "splitTolerance", value => options.SplitTolerance = value);
        Whole(section, "endsEarlySessions", value => options.EndsEarlySessions = value);
        Number(section, "rollDeviations", value => options.RollDeviations = value);
        foreach (var text in CanonicalJson.Texts(section["rolls"]))
        {
            if (!Written.TryDate(text, out var date)) throw new RefusedException(AuditSettingsTable.RollDates, $"{AuditSettingsTable.RollDates}: '{text}' is no date; yyyy-MM-dd is accepted");
            options.RollDates.Add(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        }

        foreach (var text in CanonicalJson.Texts(section["colours"]))
        {
            var parts = text.Split('=', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !Enum.TryParse<AuditColour>(parts[1], ignoreCase: true, out var colour) || !Enum.IsDefined(colour) || char.IsAsciiDigit(parts[1][0]))
                throw new RefusedException(AuditSettingsTable.Colours, $"{AuditSettingsTable.Colours}: '{text}' is no colour of a rule; RULE=green, amber or red is accepted, such as large_move=green");
            options.Colours[DataAudit.RuleOf(parts[0])] = colour;
        }

        foreach (var text in CanonicalJson.Texts(section["repairs"]))
            options.Repairs.Add(RepairText.Read(text));
        return options;
    }

    /// <summary>The thresholds of options.</summary>
    internal static OptionAuditOptions OptionsOf(JsonObject section)
    {
        var options = new OptionAuditOptions
        {
            Exercise = section["exercise"]!.GetValue<string>() == "european" ? OptionExercise.European : OptionExercise.American,
            VolatilityUnit = section["volatilityUnit"]!.GetValue<string>() == "percent" ? 0.01 : 1,
        };
        Number(section, "boundTolerance", value => options.BoundTolerance = value);
        Number(section, "parityTolerance", value => options.ParityTolerance = value);
        Number(section, "minimumVolatility", value => options.MinimumVolatility = value);
        Number(section, "maximumVolatility", value => options.MaximumVolatility = value);
        return options;
    }

    private static void Whole(JsonObject section, string key, Action<int> set)
    {
        if (section[key] is { } value) set((int)value.GetValue<long>());
    }

    private static void Number(JsonObject section, string key, Action<double> set)
    {
        if (section[key] is { } value) set(value.GetValue<double>());
    }
}
