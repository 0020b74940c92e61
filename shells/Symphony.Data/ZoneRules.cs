using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Symphony.Data;

/// <summary>The rules by which this machine's table places a time zone's clocks.</summary>
public static class ZoneRules
{
    /// <summary>SHA-256 over the zone's offset and every rule that changes it, lower-case hexadecimal; names and languages left out.</summary>
    /// <param name="zone">The zone.</param>
    public static string Hash(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{zone.BaseUtcOffset.Ticks}\n");
        foreach (var rule in zone.GetAdjustmentRules())
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{rule.DateStart.Ticks} {rule.DateEnd.Ticks} {rule.BaseUtcOffsetDelta.Ticks} {rule.DaylightDelta.Ticks} ");
            text.Append(CultureInfo.InvariantCulture,
                $"{Written(rule.DaylightTransitionStart)} {Written(rule.DaylightTransitionEnd)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Written(TimeZoneInfo.TransitionTime time) => string.Create(CultureInfo.InvariantCulture,
        $"{time.IsFixedDateRule} {time.Month} {time.Week} {time.Day} {(int)time.DayOfWeek} {time.TimeOfDay.Ticks}");
}
