using System.Collections.Generic;
using System.Linq;

namespace Symphony.Reports;

/// <summary>Several models: what each was worth beside the stack of them, and their weights window by window.</summary>
internal static class StackSection
{
    /// <summary>The lines that can be told apart.</summary>
    private static readonly string[] Styles = ["net", "gross", "bench", "bars"];

    /// <summary>Above this many windows the table shows the latest alone; the chart shows all.</summary>
    private const int ShownWindows = 8;

    public static Markup Members(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Stack.Content is not { Rows.Count: > 0 } stack)
        {
            return page.ToMarkup();
        }

        page.Line($"<section id=\"stack\"><h3>Models and their stack</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Models and their stack\" tabindex=\"0\"><table>");
        page.Line($"<thead><tr><th scope=\"col\">Scores</th><th scope=\"col\">Features</th><th scope=\"col\">Weight</th><th scope=\"col\">IC out-of-fold</th><th scope=\"col\">IC walk-forward</th><th scope=\"col\">Std. error</th><th scope=\"col\">Spread</th><th scope=\"col\">t</th></tr></thead><tbody>");
        foreach (var row in stack.Rows)
        {
            page.Add($"<tr{new Markup(row.Weight is null ? " class=\"own\"" : "")}><th scope=\"row\">{row.Name}</th><td>{FigureText.Of(row.Features)}</td><td>{Fixed(row.Weight, 3)}</td>");
            page.Add($"<td>{Fixed(row.OutOfFold, 4)}</td><td>{Fixed(row.WalkForward, 4)}</td><td>{Fixed(row.WalkForwardError, 4)}</td>");
            page.Line($"<td>{FigureText.Of(row.Spread, FigureFormat.Percent)}</td><td>{FigureText.Of(row.SpreadTStatistic, FigureFormat.Ratio)}</td></tr>");
        }

        page.Line($"</tbody></table></div>");
        page.Line($"<p class=\"remark\">{stack.Method} Weight: as kept for scoring tomorrow. IC: mean rank correlation with the labels by date. Spread: mean label ({stack.Spread}) of the highest fifth of walk-forward scores less the lowest, gross of cost. Net returns of a model alone would be a trial of their own.</p></section>");
        return page.ToMarkup();
    }

    public static Markup Weights(ReportModel model, TimeScale time)
    {
        if (model.Stack.Content is not { Rows.Count: > 0 } stack)
        {
            return Markup.Empty;
        }

        // The models with the largest kept weights, in the order of the table.
        int[] drawn =
        [
            .. Enumerable.Range(0, stack.Weights.Count)
                .OrderByDescending(member => stack.Rows[member].Weight ?? 0)
                .Take(Styles.Length)
                .Order(),
        ];
        return new LineChart
        {
            Id = "stack-weights",
            Title = "Weights by window",
            Remark = drawn.Length < stack.Weights.Count ? $"The {FigureText.Of(drawn.Length)} models of {FigureText.Of(stack.Weights.Count)} with the largest kept weights." : "",
            Description = "Weight of each model at every bar: "
                + string.Join("; ", stack.Windows.TakeLast(ShownWindows).Select(window => $"from {window.From} " + string.Join(", ", window.Weights.Select((weight, member) => $"{stack.Rows[member].Name} {Fixed(weight, 3)}")))) + ".",
            Time = time,
            Lines = [.. drawn.Select((member, line) => new ChartLine(Styles[line], stack.Rows[member].Name, stack.Weights[member]))],
            Scale = ValueScale.Linear,
            Label = (value, step) => FigureText.Fixed(value, FigureText.DecimalsFor(step)),
            Readout = value => FigureText.Fixed(value, 3),
            Baseline = 0,
        }.Render();
    }

    public static Markup Windows(ReportModel model)
    {
        var page = new HtmlWriter();
        if (model.Stack.Content is not { Windows.Count: > 0 } stack)
        {
            return page.ToMarkup();
        }

        IReadOnlyList<StackWindowRow> shown = [.. stack.Windows.TakeLast(ShownWindows)];
        page.Line($"<section id=\"stack-windows\"><h3>Weights of the latest windows</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Weights of the latest windows\" tabindex=\"0\"><table>");
        page.Add($"<thead><tr><th scope=\"col\">From</th>");
        foreach (var row in stack.Rows.Take(stack.Weights.Count))
        {
            page.Add($"<th scope=\"col\">{row.Name}</th>");
        }

        page.Line($"</tr></thead><tbody>");
        foreach (var window in shown)
        {
            page.Add($"<tr><th scope=\"row\">{window.From}{(window.Remark.Length > 0 ? " *" : "")}</th>");
            foreach (var weight in window.Weights)
            {
                page.Add($"<td>{Fixed(weight, 3)}</td>");
            }

            page.Line($"</tr>");
        }

        page.Line($"</tbody></table></div>");
        var remark = shown.FirstOrDefault(window => window.Remark.Length > 0)?.Remark;
        page.Line($"<p class=\"remark\">{FigureText.Of(stack.Windows.Count)} windows in all; metrics.json has every one.{(remark is null ? "" : $" * {remark}")}</p></section>");
        return page.ToMarkup();
    }

    private static string Fixed(double? value, int decimals) =>
        value is { } number && double.IsFinite(number) ? FigureText.Fixed(number, decimals) : FigureText.None;
}
