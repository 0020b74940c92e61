using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>What holds for every figure of the page, beside the figures' own cards.</summary>
internal static class Conventions
{
    public static IReadOnlyList<(string Subject, string Sentence)> All { get; } =
    [
        ("Returns",
            "Simple returns of close equity, bar by bar, from the first fill on. A decision made at the close of bar t is filled at bar t+1."),
        ("Benchmark", "Equal weight of the tradable names, through the same engine and the same costs."),
        ("Combinatorial paths",
            "Purged combinatorial cross-validation with embargo; each path scores every group once and runs through the engine on its own. L\u00F3pez de Prado (2018), Advances in Financial Machine Learning, chapters 7 and 12."),
        ("Checked values", "Each card below names values that the figure must give; the library\u2019s tests compute them again."),
    ];
}
