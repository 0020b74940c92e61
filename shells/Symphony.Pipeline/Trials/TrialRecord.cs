using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>One line of a study's ledger.</summary>
/// <param name="Configuration">Hash of the whole configuration.</param>
/// <param name="Trial">Hash of the settings that decide the weights.</param>
/// <param name="Inputs">Hash of the data it ran on.</param>
/// <param name="Kind"><c>trial</c> (counted), <c>costs</c> (only costs or capital are new) or <c>repeat</c>.</param>
/// <param name="SharpePerBar">Sharpe ratio per bar of the walk-forward net returns; null when it has no value.</param>
/// <param name="Bars">How many returns it rests on.</param>
/// <param name="From">First session date of the reported period.</param>
/// <param name="To">Last session date of the reported period.</param>
/// <param name="Previous">Hash of the line before; empty for the first.</param>
public sealed record TrialRecord(
    string Configuration,
    string Trial,
    string Inputs,
    string Kind,
    double? SharpePerBar,
    int Bars,
    string From,
    string To,
    string Previous)
{
    internal const int Format = 1;

    /// <summary>The kind that is counted: its weights were not decided this way before.</summary>
    public const string NewTrial = "trial";

    /// <summary>The kind whose weights are those of an earlier trial, at other costs or capital.</summary>
    public const string OtherCosts = "costs";

    /// <summary>The kind whose configuration ran before, on other data or with other code.</summary>
    public const string Repeat = "repeat";

    /// <summary>SHA-256 of this line's content, the line before included.</summary>
    public string Hash => CanonicalJson.Hash(Content());

    internal string ToLine()
    {
        var line = Content();
        line["hash"] = Hash;
        return CanonicalJson.Line(line);
    }

    internal static TrialRecord OfLine(JsonNode? line) => new(
        CanonicalJson.Needed(line, "configuration").GetValue<string>(),
        CanonicalJson.Needed(line, "trial").GetValue<string>(),
        CanonicalJson.Needed(line, "inputs").GetValue<string>(),
        CanonicalJson.Needed(line, "kind").GetValue<string>(),
        line?["sharpePerBar"]?.GetValue<double>(),
        CanonicalJson.Needed(line, "bars").GetValue<int>(),
        CanonicalJson.Needed(line, "from").GetValue<string>(),
        CanonicalJson.Needed(line, "to").GetValue<string>(),
        CanonicalJson.Needed(line, "previous").GetValue<string>());

    /// <summary>True when both are the same outcome of the same configuration on the same data.</summary>
    internal bool IsSameOutcomeAs(TrialRecord other) =>
        this with { Kind = "", Previous = "" } == other with { Kind = "", Previous = "" };

    private JsonObject Content() => new()
    {
        ["format"] = Format,
        ["configuration"] = Configuration,
        ["trial"] = Trial,
        ["inputs"] = Inputs,
        ["kind"] = Kind,
        ["sharpePerBar"] = SharpePerBar is { } ratio ? SettingText.Number(ratio) : null,
        ["bars"] = Bars,
        ["from"] = From,
        ["to"] = To,
        ["previous"] = Previous,
    };
}
