using System.Globalization;

namespace Symphony.Reports;

/// <summary>The run's name, its period and universe, and what must be known before any number.</summary>
internal static class PageHeader
{
    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        page.Line($"<header>");
        page.Line($"<p class=\"kind\">{(model.Kind.Length > 0 ? model.Kind : "Backtest")}</p>");
        page.Line($"<h1>{model.RunName}</h1>");
        page.Line($"<p class=\"facts\">{Facts(model)}</p>");
        if (model.Summary.Length > 0)
        {
            page.Line($"<p class=\"summary\">{model.Summary}</p>");
        }

        if (model.Ruin is { } ruin)
        {
            page.Line($"<p class=\"ruin\" role=\"note\"><strong>Ruined on {FigureText.Of(ruin.Session)}.</strong> {ruin.Sentence}</p>");
        }

        if (model.Flags.Count > 0)
        {
            page.Line($"<ul class=\"flags\" aria-label=\"Read first\">");
            foreach (var flag in model.Flags)
            {
                page.Line($"<li><strong>{flag.Label}</strong> {flag.Explanation}</li>");
            }

            page.Line($"</ul>");
        }

        page.Line($"</header>");
        return page.ToMarkup();
    }

    private static string Facts(ReportModel model)
    {
        var names = Counted(model.UniverseSize, "name");
        return model.Sessions.Count == 0
            ? $"No bars \u00B7 {names}"
            : $"{Long(model)} \u00B7 {Counted(model.Sessions.Count, "bar")} \u00B7 {names}";
    }

    private static string Long(ReportModel model)
    {
        var (first, last) = (model.Sessions[0], model.Sessions[^1]);
        var to = last.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return first == last ? to : first.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) + " to " + to;
    }

    private static string Counted(int count, string noun) =>
        FigureText.Of(count) + "\u00A0" + noun + (count == 1 ? "" : "s");
}
