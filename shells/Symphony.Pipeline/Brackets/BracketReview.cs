using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Reports;

namespace Symphony.Pipeline;

/// <summary>Lays the trades of one parameter set out for a page.</summary>
internal static class BracketReview
{
    private const int Listed = 200;
    private const int Drawn = 3000;

    internal static TradeReview Of(BracketConfiguration configuration, BracketJobOptions options, BracketFigures figures, BracketResult run)
    {
        var all = run.Trades.ToArray();
        // Some of many, evenly through the list, so that no time is left out.
        BracketTrade[] drawn = all.Length <= Drawn ? all : [.. Enumerable.Range(0, Drawn).Select(i => all[(int)((long)i * all.Length / Drawn)])];
        var file = options.TradesFile is { } written ? $"all are in {Path.GetFileName(written)}" : "--trades-file FILE writes all";
        return new TradeReview
        {
            Exits =
            [
                .. figures.ExitsByReason.Where(one => one.Value > 0).OrderByDescending(one => one.Value)
                    .Select(one => new ExitRow(Capital(BracketWords.Of(one.Key)), one.Value)),
            ],
            Ties = Ties(figures),
            TieRemark = TieRemark(configuration),
            Excursions = [.. drawn.Select(trade => new Excursion(trade.MaximumAdverse, trade.MaximumFavourable, trade.NetProfit > 0))],
            ExcursionRemark = drawn.Length == all.Length ? "" : $"{Whole(drawn.Length)} of {Whole(all.Length)} exits are drawn, evenly through the history.",
            Trades = [.. all.Take(Listed).Select(trade => Row(run.Axes, trade))],
            TradesRemark = all.Length <= Listed
                ? $"One row for each exit; money after all costs; {file}."
                : $"The first {Listed} of {Whole(all.Length)} exits; money after all costs; {file}.",
        };
    }

    private static IReadOnlyList<RelativeRow> Ties(BracketFigures figures)
    {
        List<RelativeRow> rows =
        [
            new("Trades closed", FigureFormat.Count, figures.Trades),
            new("Rest on what is assumed (ambiguous)", FigureFormat.Count, figures.Ambiguous),
            new("Ambiguity rate", FigureFormat.Percent, figures.AmbiguousShare),
        ];
        if (figures.FinalEquityWithoutFiner is not { } equity) return rows;
        rows.Add(new("Decided by finer bars", FigureFormat.Count, figures.Resolved));
        rows.Add(new("Ambiguity rate without finer bars", FigureFormat.Percent, figures.AmbiguousShareWithoutFiner));
        rows.Add(new("Final equity", FigureFormat.Money, figures.FinalEquity));
        rows.Add(new("Final equity without finer bars", FigureFormat.Money, equity));
        return rows;
    }

    private static string TieRemark(BracketConfiguration configuration)
    {
        var ties = configuration.Bracket["ties"]!;
        var policy = ties is System.Text.Json.Nodes.JsonArray
            ? "the set's own policy decides"
            : ties.GetValue<string>() == "nearerToOpenFirst" ? "the price nearer to the open is assumed to come first" : "the stop is assumed to come first";
        return configuration.FinerFiles.Length > 0
            ? $"A bar that reached both prices is looked up in finer bars; where they do not tell, {policy}."
            : $"In a bar that reached both prices {policy}; --finer looks it up in finer bars.";
    }

    private static TradeRow Row(Axes axes, BracketTrade trade) => new(
        axes.Symbols[trade.Symbol],
        trade.Side == Side.Long ? "long" : "short",
        When(axes, trade.EntryBar),
        trade.ExitBar < 0 ? "" : When(axes, trade.ExitBar),
        trade.EntryPrice,
        trade.ExitPrice,
        trade.GrossReturn,
        trade.TotalCost,
        trade.NetProfit,
        BracketWords.Of(BracketTables.Exits[(int)trade.Exit]) + Tie(trade.Tie));

    private static string Tie(BracketTie tie) => tie switch
    {
        BracketTie.Resolved => ", finer bars tell",
        BracketTie.Assumed => ", assumed",
        _ => "",
    };

    /// <summary>The session date, and the time in UTC where a session has several bars.</summary>
    private static string When(Axes axes, int bar)
    {
        var isDaily = (bar == 0 || axes.SessionDate(bar - 1) != axes.SessionDate(bar)) && (bar + 1 >= axes.BarCount || axes.SessionDate(bar + 1) != axes.SessionDate(bar));
        return isDaily ? Written.Date(axes.SessionDate(bar)) : Written.Instant(axes.Instant(bar)).Replace('T', ' ')[..16];
    }

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string Whole(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
