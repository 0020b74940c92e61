using System.CommandLine;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary>The flags of <c>symphony labels --tune</c>.</summary>
internal sealed class TuningFlags
{
    private const string WalkForward = "walkForward";

    public TuningFlags() => Splits.AcceptOnlyFromAmong(WalkForward, "crossValidation");

    public Option<bool> Tune { get; } = new("--tune")
    {
        Description = "Tune the barriers of each symbol inside purged cross-validation, in place of using the YAML's.",
    };

    public Option<string?> Splits { get; } = new("--splits")
    {
        Description = "With --tune: the YAML's section by which choices are judged, walkForward or crossValidation (default: walkForward).",
        HelpName = "SECTION",
    };

    public Option<int?> Generations { get; } = new("--generations") { Description = "With --tune: generations of each search.", HelpName = "N" };

    public Option<int?> Population { get; } = new("--population") { Description = "With --tune: barriers in a generation.", HelpName = "N" };

    public Option<int?> Longest { get; } = new("--longest") { Description = "With --tune: most bars to the vertical barrier.", HelpName = "BARS" };

    public Option<string?> Runs { get; } = SharedOptions.Runs();

    /// <summary>A flag of the tuning without it is refused, not silently ignored.</summary>
    public void RefuseAlone(ParseResult parsed)
    {
        if (parsed.GetValue(Tune)) return;
        Option[] flags = [Splits, Generations, Population, Longest, Runs];
        if (flags.FirstOrDefault(flag => parsed.GetResult(flag) is { Implicit: false }) is { } alone)
            throw new RefusedException(alone.Name, $"{alone.Name} is read with --tune only");
    }

    public TuningOptions Of(ParseResult parsed, LabelOptions labels) => new()
    {
        Splits = parsed.GetValue(Splits) is null or WalkForward ? TuningSplits.WalkForward : TuningSplits.CrossValidation,
        Generations = parsed.GetValue(Generations),
        Population = parsed.GetValue(Population),
        LongestBars = parsed.GetValue(Longest),
        RunsDirectory = SharedOptions.RunsFolder(parsed.GetValue(Runs)),
        File = labels.File,
        Threads = labels.Threads,
    };
}
