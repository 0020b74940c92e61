using System;
using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>Everything drawn over time.</summary>
internal static class CurveSections
{
    public static Markup Equity(ReportModel model, TimeScale time)
    {
        if (model.Equity.Content is not { } curves)
        {
            return Markup.Empty;
        }

        var lines = new List<ChartLine> { new("net", "Net", curves.Net) };
        Add(lines, "gross", "Gross", curves.Gross);
        Add(lines, "bench", "Benchmark", curves.Benchmark);
        return new LineChart
        {
            Id = "equity",
            Title = curves.Label + " equity",
            Remark = curves.Benchmark is null ? "" : "Benchmark: " + curves.BenchmarkLabel + ".",
            Description = Described("Equity in money at every close", lines, time, Money),
            Time = time,
            Lines = lines,
            Scale = ValueScale.Automatic,
            Label = FigureText.Short,
            Readout = Money,
            RuinBar = RuinBar(model),
            Size = "tall",
        }.Render();
    }

    public static Markup Drawdown(ReportModel model, TimeScale time)
    {
        if (model.Drawdown.Content is not { } curves)
        {
            return Markup.Empty;
        }

        var lines = new List<ChartLine> { new("net", "Net", curves.Net, IsFilled: true) };
        Add(lines, "bench", "Benchmark", curves.Benchmark);
        return new LineChart
        {
            Id = "drawdown",
            Title = "Drawdown",
            Remark = "Fall from the running peak.",
            Description = Described("Drawdown from the running peak", lines, time, Percent),
            Time = time,
            Lines = lines,
            Scale = ValueScale.Linear,
            Label = PercentLabel,
            Readout = Percent,
            Baseline = 0,
            RuinBar = RuinBar(model),
        }.Render();
    }

    public static Markup RollingSharpe(ReportModel model, TimeScale time)
    {
        if (model.RollingSharpe.Content is not { } curves)
        {
            return Markup.Empty;
        }

        var lines = new List<ChartLine> { new("net", "Net", curves.Net) };
        Add(lines, "bench", "Benchmark", curves.Benchmark);
        return new LineChart
        {
            Id = "rolling-sharpe",
            Title = "Rolling Sharpe ratio",
            Remark = $"Last {FigureText.Of(curves.WindowBars)} bars, annualised.",
            Description = Described("Annualised Sharpe ratio of a moving window", lines, time, Ratio),
            Time = time,
            Lines = lines,
            Scale = ValueScale.Linear,
            Label = Plain,
            Readout = Ratio,
            Baseline = 0,
        }.Render();
    }

    public static Markup Exposure(ReportModel model, TimeScale time)
    {
        if (model.Exposure.Content is not { } curves)
        {
            return Markup.Empty;
        }

        var lines = new List<ChartLine> { new("net", "Net", curves.Net), new("gross", "Gross", curves.Gross) };
        return new LineChart
        {
            Id = "exposure",
            Title = "Exposure",
            Remark = "At the close, a share of equity. Gross is long plus short, net long minus short.",
            Description = Described("Gross and net exposure as a share of equity", lines, time, Percent),
            Time = time,
            Lines = lines,
            Scale = ValueScale.Linear,
            Label = PercentLabel,
            Readout = Percent,
            Baseline = 0,
        }.Render();
    }

    public static Markup Turnover(ReportModel model, TimeScale time)
    {
        if (model.Turnover.Content is not { } curves)
        {
            return Markup.Empty;
        }

        var lines = new List<ChartLine>();
        if (curves.Mean is { } mean)
        {
            var window = curves.MeanBars > 0 ? $"Mean of {FigureText.Of(curves.MeanBars)} bars" : "Moving mean";
            lines.Add(new ChartLine("net", window, mean));
        }

        lines.Add(new ChartLine("bars", "By bar", curves.Turnover, IsFilled: true));
        return new LineChart
        {
            Id = "turnover",
            Title = "Turnover",
            Remark = "Bought plus sold, a share of equity.",
            Description = Described("Two-sided turnover of every bar as a share of equity", lines, time, Percent),
            Time = time,
            Lines = lines,
            Scale = ValueScale.Linear,
            Label = PercentLabel,
            Readout = Percent,
            Baseline = 0,
        }.Render();
    }

    /// <summary>The deepest drawdowns as a table.</summary>
    public static Markup Episodes(ReportModel model)
    {
        var episodes = model.Drawdown.Content?.Deepest ?? [];
        var page = new HtmlWriter();
        if (episodes.Count == 0)
        {
            return page.ToMarkup();
        }

        page.Line($"<section id=\"episodes\"><h3>Deepest drawdowns</h3>");
        page.Line($"<div class=\"scroll\" role=\"region\" aria-label=\"Deepest drawdowns\" tabindex=\"0\"><table>");
        page.Line($"<thead><tr><th scope=\"col\">Depth</th><th scope=\"col\">Peak</th><th scope=\"col\">Trough</th><th scope=\"col\">Recovery</th><th scope=\"col\">Bars</th></tr></thead><tbody>");
        foreach (var episode in episodes)
        {
            var recovery = episode.Recovery is { } date ? FigureText.Of(date) : "not yet";
            page.Line($"<tr><th scope=\"row\">{Percent(episode.Depth)}</th><td>{FigureText.Of(episode.Peak)}</td><td>{FigureText.Of(episode.Trough)}</td><td>{recovery}</td><td>{FigureText.Of(episode.Bars)}</td></tr>");
        }

        page.Line($"</tbody></table></div></section>");
        return page.ToMarkup();
    }

    private static void Add(List<ChartLine> lines, string style, string name, IReadOnlyList<double>? values)
    {
        if (values is not null)
        {
            lines.Add(new ChartLine(style, name, values));
        }
    }

    private static int? RuinBar(ReportModel model)
    {
        if (model.Ruin is not { } ruin)
        {
            return null;
        }

        for (var bar = model.Sessions.Count - 1; bar >= 0; bar--)
        {
            if (model.Sessions[bar] == ruin.Session)
            {
                return bar;
            }
        }

        return null;
    }

    private static string Described(
        string what,
        List<ChartLine> lines,
        TimeScale time,
        Func<double, string> readout)
    {
        var text = what;
        if (time.Sessions.Count > 0)
        {
            text += ", " + FigureText.Of(time.Sessions[0]) + " to " + FigureText.Of(time.Sessions[^1]);
        }

        foreach (var line in lines)
        {
            var range = ValueRange.Nothing.Including(line.Values);
            text += range.IsEmpty
                ? $". {line.Name}: no value"
                : $". {line.Name}: lowest {readout(range.Low)}, highest {readout(range.High)}";
        }

        return text + ".";
    }

    private static string Money(double value) => FigureText.Of(value, FigureFormat.Money);

    private static string Percent(double value) => FigureText.Of(value, FigureFormat.Percent);

    private static string Ratio(double value) => FigureText.Of(value, FigureFormat.Ratio);

    private static string Plain(double value, double step) => FigureText.Fixed(value, FigureText.DecimalsFor(step));

    private static string PercentLabel(double value, double step) =>
        FigureText.Fixed(value * 100, FigureText.DecimalsFor(step * 100)) + "%";
}
