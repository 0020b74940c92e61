using System.Collections.Generic;
using System.Globalization;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>What a reader must know of the data before any number.</summary>
internal static class ReportFlags
{
    internal static IReadOnlyList<ReportFlag> Of(DataSettings data, UniverseFigures universe)
    {
        List<ReportFlag> flags = [];
        if (!universe.IsPit) flags.Add(new("isPit=false", universe.Reason));
        if (universe.MissingShare is > 0 and var share)
            flags.Add(new("members missing", string.Create(CultureInfo.InvariantCulture, $"{share:P1} of the members, day by day, have no bar; {universe.AbsentMembers:N0} never have one.")));
        if (data.PricesAreAdjusted)
            flags.Add(new("restated prices", "Returns are right, but levels hold later splits and dividends, and with them money traded, borrow tiers and impact."));
        return flags;
    }

    /// <summary>What the names are, for a report's notes.</summary>
    internal static ReportNote[] Notes(UniverseFigures universe) =>
    [
        new ReportNote("Universe", universe.Stamp()),
        .. universe.LastIn is { } last
            ? [new ReportNote("Universe", string.Create(CultureInfo.InvariantCulture, $"{universe.FewestIn:N0} to {universe.MostIn:N0} names in, {last:N0} at the last bar"))]
            : System.Array.Empty<ReportNote>(),
        new ReportNote("Survivorship", universe.Meter()),
    ];

    /// <summary>Where orders fill, in words.</summary>
    internal static string FillOf(string fillAt) => fillAt == EngineSettingsTable.AtPanel
        ? "decided at the close, filled at the next bar's given price"
        : $"decided at the close, filled at the next {fillAt}";
}
