using System.CommandLine;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony statistics</c>: figures of files that were made elsewhere, each kind a verb of its own.</summary>
internal static class StatisticsCommand
{
    public static Command Create(Terminal terminal) => new(
        "statistics",
        """
        Statistics of your own files, with the conventions of the reports.

            symphony statistics returns returns.csv
            symphony statistics calibration forecasts.csv
        """)
    {
        ReturnStatisticsCommand.Create(terminal),
        CalibrationStatisticsCommand.Create(terminal),
    };
}
