using System;
using System.Collections.Generic;

namespace Symphony.Cli.Commands;

/// <summary>The flags of bars whose name is not their setting's own, for every verb that reads bars.</summary>
internal static class BarsFlags
{
    public static IReadOnlyDictionary<string, string> Named { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data.files"] = "--bars",
        ["data.columns.date"] = "--bars-date",
        ["data.columns.symbol"] = "--bars-symbol",
        ["data.columns.open"] = "--bars-open",
        ["data.columns.high"] = "--bars-high",
        ["data.columns.low"] = "--bars-low",
        ["data.columns.close"] = "--bars-close",
        ["data.columns.volume"] = "--bars-volume",
    };
}
