using System.CommandLine;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony universe</c>: who may be held when, why others may not, and who is missing.</summary>
internal static class UniverseCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new SettingFlags(BarsConfiguration.OfBars("adjusted").Concat(BarsConfiguration.OfUniverse), BarsFlags.Named);
        var config = new Option<string?>("--config") { Description = "A YAML file with data and universe sections, such as a run's; a flag overrules it.", HelpName = "FILE" };
        var by = new Option<string?>("--by") { Description = "The last bar of each of these is shown [default: year; with --json: bar].", HelpName = "year|month|bar" };
        by.CompletionSources.Add("year", "month", "bar");
        var on = new Option<string?>("--on") { Description = "List the names of a date: who is in, and why each other one is not.", HelpName = "DATE" };
        var verdicts = new Option<string?>("--verdicts") { Description = "Write each name's verdict at each bar, Parquet or CSV by its extension.", HelpName = "FILE" };
        var counts = new Option<string?>("--counts") { Description = "Write how many names are in and out at each bar, Parquet or CSV by its extension.", HelpName = "FILE" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "universe",
            """
            Show who may be held when, why others may not, and which names are missing from the past.

                symphony universe --bars bars.csv                                   what the bars alone tell
                symphony universe --bars bars.csv --membership sp500.csv            members by date
                symphony universe --bars raw.csv --prices raw --min-price 5 --min-dollar-adv 1e6 --min-history 250
                symphony universe --config run.yaml --on 2008-09-15

            A membership is a CSV or Parquet file of spells: symbol, from, to (both days in; an empty to is still a
            member, an empty from was one from the beginning). Rows by date (date, symbol, perhaps member) need
            --membership-rows: lists (the rows of a date are all members until the next date) or changes (1 joins,
            0 leaves). A store's universe rows are named with --universe-list NAME.

            Everything is decided at each close with what was known then: membership on that date, the last price as
            traded, the mean money traded over the name's last --adv-window sessions, the sessions behind it. A name
            without a bar for five sessions, or with a delisting record effective by then, is out. In a run (universe: in its YAML, the same keys) a name that is out
            is not trained on, not scored, not held (its target is 0 at the next decision), and takes no place in ranks and
            means of a date's names (features that end in _cs_rank and the like). The benchmark is equal weight of the
            names that are in.

            --min-price and --min-dollar-adv need raw prices (--prices raw): adjusted ones hold later dividends.

            isPit=true says that the names at each date could have been known then: a membership that names leave on
            the days of the bars, at most one or 5 % of those without a bar, and at most 5 % of members' days; or
            bars that are stated (--every-listed true) to hold every name listed at each date, which is not believed
            where fewer than a tenth of the names end that would be expected to. Reports carry the stamp with its
            reason.
            """)
        {
            config, by, on, verdicts, counts, threads, json,
        };
        flags.AddTo(command);
        command.SetAction(parsed => flags.InFlags(parsed.GetValue(config), () =>
        {
            var configuration = BarsConfiguration.Read(parsed.GetValue(config), flags.Given(parsed), "adjusted");
            var letters = Letters(parsed.GetValue(by) ?? (parsed.GetValue(json) ? "bar" : "year"));
            var options = new UniverseJobOptions
            {
                On = parsed.GetValue(on) is { } date ? SharedOptions.Date("--on", date) : null,
                VerdictsFile = parsed.GetValue(verdicts),
                CountsFile = parsed.GetValue(counts),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            using var shutdown = new Shutdown();
            var outcome = ProgressView.During(
                terminal, progress => new UniverseJob(terminal.Time).Run(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json)) terminal.WriteRaw((outcome with { Rows = [.. UniverseView.LastOfEach(outcome.Rows, letters)] }).ToJson());
            else UniverseView.Show(terminal, outcome, options, letters);
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>How many letters of a date tell its year or its month; null for every bar.</summary>
    private static int? Letters(string by) => by switch
    {
        "year" => 4,
        "month" => 7,
        "bar" => null,
        _ => throw new RefusedException("--by", $"--by was '{by}', but year, month or bar is accepted"),
    };
}
