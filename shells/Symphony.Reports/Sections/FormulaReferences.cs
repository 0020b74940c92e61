using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>What each figure means, and where it is from.</summary>
internal static class FormulaReferences
{
    public static IReadOnlyList<(string Figure, string Definition)> All { get; } =
    [
        ("Returns",
            "Simple returns of close equity, bar by bar, from the first fill on. A decision made at the close of bar t is filled at bar t+1."),
        ("Sharpe ratio",
            "Mean of returns in excess of the cash rate over their standard deviation (n \u2212 1), times the square root of the calendar\u2019s bars a year. Sharpe (1994), The Sharpe ratio, Journal of Portfolio Management 21(1)."),
        ("Probabilistic Sharpe ratio (PSR)",
            "\u03A6( (SR \u2212 SR*) \u221A(n \u2212 1) / \u221A(1 \u2212 \u03B3\u2083 SR + (\u03B3\u2084 \u2212 1)/4 SR\u00B2) ) with the per-bar ratio SR, skewness \u03B3\u2083 and Pearson kurtosis \u03B3\u2084; SR* = 0. Bailey and L\u00F3pez de Prado (2012), The Sharpe ratio efficient frontier, Journal of Risk 15(2)."),
        ("Deflated Sharpe ratio (DSR)",
            "PSR at SR* = \u221AV ( (1 \u2212 \u03B3) \u03A6\u207B\u00B9(1 \u2212 1/N) + \u03B3 \u03A6\u207B\u00B9(1 \u2212 1/(N e)) ): the ratio the best of N trials would reach by luck, with V the variance of the trials\u2019 per-bar ratios and \u03B3 the Euler\u2013Mascheroni constant. Bailey and L\u00F3pez de Prado (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5)."),
        ("Drawdown", "Equity over its running maximum, minus 1. Time under water: bars since that maximum."),
        ("Turnover", "Sum of the size of all fills over equity, bought plus sold (two-sided); one-sided is half of it."),
        ("Cost of a fill",
            "|n| (commission + half spread) + Y \u03C3 |n| \u221A(|n| / ADV), for a fill of notional n, daily volatility \u03C3 and average daily dollar volume ADV. Square-root impact: T\u00F3th and others (2011), Anomalous price impact and the critical nature of liquidity in financial markets, Physical Review X 1, 021006."),
        ("Borrow and margin", "On the balances at the close, simple interest, ACT/360, for the calendar days between that session and the next."),
        ("Benchmark", "Equal weight of the tradable names, through the same engine and the same costs."),
        ("Combinatorial paths",
            "Purged combinatorial cross-validation with embargo; each path scores every group once and runs through the engine on its own. L\u00F3pez de Prado (2018), Advances in Financial Machine Learning, chapters 7 and 12."),
    ];
}
