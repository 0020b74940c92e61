using System.CommandLine;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony prove</c>: does anything of a configuration know the future?</summary>
internal static class ProveCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("CONFIG.yaml") { Description = "The configuration; paths in it are relative to its folder." };
        var standard = new ProofOptions();
        var cuts = new Option<int>("--cuts")
        {
            Description = "After how many bars the market is changed; more is harder.",
            DefaultValueFactory = _ => standard.Cuts,
            HelpName = "N",
        };
        var seed = new Option<ulong>("--seed")
        {
            Description = "Decides after which bars, and how, the market is changed.",
            DefaultValueFactory = _ => standard.Seed,
            HelpName = "N",
        };
        var threads = SharedOptions.Threads();
        var json = new Option<bool>("--json") { Description = "Print every finding as JSON on standard output." };
        var command = new Command(
            "prove",
            """
            Prove that nothing of a configuration knows the future, by trying; exit code 3 on a leak.

                symphony prove samples/us-equities.yaml

            Law 1: features, labels, the engine's account for given decisions and walk-forward scores are computed again
            on markets that are cut short, or changed after a bar: prices, volumes, rows, names, splits, dividends and
            delistings. Whatever was known by that bar must stay the same, bit for bit. Law 2: every split's and window's
            scaler and model are fitted again with other rows outside training, and must stay the same, bit for bit; and no
            training label may reach into a test.

            A leak is named with output, symbol, date, by how much, which change brought it out, and what it looks like.
            What could not be tried proves nothing, and ends with exit code 3 too.
            """)
        {
            file, cuts, seed, threads, json,
        };
        command.SetAction(parsed =>
        {
            var configuration = RunConfiguration.Read(parsed.GetRequiredValue(file));
            var options = new ProofOptions
            {
                Seed = parsed.GetValue(seed),
                Cuts = AtLeastOne(cuts.Name, parsed.GetValue(cuts)),
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
            };
            using var shutdown = new Shutdown();
            var report = ProgressView.During(
                terminal,
                progress => new PipelineProver(terminal.Time).Prove(configuration, options, progress, shutdown.Token));
            if (parsed.GetValue(json))
                terminal.WriteRaw(ProofJson.Of(report));
            else
                ProofTables.Show(terminal, report);
            return report.IsProved ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }

    private static int AtLeastOne(string flag, int value) =>
        value >= 1 ? value : throw new RefusedException(flag, $"{flag} must be at least 1, was {value}");
}
