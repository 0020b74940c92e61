using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony features</c>: what a configuration may ask for, and what each name means.</summary>
internal static class FeaturesCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Features to explain, such as parkinson_20; standard and broad are sets. None: every family.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "features",
            """
            What features there are: formula, warm-up, cost and source of each.

            Capital letters in a name are numbers of your choice: momentum_N is momentum_20, or any other. Each may be followed
            by _cs_rank, _cs_zscore, _cs_winsor or _cs_neutral, for its place among the names of the date. beta_N_to_SYMBOL
            takes a symbol of your own market. All windows count a symbol's own bars, and no value knows a bar outside its own.
            """)
        {
            names,
        };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(names) ?? [];
            var rows = asked.Length == 0
                ? FeatureSet.Families.Select(family => (family.Pattern, family.Example))
                : FeatureSet.Parse(asked).Features.Select(feature => (feature.Name, feature));
            terminal.WriteRaw(Explain(rows));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Explain(IEnumerable<(string Name, Feature Feature)> rows)
    {
        var text = new StringBuilder();
        foreach (var (name, feature) in rows)
        {
            var example = name == feature.Name ? "" : $"  such as {feature.Name}";
            var volume = feature.NeedsVolume ? ", needs volume" : "";
            text.Append(CultureInfo.InvariantCulture, $"{name}{example}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {feature.Definition}\n");
            text.Append(CultureInfo.InvariantCulture, $"    no value in the first {feature.WarmUpBars} bars; {feature.Cost} a value{volume}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {feature.Source}\n");
        }

        return text.ToString();
    }
}
