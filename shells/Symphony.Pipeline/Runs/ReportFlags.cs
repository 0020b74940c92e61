using System.Collections.Generic;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>What a reader must know of the data before any number.</summary>
internal static class ReportFlags
{
    internal static IReadOnlyList<ReportFlag> Of(DataSettings data)
    {
        List<ReportFlag> flags =
        [
            new("isPit=false", "The names are those of the files, not the members known at each date: names that failed may be missing."),
        ];
        if (data.PricesAreAdjusted)
            flags.Add(new("restated prices", "Returns are right, but levels hold later splits and dividends, and with them money traded, borrow tiers and impact."));
        return flags;
    }

    /// <summary>Where orders fill, in words.</summary>
    internal static string FillOf(string fillAt) => fillAt == EngineSettingsTable.AtPanel
        ? "decided at the close, filled at the next bar's given price"
        : $"decided at the close, filled at the next {fillAt}";
}
