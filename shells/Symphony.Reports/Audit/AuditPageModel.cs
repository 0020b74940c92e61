using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>How far data can be trusted.</summary>
public enum DataColour
{
    /// <summary>Nothing was found.</summary>
    Green,

    /// <summary>Something to look at.</summary>
    Amber,

    /// <summary>Rows that are missing or wrong.</summary>
    Red,
}

/// <summary>Symbol days by colour.</summary>
/// <param name="Green">Without a finding.</param>
/// <param name="Amber">With amber findings at most.</param>
/// <param name="Red">With a red finding.</param>
public sealed record AuditDays(long Green, long Amber, long Red);

/// <summary>What one rule found.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Meaning">What it finds, in a few words.</param>
/// <param name="Worst">The gravest colour of its findings.</param>
/// <param name="Findings">How many.</param>
/// <param name="Symbols">In how many symbols.</param>
public sealed record AuditRuleRow(string Name, string Meaning, DataColour Worst, int Findings, int Symbols);

/// <summary>One finding.</summary>
/// <param name="Colour">How grave.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Sentence">Symbol, dates, what, how much.</param>
public sealed record AuditFindingRow(DataColour Colour, string Rule, string Sentence);

/// <summary>One repair.</summary>
/// <param name="Repair">As it is written.</param>
/// <param name="Count">Rows left out, or findings accepted.</param>
public sealed record AuditRepairRow(string Repair, long Count);

/// <summary>An audit as a page shows it.</summary>
/// <param name="Name">What was audited.</param>
/// <param name="Worst">The gravest colour.</param>
/// <param name="Accepted">The worst colour that was to be accepted.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Days">Symbol days by colour.</param>
/// <param name="Symbols">The symbols.</param>
/// <param name="Dates">Session dates, ascending.</param>
/// <param name="ColourAt">From the numbers of a symbol and a date to their colour; null outside the symbol's life.</param>
public sealed record AuditPageModel(
    string Name,
    DataColour Worst,
    DataColour Accepted,
    long Rows,
    AuditDays Days,
    IReadOnlyList<string> Symbols,
    IReadOnlyList<DateOnly> Dates,
    Func<int, int, DataColour?> ColourAt)
{
    /// <summary>When rows were expected, in words.</summary>
    public string Calendar { get; init; } = "";

    /// <summary>The rules that found anything.</summary>
    public IReadOnlyList<AuditRuleRow> Rules { get; init; } = [];

    /// <summary>The gravest findings.</summary>
    public IReadOnlyList<AuditFindingRow> Findings { get; init; } = [];

    /// <summary>How many findings there are in all.</summary>
    public int FindingCount { get; init; }

    /// <summary>The file that has them all; null where none was written.</summary>
    public string? FindingsFile { get; init; }

    /// <summary>What was decided about earlier findings.</summary>
    public IReadOnlyList<AuditRepairRow> Repairs { get; init; } = [];

    /// <summary>What a reader should know about the reading.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
