using System;
using System.Linq;

namespace Symphony.Reports;

/// <summary>Parameter sets side by side, and the trades of the one that is shown.</summary>
internal static class TradeSections
{
    public static Markup Sets(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Sets is not { Rows.Count: > 0 } sets)
        {
            return page.ToMarkup();
        }

        Open(page, "sets", "Every parameter set that was tried");
        page.Add($"<thead><tr><th scope=\"col\">Set</th>");
        foreach (var column in sets.Columns)
        {
            page.Add($"<th scope=\"col\">{column}</th>");
        }

        page.Add($"<th scope=\"col\">Return</th><th scope=\"col\">Sharpe</th><th scope=\"col\">Trades</th><th scope=\"col\">Winners</th>");
        page.Line($"<th scope=\"col\">Profit factor</th><th scope=\"col\">Ambiguous</th><th scope=\"col\">Cost, bp</th></tr></thead><tbody>");
        foreach (var row in sets.Rows)
        {
            page.Add($"<tr{new Markup(row.IsShown ? " class=\"own\"" : "")}><th scope=\"row\">{FigureText.Of(row.Number)}{(row.IsShown ? " shown" : "")}</th>");
            foreach (var value in row.Values)
            {
                page.Add($"<td>{value}</td>");
            }

            page.Add($"<td>{FigureText.Of(row.TotalReturn, FigureFormat.Percent)}</td><td>{FigureText.Of(row.SharpeRatio, FigureFormat.Ratio)}</td>");
            page.Add($"<td>{FigureText.Of(row.Trades)}</td><td>{FigureText.Of(row.WinnerShare, FigureFormat.Percent)}</td>");
            page.Add($"<td>{FigureText.Of(row.ProfitFactor, FigureFormat.Ratio)}</td><td>{FigureText.Of(row.AmbiguousShare, FigureFormat.Percent)}</td>");
            page.Line($"<td>{FigureText.Of(row.CostBasisPoints, FigureFormat.BasisPoints)}</td></tr>");
        }

        Close(page, sets.Remark);
        return page.ToMarkup();
    }

    public static Markup Exits(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Trades is not { Exits.Count: > 0 } review)
        {
            return page.ToMarkup();
        }

        var most = review.Exits.Max(row => row.Count);
        Open(page, "exits", "What ended the trades");
        page.Line($"<thead><tr><td></td><th scope=\"col\">Exits</th></tr></thead><tbody>");
        foreach (var row in review.Exits)
        {
            page.Add($"<tr><th scope=\"row\">{row.Label}");
            if (most > 0)
            {
                page.Add($"<i class=\"share\" style=\"width:{Coordinate.Percent((double)row.Count / most)}\"></i>");
            }

            page.Line($"</th><td>{FigureText.Of(row.Count)}</td></tr>");
        }

        Close(page, "A position that leaves in parts has several exits.");
        return page.ToMarkup();
    }

    public static Markup Ties(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Trades is not { Ties.Count: > 0 } review)
        {
            return page.ToMarkup();
        }

        Open(page, "ties", "Bars that reached both prices");
        page.Line($"<tbody>");
        foreach (var row in review.Ties)
        {
            var text = row.Format == FigureFormat.Money ? FigureText.Compact(row.Value) : FigureText.Of(row.Value, row.Format);
            page.Line($"<tr><th scope=\"row\">{row.Label}</th><td>{text}</td><td class=\"beside\">{row.Beside}</td></tr>");
        }

        Close(page, review.TieRemark);
        return page.ToMarkup();
    }

    public static Markup List(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Trades is not { Trades.Count: > 0 } review)
        {
            return page.ToMarkup();
        }

        Open(page, "trades", "Trades");
        page.Add($"<thead><tr><th scope=\"col\">Symbol</th><th scope=\"col\">Side</th><th scope=\"col\">Entry</th><th scope=\"col\">Exit</th>");
        page.Add($"<th scope=\"col\">Entry price</th><th scope=\"col\">Exit price</th><th scope=\"col\">Return, gross</th>");
        page.Line($"<th scope=\"col\">Costs</th><th scope=\"col\">Net</th><th scope=\"col\">Ended by</th></tr></thead><tbody>");
        foreach (var row in review.Trades)
        {
            page.Add($"<tr><th scope=\"row\">{row.Symbol}</th><td>{row.Side}</td><td>{row.Entry}</td><td>{row.Exit}</td>");
            page.Add($"<td>{Price(row.EntryPrice)}</td><td>{Price(row.ExitPrice)}</td><td>{FigureText.Of(row.GrossReturn, FigureFormat.Percent)}</td>");
            page.Line($"<td>{FigureText.ThreeFigures(row.Cost)}</td><td>{FigureText.ThreeFigures(row.NetProfit)}</td><td>{row.Reason}</td></tr>");
        }

        Close(page, review.TradesRemark);
        return page.ToMarkup();
    }

    /// <summary>Enough decimals for a currency pair, and no more than a stock needs.</summary>
    private static string Price(double value) => FigureText.Fixed(value, Math.Abs(value) switch { >= 100 => 2, >= 1 => 4, _ => 6 });

    private static void Open(HtmlWriter page, string id, string title)
    {
        page.Line($"<section id=\"{id}\"><h3>{title}</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table>");
    }

    private static void Close(HtmlWriter page, string remark)
    {
        page.Line($"</tbody></table></div>");
        if (remark.Length > 0)
        {
            page.Add($"<p class=\"remark\">{remark}</p>");
        }

        page.Line($"</section>");
    }
}
