using System;
using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>How the figures are defined, the configuration and the hashes.</summary>
internal static class PageFooter
{
    public static Markup Render(ReportModel model)
    {
        var page = new HtmlWriter();
        page.Line($"<footer>");
        page.Line($"<details id=\"formulas\"><summary>How the figures are defined</summary><dl class=\"notes\">");
        foreach (var (subject, sentence) in Conventions.All)
        {
            page.Line($"<div><dt>{subject}</dt><dd>{sentence}</dd></div>");
        }

        page.Line($"</dl>");
        page.Add($"{FormulaCardSection.Render()}");
        page.Line($"</details>");
        if (model.Configuration.Length > 0)
        {
            page.Line($"<details id=\"configuration\"><summary>Configuration</summary>");
            page.Line($"<pre tabindex=\"0\">{model.Configuration}</pre></details>");
        }

        if (model.Hashes.Count > 0)
        {
            Hashes(page, model.Hashes);
        }

        page.Line($"<p class=\"colophon\">Made by Symphony. This file loads nothing from anywhere.</p>");
        page.Line($"</footer>");
        return page.ToMarkup();
    }

    private static void Hashes(HtmlWriter page, IReadOnlyList<ReportHash> hashes)
    {
        page.Line($"<details id=\"hashes\"><summary>Hashes</summary>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Hashes\" tabindex=\"0\"><table class=\"hashes\">");
        foreach (var kind in hashes.Select(hash => hash.Kind).Distinct(StringComparer.Ordinal))
        {
            page.Line($"<tbody><tr><th colspan=\"2\" scope=\"rowgroup\">{kind}</th></tr>");
            foreach (var hash in hashes.Where(hash => string.Equals(hash.Kind, kind, StringComparison.Ordinal)))
            {
                page.Line($"<tr><td>{hash.Name}</td><td><code>{hash.Hash}</code></td></tr>");
            }

            page.Line($"</tbody>");
        }

        page.Line($"</table></div></details>");
    }
}
