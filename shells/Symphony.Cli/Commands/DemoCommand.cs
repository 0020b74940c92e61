using System.CommandLine;
using System.Globalization;
using System.IO;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony demo</c>: the whole pipeline over a market of our own making.</summary>
internal static class DemoCommand
{
    public static Command Create(Terminal terminal)
    {
        var seed = new Option<ulong>("--seed")
        {
            Description = "Decides the market; the same seed gives the same bytes everywhere.",
            DefaultValueFactory = _ => 1,
        };
        var signal = new Option<string>("--signal")
        {
            Description = "What is planted: slow survives costs, fast does not.",
            DefaultValueFactory = _ => "both",
            HelpName = "both|slow|fast|none",
        };
        signal.AcceptOnlyFromAmong("both", "slow", "fast", "none");
        var runs = SharedOptions.Runs();
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "demo",
            """
            Make a synthetic market, run the pipeline over it, and write the report.

            60 names over 8 years, with a planted slow signal that survives costs and a fast one that does not.
            Nothing is downloaded; nothing is real. The market's files and its configuration are left beside the
            run, as examples of what symphony run reads.
            """)
        {
            seed, signal, runs, threads, json,
        };
        command.SetAction(parsed =>
        {
            var folder = SharedOptions.RunsFolder(parsed.GetValue(runs));
            var planted = parsed.GetRequiredValue(signal);
            var number = parsed.GetValue(seed).ToString(CultureInfo.InvariantCulture);
            var name = planted == "both" && number == "1" ? "demo" : $"demo-{planted}-{number}";
            var market = SyntheticBars.Generate(
                parsed.GetValue(seed),
                planted is "both" or "slow" ? 1 : 0,
                planted is "both" or "fast" ? 1 : 0);
            var yaml = DemoMarket.Write(market, Path.Combine(folder, name, "market"), name);
            var options = new RunOptions
            {
                RunsDirectory = folder,
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                EstimatesTime = terminal.IsInteractive,
            };
            return RunCommand.Carry(terminal, RunConfiguration.Read(yaml), options, parsed.GetValue(json));
        });
        return command;
    }
}
