using System.CommandLine;
using System.Linq;
using Spectre.Console;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony statistics returns</c>: how far the returns of strategies can be believed.</summary>
internal static class ReturnStatisticsCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "CSV or Parquet: a date column and one column of returns for each strategy." };
        var date = new Option<string?>("--date") { Description = "The date column (default: the first).", HelpName = "NAME" };
        var command = new Command(
            "returns",
            """
            How far the returns of strategies can be believed.

                symphony statistics returns returns.csv
            """)
        {
            file, date,
        };
        command.SetAction(parsed =>
        {
            var data = ReturnsReader.Read(new ReturnsSource { File = parsed.GetRequiredValue(file), DateColumn = parsed.GetValue(date) });
            var table = new Table().Border(TableBorder.Simple).AddColumn("strategy").AddColumn(new TableColumn("Sharpe ratio (annual)").RightAligned());
            foreach (var (name, returns) in data.Names.Zip(data.Returns))
                table.AddRow(Markup.Escape(name), Figure.Ratio(Performance.Summarise(returns, 252).SharpeRatio));
            terminal.Output.Write(table);
            return ExitCode.Done;
        });
        return command;
    }
}
