using System;
using System.CommandLine;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony conformance</c>: do any library's splits keep the laws of purged cross-validation?</summary>
internal static class ConformanceCommand
{
    public static Command Create(Terminal terminal)
    {
        var splits = new Option<string[]>("--splits")
        {
            Description = "The file of splits, JSON as above; - reads standard input.",
            HelpName = "FILE",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON on standard output." };
        var command = new Command(
            "conformance",
            """
            Check any library's splits against the laws of purged cross-validation; exit code 3 when one is broken.

                symphony conformance --splits splits.json

            The laws: every observation is tested as often as it should be; train and test are disjoint; no training
            span overlaps a test span; the embargo is respected; a date is never split; groups differ by at most one
            date; each path covers every observation once. They are applied with the conventions that the file states;
            differences from Symphony's own conventions are listed apart, and are no faults.

            The file, rows and splits numbered from 0:

                {
                  "format": 1,
                  "conventions": {
                    "intervalClosure": "closed",        // or halfOpen: spanEnd is the bar after the span's last
                    "scope": "market",                  // whose test labels purge; or symbol
                    "embargoBars": 2,                   // or embargoDays, with bars given by date
                    "embargoOrigin": "latestSpanEnd",   // or lastTestBar; or trainingSpanEnd, before the test
                    "scheme": "crossValidation",        // optional; or walkForward
                    "timesTested": 1                    // optional: how often each observation is tested
                  },
                  "bars": ["2020-01-02", ...],          // optional: the market's bars in order
                  "sessionDates": ["2020-01-02", ...],  // optional: a date for each of them, if not as written
                  "observations": {
                    "bar": [0, 1, 2, ...],              // decision bars: numbers from 0, dates or instants
                    "symbol": ["A", "A", "A", ...],     // optional with one symbol
                    "spanEnd": [2, 3, 4, ..., null]     // last bar of each label; null for none
                  },
                  "groups": [ROWS, ...],                // optional
                  "splits": [{ "test": ROWS, "train": ROWS }, ...],   // or testGroups: [0, 1] for test; optional: validation
                  "paths": [[0, 0, 1, 2], ...]          // optional: the split of each group; or pieces
                }                                       //   [{ "split": 0, "rows": ROWS }, ...]

            ROWS lists rows and ranges of rows: [0, 1, [5, 9]]. A file itself has no comments. Examples, right and wrong:
            samples/splits/*.json
            """)
        {
            splits, json,
        };
        command.SetAction(parsed =>
        {
            var name = SharedOptions.Single(splits.Name, parsed.GetRequiredValue(splits))!;
            var file = Read(name);
            var report = SplitConformance.Check(file.Splits);
            if (parsed.GetValue(json))
                terminal.WriteRaw(ConformanceFindings.ToJson(name, file, report));
            else
                ConformanceTables.Show(terminal, name, file, report);
            return report.Conforms ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }

    private static SplitsFile Read(string name)
    {
        if (name != "-") return SplitsFile.Read(name);
        using var input = Console.OpenStandardInput();
        return SplitsFile.Read(input, "standard input");
    }
}
