using System;
using System.Globalization;
using System.IO;
using System.Text;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary>Writes a synthetic market as the files a user would bring: bars, actions and a configuration.</summary>
internal static class DemoMarket
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes the three files and gives the configuration's path; the same market gives the same bytes.</summary>
    public static string Write(SyntheticBars market, string folder, string name)
    {
        try
        {
            return WriteFiles(market, folder, name);
        }
        catch (IOException failure) when (RunsFolderRefusedException.IsFull(failure))
        {
            throw new DiskFullException($"the market cannot be written to {folder}: the disk is full; a folder with 50 MB free is needed", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException("runs", $"the market cannot be written to {folder} ({failure.Message.Split(" : ")[0]}); a folder you may write, with 50 MB free, is accepted");
        }
    }

    private static string WriteFiles(SyntheticBars market, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, "bars.csv"), writer => WriteBars(writer, market.Bars));
        Replace(Path.Combine(folder, "actions.csv"), writer => WriteActions(writer, market));
        var configuration = Path.Combine(folder, name + ".yaml");
        Replace(configuration, writer => writer.Write(Yaml(name)));
        return configuration;
    }

    private static string Yaml(string name) =>
        $"""
        # Synthetic: 60 made-up names over eight years. symphony demo writes this file anew each time.
        name: {name}

        data:
          files: bars.csv
          actions: actions.csv
          prices: raw
          timeZone: America/New_York
          sessionClose: "16:00"

        features:
          - momentum_5
          - momentum_20
          - momentum_60
          - momentum_126
          - realised_volatility_20
          - realised_volatility_60
          - dollar_adv_20
          - drawdown_252
          - day_of_week_sin
          - day_of_week_cos

        labels:
          kind: horizon
          bars: 5

        model:
          kind: ridge
          penalty: 1000

        report:
          title: "{name}: a synthetic market"

        """;

    private static void WriteBars(StreamWriter writer, Bars bars)
    {
        writer.Write("date,symbol,open,high,low,close,volume\n");
        var axes = bars.Axes;
        if (!Market.TryVolume(bars, out var volume) || volume is null)
            throw new InvalidOperationException("a synthetic market has volumes");
        for (var bar = 0; bar < axes.BarCount; bar++)
        {
            var date = Date(axes.SessionDate(bar));
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                if (!bars.IsPresent(bar, symbol))
                    continue;
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{date},{axes.Symbols[symbol]},{bars.Open[bar, symbol]},{bars.High[bar, symbol]},{bars.Low[bar, symbol]},{bars.Close[bar, symbol]},{volume[bar, symbol]}\n"));
            }
        }
    }

    private static void WriteActions(StreamWriter writer, SyntheticBars market)
    {
        writer.Write("date,symbol,kind,value\n");
        for (var i = 0; i < market.ActionSymbols.Count; i++)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{Date(market.ActionDates[i])},{market.ActionSymbols[i]},{market.ActionKinds[i]},{market.ActionValues[i]}\n"));
        }
    }

    private static string Date(int epochDay) =>
        DateOnly.FromDayNumber(new DateOnly(1970, 1, 1).DayNumber + epochDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Replace(string path, Action<StreamWriter> write)
    {
        var unfinished = path + ".unfinished";
        try
        {
            using (var writer = new StreamWriter(unfinished, append: false, new UTF8Encoding(false), BufferBytes))
                write(writer);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
