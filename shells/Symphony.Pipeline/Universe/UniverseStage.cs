using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Who may be held when, and what survivorship hides.</summary>
/// <param name="Universe">Who is in at each close; null where every name is.</param>
/// <param name="Figures">What it is, and the survivorship meter.</param>
/// <param name="Input">The file or the store's rows of members; null when there are none.</param>
internal sealed record UniverseValues(Universe? Universe, UniverseFigures Figures, InputFile? Input);

/// <summary>Decides who may be held at each close, from the membership and the data of that date.</summary>
/// <remarks>What is kept is its account; the verdicts follow from bars and members in less time than it takes to read them back.</remarks>
internal static class UniverseStage
{
    private const string Account = "universe.json";
    private const string Arrays = "universe.arrays";

    internal static StageOutput<UniverseValues> Run(RunContext run, StageOutput<MarketValues> market, CancellationToken stop)
    {
        var source = run.Configuration.Universe(stop);
        var inputs = new Dictionary<string, string> { [market.Output.Stage] = market.Output.Digest };
        foreach (var (name, hash) in source.Hashes()) inputs.Add(name, hash);
        return run.Graph.Run(new StageDefinition<UniverseValues>(
            PipelineStages.Universe,
            run.Configuration.Slice("universe"),
            inputs,
            work =>
            {
                var made = Make(source, market.Value);
                File.WriteAllText(work.PathOf(Account), RunMetrics.Json(new { Format = 1, made.Figures }), new UTF8Encoding(false));
                if (made.Universe is not { } universe) return made;
                // What follows depends on who is in: another universe is another output.
                new ArrayFile().Add("in", Inside(universe)).Write(work.PathOf(Arrays));
                work.Note($"{made.Figures.FewestIn} to {made.Figures.MostIn} of {made.Figures.Names} names are in the universe");
                return made;
            },
            _ => Make(source, market.Value)));
    }

    private static UniverseValues Make(UniverseSource source, MarketValues market)
    {
        var universe = source.Of(market.Bars, market.Actions);
        return new UniverseValues(universe, source.Figures(market.Bars, market.Actions, universe), source.Input);
    }

    /// <summary>Features of which observations are made: the first has no value for who is out, and an observation needs a value of each.</summary>
    internal static IReadOnlyList<Panel> Inside(Universe? universe, IReadOnlyList<Panel> panels) =>
        universe is null ? panels : [UniverseSelection.Restrict(universe, panels[0]), .. panels.Skip(1)];

    private static bool[] Inside(Universe universe)
    {
        var width = universe.Axes.SymbolCount;
        var inside = new bool[universe.Axes.BarCount * width];
        for (var cell = 0; cell < inside.Length; cell++) inside[cell] = universe.IsIn(cell / width, cell % width);
        return inside;
    }
}
