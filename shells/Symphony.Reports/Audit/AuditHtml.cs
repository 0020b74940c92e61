using System;

namespace Symphony.Reports;

/// <summary>An audit as one self-contained HTML file.</summary>
public static class AuditHtml
{
    /// <summary>The whole page: style and drawings are inside it, and nothing is loaded.</summary>
    /// <param name="model">The settled findings and colours.</param>
    /// <returns>HTML that is also well-formed XML, lines ended by a line feed; the same model gives the same text.</returns>
    public static string Render(AuditPageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var page = new HtmlWriter();
        page.Line($"<!DOCTYPE html>");
        page.Line($"<html lang=\"en\">");
        page.Line($"<head>");
        page.Line($"<meta charset=\"utf-8\"/>");
        page.Line($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.Line($"<meta name=\"color-scheme\" content=\"light dark\"/>");
        page.Line($"<meta name=\"generator\" content=\"Symphony.Reports\"/>");
        page.Line($"<meta http-equiv=\"Content-Security-Policy\" content=\"{PageResources.Policy}\"/>");
        page.Line($"<title>{model.Name} \u00B7 Symphony audit</title>");
        page.Line($"<style>{new Markup(PageResources.Style)}</style>");
        page.Line($"</head>");
        page.Line($"<body>");
        page.Line($"<main>");
        page.Add($"{Header(model)}");
        page.Add($"{Strip(model)}");
        page.Add($"{HeatMap.Render(model)}");
        page.Add($"{Rules(model)}");
        page.Add($"{Findings(model)}");
        page.Add($"{Repairs(model)}");
        page.Add($"{Notes(model)}");
        page.Line($"</main>");
        page.Line($"</body>");
        page.Line($"</html>");
        return page.ToString();
    }

    private static Markup Header(AuditPageModel model)
    {
        var page = new HtmlWriter();
        var span = model.Dates.Count == 0 ? "no dates" : $"{FigureText.Of(model.Dates[0])} to {FigureText.Of(model.Dates[^1])}";
        page.Line($"<header>");
        page.Line($"<p class=\"kind\">Audit</p>");
        page.Line($"<h1>{model.Name}</h1>");
        page.Line($"<p class=\"facts\">{span} \u00B7 {FigureText.Of(model.Dates.Count)}\u00A0dates \u00B7 {FigureText.Of(model.Symbols.Count)}\u00A0symbols \u00B7 {FigureText.Fixed(model.Rows, 0)}\u00A0rows</p>");
        if (model.Worst > model.Accepted)
        {
            page.Line($"<p class=\"ruin\" role=\"note\"><strong>{Word(model.Worst)}.</strong> {Word(model.Accepted)} or better was asked for: what is computed from these rows should not be trusted before they are mended.</p>");
        }

        page.Line($"</header>");
        return page.ToMarkup();
    }

    private static Markup Strip(AuditPageModel model)
    {
        var page = new HtmlWriter();
        page.Line($"<section class=\"strip\" aria-label=\"In short\"><dl class=\"days\">");
        page.Line($"<div><dt>Verdict</dt><dd><b class=\"verdict {Style(model.Worst)}\">{Word(model.Worst)}</b><span>accepted: {Word(model.Accepted)} or better</span></dd></div>");
        page.Line($"<div><dt>Green symbol days</dt><dd><b>{FigureText.Fixed(model.Days.Green, 0)}</b><span>nothing found</span></dd></div>");
        page.Line($"<div><dt>Amber symbol days</dt><dd><b>{FigureText.Fixed(model.Days.Amber, 0)}</b><span>worth a look</span></dd></div>");
        page.Line($"<div><dt>Red symbol days</dt><dd><b>{FigureText.Fixed(model.Days.Red, 0)}</b><span>missing or wrong</span></dd></div>");
        page.Line($"</dl></section>");
        return page.ToMarkup();
    }

    private static Markup Rules(AuditPageModel model)
    {
        var page = new HtmlWriter();
        page.Line($"<section id=\"rules\"><h3>Findings by rule</h3>");
        page.Line($"<p class=\"remark\">Rows were expected on {model.Calendar}.</p>");
        if (model.Rules.Count == 0)
        {
            page.Line($"<p class=\"absent\">No rule found anything.</p></section>");
            return page.ToMarkup();
        }

        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Findings by rule\" tabindex=\"0\"><table>");
        page.Line($"<thead><tr><td>Rule</td><th scope=\"col\">Worst</th><th scope=\"col\">Findings</th><th scope=\"col\">Symbols</th><th scope=\"col\" class=\"said\">What it finds</th></tr></thead><tbody>");
        foreach (var rule in model.Rules)
        {
            page.Line($"<tr><th scope=\"row\">{rule.Name}</th><td>{Tag(rule.Worst)}</td><td>{FigureText.Of(rule.Findings)}</td><td>{FigureText.Of(rule.Symbols)}</td><td class=\"said\">{rule.Meaning}</td></tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    private static Markup Findings(AuditPageModel model)
    {
        var page = new HtmlWriter();
        if (model.Findings.Count == 0)
        {
            return page.ToMarkup();
        }

        var all = model.FindingsFile is { } file ? $"All are in {file}." : "symphony audit --findings FILE writes them all.";
        page.Line($"<section id=\"findings\"><h3>Gravest findings</h3>");
        page.Line($"<p class=\"remark\">{FigureText.Of(model.Findings.Count)} of {FigureText.Of(model.FindingCount)}. {all}</p>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Gravest findings\" tabindex=\"0\"><table>");
        page.Line($"<thead><tr><td>Finding</td><th scope=\"col\">Rule</th><th scope=\"col\">Colour</th></tr></thead><tbody>");
        foreach (var finding in model.Findings)
        {
            page.Line($"<tr><th scope=\"row\">{finding.Sentence}</th><td>{finding.Rule}</td><td>{Tag(finding.Colour)}</td></tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    private static Markup Repairs(AuditPageModel model)
    {
        var page = new HtmlWriter();
        if (model.Repairs.Count == 0)
        {
            return page.ToMarkup();
        }

        page.Line($"<section id=\"repairs\"><h3>Repairs</h3>");
        page.Line($"<p class=\"remark\">Applied when rows are read; the files keep every row. What is accepted stays on record, in green.</p>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Repairs\" tabindex=\"0\"><table><thead><tr><td>Repair</td><th scope=\"col\">Rows or findings</th></tr></thead><tbody>");
        foreach (var repair in model.Repairs)
        {
            page.Line($"<tr><th scope=\"row\">{repair.Repair}</th><td>{FigureText.Fixed(repair.Count, 0)}</td></tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    private static Markup Notes(AuditPageModel model)
    {
        var page = new HtmlWriter();
        foreach (var note in model.Notes)
        {
            page.Line($"<p class=\"remark\">{note}</p>");
        }

        return page.ToMarkup();
    }

    private static Markup Tag(DataColour colour) => new($"<span class=\"tag {Style(colour)}\">{Word(colour)}</span>");

    private static string Word(DataColour colour) => colour switch
    {
        DataColour.Red => "RED",
        DataColour.Amber => "AMBER",
        _ => "GREEN",
    };

    private static string Style(DataColour colour) => colour switch
    {
        DataColour.Red => "red",
        DataColour.Amber => "amber",
        _ => "green",
    };
}
