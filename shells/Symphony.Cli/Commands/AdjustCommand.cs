using System.CommandLine;
using Spectre.Console;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony adjust</c>: raw bars restated for the splits and dividends known by a date.</summary>
internal static class AdjustCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new SettingFlags(BarsConfiguration.OfBars("raw"), BarsFlags.Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with a data section, such as a run's; a flag overrules it.", HelpName = "FILE" };
        var asOf = new Option<string>("--as-of") { Description = "The session date whose knowledge is used, yyyy-MM-dd.", Required = true, HelpName = "DATE" };
        var kind = new Option<string>("--kind") { Description = "What is left out of the moves of prices, or put into them.", Required = true, HelpName = "split|dividend|total-return" };
        kind.CompletionSources.Add("split", "dividend", "total-return");
        var output = new Option<string>("--output") { Description = "The file to write, .parquet or .csv.", Required = true, HelpName = "FILE" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "adjust",
            """
            Adjust raw bars for splits and dividends as of a date: with what was known then, and nothing later.

                symphony adjust --bars raw.csv --actions actions.csv --as-of 2014-06-30 --kind dividend --output adjusted.parquet
                symphony adjust --store DIR --as-of 2014-06-30 --kind total-return --output adjusted.csv

            Actions are long files: date (the ex-date), symbol, kind (split, dividend or delisting), value (new shares
            for one old share, or cash per share); a store's own are read where none are named. The bars up to --as-of
            are written; the last one keeps its prices, an earlier price is divided by what one share of then has
            become:

                split          the product of the split ratios since
                dividend       that, times p / (p - dividend) with p the price before: a price that falls by just its
                               dividend has not moved, which is the vendors' adjusted close
                total-return   the dividend reinvested at the close of the name's first bar on or after the ex-date
                               (with daily bars the day's close): from the close of a bar to that of the next the
                               adjusted price returns (price x ratio + dividend) / price before - 1

            A name without a bar on or after an action that was known is restated by it too, its last bar among them;
            only total-return's dividends wait for the bar at whose close they are reinvested.

            Volume is multiplied by the same number, so that price x volume stays the money traded. A later --as-of
            multiplies the history of a name by one number: returns stay, levels do not, so a rule on levels (a price
            above 5) needs raw prices. What is written is read with --prices adjusted (within the day with
            --bars-date time).
            """)
        {
            asOf, kind, output, config, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed => flags.InFlags(parsed.GetValue(config), () =>
        {
            var configuration = BarsConfiguration.Read(parsed.GetValue(config), flags.Given(parsed), "raw");
            var options = new AdjustmentOptions
            {
                AsOf = SharedOptions.Date("--as-of", parsed.GetRequiredValue(asOf)),
                Kind = KindOf(parsed.GetRequiredValue(kind)),
                OutputFile = parsed.GetRequiredValue(output),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(
                terminal, progress => new AdjustmentJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json)) terminal.WriteRaw(outcome.ToJson());
            else Show(terminal, outcome, options);
            return ExitCode.Done;
        }));
        return command;
    }

    private static AdjustmentKind KindOf(string text) => text switch
    {
        "split" => AdjustmentKind.Split,
        "dividend" => AdjustmentKind.Dividend,
        "total-return" => AdjustmentKind.TotalReturn,
        _ => throw new RefusedException("--kind", $"--kind was '{text}', but split, dividend or total-return is accepted"),
    };

    private static void Show(Terminal terminal, AdjustmentOutcome outcome, AdjustmentOptions options)
    {
        terminal.Output.MarkupLine(
            $"[bold]{Markup.Escape(options.OutputFile)}[/]  {Figure.Count(outcome.Rows)} bars of {Figure.Count(outcome.Symbols)} symbols, {outcome.From} to {outcome.To}");
        var dividends = options.Kind == AdjustmentKind.Split ? ", which stay in the prices" : "";
        terminal.WriteRaw($"  known by {outcome.To}: {Figure.Count(outcome.Splits)} splits, {Figure.Count(outcome.Dividends)} dividends{dividends}\n");
        terminal.WriteRaw($"  later splits and dividends, not looked at: {Figure.Count(outcome.LaterActions)}\n");
        if (outcome.Splits + outcome.Dividends == 0)
            terminal.WriteRaw("  nothing was known by then: the prices are those that were traded\n");
        foreach (var note in outcome.Notes) terminal.WriteRaw($"  note: {note}\n");
    }
}
