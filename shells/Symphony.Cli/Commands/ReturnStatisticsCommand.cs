using System.CommandLine;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony statistics returns</c>: how far the returns of strategies can be believed.</summary>
internal static class ReturnStatisticsCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "CSV, gzipped CSV or Parquet: a date column, and one column of simple returns per bar for each strategy." };
        var date = new Option<string?>("--date") { Description = "The date column (default: the first).", HelpName = "NAME" };
        var columns = new Option<string[]>("--columns") { Description = "The columns of returns (default: all but the date).", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var datePattern = new Option<string?>("--date-pattern") { Description = "The pattern of dates, such as dd/MM/yyyy (default: year first).", HelpName = "PATTERN" };
        var benchmark = new Option<string?>("--benchmark") { Description = "A column whose returns are subtracted from all others; it is no trial.", HelpName = "NAME" };
        var barsPerYear = new Option<double?>("--bars-per-year") { Description = "Bars in a year (default: what the dates say).", HelpName = "X" };
        var trials = new Option<int?>("--trials") { Description = "How many trials were made in all, stated by hand (default: the number of columns). Needs --variance.", HelpName = "N" };
        var variance = new Option<double?>("--variance") { Description = "The variance of the trials' Sharpe ratios per bar, stated by hand.", HelpName = "V" };
        var blocks = new Option<int>("--blocks") { Description = "Blocks of the probability of overfitting: even, 2 to 20.", HelpName = "S", DefaultValueFactory = _ => 16 };
        var resamples = new Option<int>("--resamples") { Description = "Resamples of the stationary bootstrap, 1 to 100000.", HelpName = "B", DefaultValueFactory = _ => 1000 };
        var blockLength = new Option<double?>("--block-length") { Description = "Mean block length of the bootstrap in bars (default: what the data ask for).", HelpName = "X" };
        var seed = new Option<ulong>("--seed") { Description = "Decides the resamples.", HelpName = "SEED", DefaultValueFactory = _ => 1 };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "returns",
            """
            How far the returns of strategies can be believed, each alone and the best among all that were tried.

                symphony statistics returns returns.csv

            The file is wide: date,momentum,reversal,... with one simple return per bar and strategy, net of costs
            and in excess of cash. All columns together are taken as the trials that were made: give the bad ones
            too. If more were made than there are columns, --trials and --variance state how many; that is printed.
            Each strategy: Sharpe ratio with an autocorrelation-robust error, probabilistic and deflated ratio, minimum
            track record, haircuts. Together: effective number of trials, probability of backtest overfitting,
            reality check and superior predictive ability.
            """)
        {
            file, date, columns, datePattern, benchmark, barsPerYear, trials, variance, blocks, resamples, blockLength, seed, threads, json,
        };
        command.SetAction(parsed =>
        {
            using var shutdown = new Shutdown();
            var data = ReturnsReader.Read(
                new ReturnsSource
                {
                    File = parsed.GetRequiredValue(file),
                    DateColumn = parsed.GetValue(date),
                    Columns = parsed.GetValue(columns) ?? [],
                    DatePattern = parsed.GetValue(datePattern),
                },
                shutdown.Token);
            var options = new ReturnStatisticsOptions(
                parsed.GetValue(barsPerYear),
                parsed.GetValue(blocks),
                parsed.GetValue(resamples),
                parsed.GetValue(blockLength),
                parsed.GetValue(seed),
                parsed.GetValue(trials),
                parsed.GetValue(variance),
                parsed.GetValue(benchmark),
                SharedOptions.AtLeastOne(parsed.GetValue(threads)));
            var statistics = ReturnStatistics.Of(data, options, shutdown.Token);
            if (parsed.GetValue(json))
                terminal.WriteRaw(statistics.ToJson());
            else
                ReturnStatisticsTables.Show(terminal, statistics);
            return ExitCode.Done;
        });
        return command;
    }
}
