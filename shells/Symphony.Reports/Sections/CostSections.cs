using System;
using System.Linq;

namespace Symphony.Reports;

/// <summary>What the run paid, and what it would be under other costs.</summary>
internal static class CostSections
{
    public static Markup Costs(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Costs.Content is not { } costs)
        {
            return page.ToMarkup();
        }

        var hasYear = costs.Rows.Any(row => row.FractionOfEquityAYear is not null);
        var largest = costs.Rows.Select(row => Math.Abs(row.Money)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        page.Line($"<section id=\"costs\"><h3>Costs</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Costs\" tabindex=\"0\"><table>");
        page.Add($"<thead><tr><td></td><th scope=\"col\">Money</th><th scope=\"col\">bp of turnover</th>");
        page.Line($"{new Markup(hasYear ? "<th scope=\"col\">a year</th>" : "")}</tr></thead><tbody>");
        foreach (var row in costs.Rows)
        {
            page.Line($"<tr>{Cells(row, hasYear, largest)}</tr>");
        }

        page.Line($"</tbody><tfoot><tr>{Cells(costs.Total, hasYear, 0)}</tr></tfoot></table></div>");
        string[] remarks =
        [
            costs.TurnoverMoney is { } turnover ? $"Two-sided turnover {FigureText.Of(turnover, FigureFormat.Money)}." : "",
            !hasYear && costs.Total.FractionOfEquityAYear is { } year ? $"In all {FigureText.Of(year, FigureFormat.Percent)} of equity a year." : "",
        ];
        if (remarks.Any(remark => remark.Length > 0))
        {
            page.Line($"<p class=\"remark\">{string.Join(' ', remarks).Trim()}</p>");
        }

        page.Line($"</section>");
        return page.ToMarkup();
    }

    public static Markup Stress(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.CostStress.Content is not { } stress)
        {
            return page.ToMarkup();
        }

        var hasEquity = stress.Rows.Any(row => row.FinalEquity is not null);
        page.Line($"<section id=\"cost-stress\"><h3>Cost stress</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Cost stress\" tabindex=\"0\"><table>");
        page.Add($"<thead><tr><th scope=\"col\">Costs</th><th scope=\"col\">Sharpe</th><th scope=\"col\">Return a year</th><th scope=\"col\">Max. drawdown</th>");
        page.Line($"{new Markup(hasEquity ? "<th scope=\"col\">Final equity</th>" : "")}</tr></thead><tbody>");
        foreach (var row in stress.Rows)
        {
            page.Add($"<tr{new Markup(row.Multiplier == 1 ? " class=\"own\"" : "")}><th scope=\"row\">{Multiple(row)}</th>");
            page.Add($"<td>{FigureText.Of(row.SharpeRatio, FigureFormat.Ratio)}</td><td>{FigureText.Of(row.AnnualReturn, FigureFormat.Percent)}</td><td>{FigureText.Of(row.MaximumDrawdown, FigureFormat.Percent)}</td>");
            if (hasEquity)
            {
                page.Add($"<td>{FigureText.Compact(row.FinalEquity)}</td>");
            }

            page.Line($"</tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">The same decisions, with commission, spread, impact and borrow multiplied.</p></section>");
        return page.ToMarkup();
    }

    private static string Multiple(CostStressRow row)
    {
        var times = FigureText.Fixed(row.Multiplier, FigureText.DecimalsFor(row.Multiplier)) + "\u00D7";
        var meaning = row.Multiplier == 0 ? " gross" : row.Multiplier == 1 ? " as run" : "";
        return times + meaning + (row.Ruined ? " ruined" : "");
    }

    private static Markup Cells(CostRow row, bool hasYear, double largest)
    {
        var page = new HtmlWriter();
        page.Add($"<th scope=\"row\">{row.Label}");
        if (largest > 0 && double.IsFinite(row.Money))
        {
            page.Add($"<i class=\"share\" style=\"width:{Coordinate.Percent(Math.Abs(row.Money) / largest)}\"></i>");
        }

        page.Add($"</th><td>{FigureText.Of(row.Money, FigureFormat.Money)}</td>");
        page.Add($"<td>{FigureText.Of(row.BasisPointsOfTurnover, FigureFormat.BasisPoints)}</td>");
        if (hasYear)
        {
            page.Add($"<td>{FigureText.Of(row.FractionOfEquityAYear, FigureFormat.Percent)}</td>");
        }

        return page.ToMarkup();
    }
}
