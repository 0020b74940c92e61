using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Counts and remarks, and what the report has not and why.</summary>
internal static class NotesSection
{
    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Notes.Count > 0)
        {
            page.Line($"<section id=\"notes\"><h3>Notes</h3><dl class=\"notes\">");
            foreach (var note in model.Notes)
            {
                page.Line($"<div><dt>{note.Label}</dt><dd>{note.Text}</dd></div>");
            }

            page.Line($"</dl></section>");
        }

        var absences = Absences(model);
        if (absences.Count > 0)
        {
            page.Line($"<section id=\"absent\"><h3>Not in this report</h3><dl class=\"notes\">");
            foreach (var (title, why) in absences)
            {
                page.Line($"<div><dt>{title}</dt><dd>{why}</dd></div>");
            }

            page.Line($"</dl></section>");
        }

        return page.ToMarkup();
    }

    private static List<(string Title, string Why)> Absences(ReportModel model)
    {
        var absences = new List<(string Title, string Why)>();
        Add("Key figures", model.Figures);
        Add("Equity", model.Equity);
        Add("Drawdown", model.Drawdown);
        Add("Rolling Sharpe ratio", model.RollingSharpe);
        Add("Monthly returns", model.MonthlyReturns);
        Add("Costs", model.Costs);
        Add("Cost stress", model.CostStress);
        Add("Against the benchmark", model.Relative);
        Add("Capacity", model.Capacity);
        Add("Attribution", model.Attribution);
        Add("Edge after borrow", model.BorrowEdge);
        Add("Other conventions", model.Conventions);
        Add("Combinatorial paths", model.Paths);
        Add("Return by quantile of score", model.Quantiles);
        Add("Information coefficient by horizon", model.HorizonCorrelations);
        Add("Exposure", model.Exposure);
        Add("Turnover", model.Turnover);
        return absences;

        void Add<T>(string title, ReportSection<T> section)
            where T : class
        {
            if (section.Content is null)
            {
                absences.Add((title, section.WhyAbsent));
            }
        }
    }
}
