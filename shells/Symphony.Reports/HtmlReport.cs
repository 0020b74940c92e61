using System;

namespace Symphony.Reports;

/// <summary>The report as one self-contained HTML file.</summary>
public static class HtmlReport
{
    /// <summary>The whole page: style, drawings and the small script are inside it, and nothing is loaded.</summary>
    /// <param name="model">The settled figures and series.</param>
    /// <returns>HTML that is also well-formed XML, lines ended by a line feed; the same model gives the same text.</returns>
    /// <exception cref="ArgumentException">
    /// A series has not one value for each session, sessions decrease, or a year has not twelve months.
    /// </exception>
    public static string Render(ReportModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelShape.Check(model);
        var time = new TimeScale(model.Sessions);
        var page = new HtmlWriter();
        page.Line($"<!DOCTYPE html>");
        page.Line($"<html lang=\"en\">");
        page.Line($"<head>");
        page.Line($"<meta charset=\"utf-8\"/>");
        page.Line($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.Line($"<meta name=\"color-scheme\" content=\"light dark\"/>");
        page.Line($"<meta name=\"generator\" content=\"Symphony.Reports\"/>");
        page.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"{PageResources.Policy}\"/>");
        page.Line($"<title>{model.RunName} \u00B7 Symphony report</title>");
        page.Line($"<style>{new Markup(PageResources.Style)}</style>");
        page.Line($"</head>");
        page.Line($"<body>");
        page.Line($"<main>");
        page.Add($"{PageHeader.Render(model)}");
        page.Add($"{HeadlineStrip.Render(model.Headline)}");
        page.Add($"{TradeSections.Sets(model)}");
        page.Add($"{Body(model, time)}");
        page.Add($"{Columns("detail", Joined("stack", [TradeSections.Exits(model), TradeSections.Ties(model)]), ExcursionSection.Render(model))}");
        page.Add($"{MonthlyTable.Render(model)}");
        page.Add($"{Columns("detail", ScoreSections.Quantiles(model), ScoreSections.Horizons(model))}");
        page.Add($"{Columns("detail", Joined("stack", [StackSection.Members(model), StackSection.Windows(model)]), StackSection.Weights(model, time))}");
        page.Add($"{Columns("detail", ProfitSections.Relative(model), ProfitSections.Conventions(model))}");
        page.Add($"{Columns("detail", Joined("stack", [ProfitSections.Attribution(model), ProfitSections.Borrow(model)]), ProfitSections.Names(model))}");
        page.Add($"{Columns("detail", CapacitySection.Curve(model), CapacitySection.Table(model))}");
        page.Add($"{Detail(model, time)}");
        page.Add($"{TradeSections.List(model)}");
        page.Add($"{NotesSection.Render(model)}");
        page.Line($"</main>");
        page.Add($"{PageFooter.Render(model)}");
        page.Line($"<script>{new Markup(PageResources.Script)}</script>");
        page.Line($"</body>");
        page.Line($"</html>");
        return page.ToString();
    }

    /// <summary>The curves, and beside them the tables one reads them with.</summary>
    private static Markup Body(ReportModel model, TimeScale time)
    {
        Markup[] curves =
        [
            CurveSections.Equity(model, time),
            CurveSections.Drawdown(model, time),
            CurveSections.RollingSharpe(model, time),
        ];
        Markup[] tables =
        [
            FigureTableSection.Render(model),
            CostSections.Costs(model),
            CostSections.Stress(model),
        ];
        return Columns("body", Joined("curves", curves), Joined("tables", tables));
    }

    /// <summary>Two stacks of two; when one would be empty, the other's two stand side by side.</summary>
    private static Markup Detail(ReportModel model, TimeScale time)
    {
        Markup[] results = [PathSection.Render(model), CurveSections.Episodes(model)];
        Markup[] trading = [CurveSections.Exposure(model, time), CurveSections.Turnover(model, time)];
        var (left, right) = (Joined("stack", results), Joined("stack", trading));
        return left.Text.Length == 0 ? Columns("detail", trading)
            : right.Text.Length == 0 ? Columns("detail", results)
            : Columns("detail", left, right);
    }

    private static Markup Joined(string style, Markup[] parts)
    {
        var text = string.Concat(Array.ConvertAll(parts, part => part.Text));
        var page = new HtmlWriter();
        if (text.Length > 0)
        {
            page.Line($"<div class=\"{style}\">\n{new Markup(text)}</div>");
        }

        return page.ToMarkup();
    }

    private static Markup Columns(string style, params Markup[] parts)
    {
        var count = Array.FindAll(parts, part => part.Text.Length > 0).Length;
        return Joined(count == 1 ? style + " alone" : style, parts);
    }
}
