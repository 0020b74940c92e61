using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>One setting of a run: where it stands in the YAML, what it accepts and its default.</summary>
/// <param name="Path">Dotted place in the YAML, <c>engine.halfSpread</c> for instance.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">The value in force when it is not written, as YAML text; null when there is none.</param>
/// <param name="Meaning">One sentence: what it decides, in which unit.</param>
/// <param name="Required">True when a configuration without it is refused.</param>
public sealed record Setting(string Path, SettingKind Kind, string? Default, string Meaning, bool Required = false)
{
    /// <summary>The accepted words of a choice; empty otherwise.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>The least accepted number; null when unbounded.</summary>
    public double? Minimum { get; init; }

    /// <summary>True when none is accepted though there is a default.</summary>
    public bool OrNone { get; init; }

    /// <summary>The largest accepted whole number.</summary>
    public long Maximum { get; init; } = int.MaxValue;

    /// <summary>True when several values may be written: each is a parameter set of its own.</summary>
    public bool MayVary { get; init; }

    /// <summary>
    /// True for a setting that came later: left at its default it is no part of the configuration's hash, so
    /// that configurations from before keep theirs.
    /// </summary>
    public bool CameLater { get; init; }

    /// <summary>The last part of the path: the key as it is written.</summary>
    public string Key => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The path before the key; empty at the top level.</summary>
    public string Section => Path.LastIndexOf('.') is var dot and > 0 ? Path[..dot] : "";

    /// <summary>The command-line flag where it is not the key's own; null where it is.</summary>
    public string? NamedFlag { get; init; }

    /// <summary>The setting as a command-line flag: the key, <c>--half-spread</c> for <c>halfSpread</c>, where it has no other.</summary>
    public string Flag
    {
        get
        {
            if (NamedFlag is { } named) return named;
            var flag = new System.Text.StringBuilder("--");
            foreach (var letter in Key)
            {
                if (char.IsAsciiLetterUpper(letter)) flag.Append('-');
                flag.Append(char.ToLowerInvariant(letter));
            }

            return flag.ToString();
        }
    }

    /// <summary>What is accepted, in words, for a refusal.</summary>
    public string AcceptedInWords => Kind switch
    {
        SettingKind.Text => "text",
        SettingKind.WholeNumber when Minimum is { } least => $"a whole number from {Written.Number(least)} to {Written.Whole(Maximum)}",
        SettingKind.WholeNumber => "a whole number",
        SettingKind.Number when Minimum is { } least => $"a number of at least {Written.Number(least)}",
        SettingKind.Number when Default is null || OrNone => "a number (2.5 bp and 5 % are understood), or none",
        SettingKind.Number => "a number (2.5 bp and 5 % are understood)",
        SettingKind.Truth => "true or false",
        SettingKind.Choice => string.Join(" or ", Accepted),
        SettingKind.Date => "a date as yyyy-MM-dd",
        SettingKind.TextList => "a text or a list of texts",
        SettingKind.DateList => "a list of dates as yyyy-MM-dd",
        SettingKind.Embargo => EmbargoText.Accepted + (Default is null ? ", or none" : ""),
        SettingKind.TrainingWindow => TrainingWindowText.Accepted,
        SettingKind.NumberByName => "a number for each name (ES:50,NQ:20)",
        SettingKind.File => "the path of a file, or none",
        SettingKind.Models => "models by name (slow: { penalty: 10 })",
        SettingKind.BorrowTiers => "a list of { advAbove: money a day, rate: fraction a year }",
        _ => "texts by name",
    };
}
