using System;
using System.Globalization;
using System.IO;
using System.Text;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>A seeded made-up market of few names as a CSV, with a configuration to run on it.</summary>
internal static class SmallMarket
{
    private const int Names = 12;
    private const int Bars = 640;

    /// <summary>Writes bars.csv and run.yaml into a folder, and gives the YAML's path.</summary>
    internal static string Write(string folder, string more = "")
    {
        File.WriteAllText(Path.Combine(folder, "bars.csv"), Csv());
        var yaml = Path.Combine(folder, "run.yaml");
        File.WriteAllText(yaml, Yaml + more);
        return yaml;
    }

    private const string Yaml = """
        name: small
        data: { files: bars.csv, prices: adjusted }
        features: [momentum_5, momentum_20, realised_volatility_20, dollar_adv_20]
        crossValidation: { groups: 4, testGroups: 2, embargoBars: 5 }
        walkForward: { minimumTrainBars: 120 }
        model: { penalty: 10 }

        """;

    /// <summary>The bars as CSV text.</summary>
    internal static string Csv()
    {
        var bars = SyntheticBars.Generate(7, 1.0, 0.0).Bars;
        var text = new StringBuilder("date,symbol,open,high,low,close,volume\n");
        _ = Market.TryVolume(bars, out var volume);
        for (var bar = 0; bar < Bars; bar++)
        {
            var date = DateOnly.FromDayNumber(719162 + bars.Axes.SessionDate(bar)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            for (var symbol = 0; symbol < Names; symbol++)
            {
                if (!bars.IsPresent(bar, symbol)) continue;
                text.Append(CultureInfo.InvariantCulture,
                    $"{date},{bars.Axes.Symbols[symbol]},{Of(bars.Open)},{Of(bars.High)},{Of(bars.Low)},{Of(bars.Close)},{Of(volume!)}\n");
                double Of(Panel panel) => panel[bar, symbol];
            }
        }

        return text.ToString();
    }
}
