using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>Scores or signals in place of weights, and how they become positions.</summary>
internal static class SignalSettingsTable
{
    internal const string ScoresFile = "scores.file";
    internal const string SignalsFile = "signals.file";

    /// <summary>The files of scores and signals, for every verb that takes them.</summary>
    internal static IReadOnlyList<Setting> Files { get; } =
    [
        new(ScoresFile, SettingKind.File, null, "Scores known at each close: date, symbol, score; a bar without a row has none.") { CameLater = true },
        new("scores.column", SettingKind.Text, "score", "The name of the column of scores.") { CameLater = true },
        new("scores.dateColumn", SettingKind.Text, "date", "The scores' name for the date or time.") { CameLater = true, NamedFlag = "--scores-date" },
        new("scores.symbolColumn", SettingKind.Text, "symbol", "The scores' name for the symbol.") { CameLater = true, NamedFlag = "--scores-symbol" },
        new(SignalsFile, SettingKind.File, null, "Signals of each close: date, symbol, signal; 1 be long, -1 be short, 0 be out, no row as before.") { CameLater = true },
        new("signals.column", SettingKind.Text, "signal", "The name of the column of signals.") { CameLater = true },
        new("signals.dateColumn", SettingKind.Text, "date", "The signals' name for the date or time.") { CameLater = true, NamedFlag = "--signals-date" },
        new("signals.symbolColumn", SettingKind.Text, "symbol", "The signals' name for the symbol.") { CameLater = true, NamedFlag = "--signals-symbol" },
    ];

    /// <summary>How scores and signals become target weights.</summary>
    internal static IReadOnlyList<Setting> Positions { get; } =
    [
        new("scores.enter", SettingKind.Number, "0", "Enter long above this score, short below its negative.") { Minimum = 0, CameLater = true },
        new("scores.exit", SettingKind.Number, "0", "Leave a long below this score, a short above its negative; at most enter.") { CameLater = true },
        new("scores.longOnly", SettingKind.Truth, "false", "Whether shorts are never entered.") { CameLater = true },
        new("scores.missing", SettingKind.Choice, "exit", "Whether a held name without a score is left or held.")
        {
            Accepted = ["exit", "hold"], CameLater = true,
        },
        new("scores.returnPerScore", SettingKind.Number, null, "Return expected over the holding for a score of 1; given, an entry must pay its round trip.") { CameLater = true },
        new("scores.minimumEdge", SettingKind.Number, "0", "Least expected return of an entry after its round-trip costs, a fraction (5bp).") { CameLater = true },
        new("scores.edgeNotional", SettingKind.Number, null, "Size of the position whose costs are estimated, money; a position's share of the starting equity when not given.") { CameLater = true },
        new("scores.holdingDays", SettingKind.Number, "0", "Calendar days a short is expected to be borrowed, in the estimate.") { Minimum = 0, CameLater = true },
        new("positions.maximum", SettingKind.WholeNumber, "10", "Most positions at one time; further entries are dropped and counted.") { Minimum = 1, CameLater = true },
        new("positions.gross", SettingKind.Number, "1", "Sum of absolute weights of a full book.") { CameLater = true },
        new("positions.sizing", SettingKind.Choice, "perSlot", "Whether a position is gross over maximum, or gross over the open ones.")
        {
            Accepted = ["perSlot", "shared"], CameLater = true,
        },
        new("positions.oppositeEntry", SettingKind.Choice, "flip", "What an entry of the other side does to a position.")
        {
            Accepted = ["flip", "exit", "ignore"], CameLater = true,
        },
        new("positions.rebalance", SettingKind.Choice, "onChange", "Whether weights are made whole where the book changes, or at every bar.")
        {
            Accepted = ["onChange", "everyBar"], CameLater = true,
        },
    ];

    /// <summary>Only what decides: of weights nothing here, of scores and signals no weights.</summary>
    internal static void MakeCanonical(JsonObject canonical, bool isSignalled)
    {
        if (isSignalled) canonical.Remove("weights");
        foreach (var section in (System.ReadOnlySpan<string>)["scores", "signals", "positions"])
        {
            if (canonical[section] is JsonObject { Count: 0 }) canonical.Remove(section);
        }
    }
}
