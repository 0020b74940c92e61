using System;
using System.Linq;
using System.Text.Json.Nodes;

namespace Symphony.Pipeline;

/// <summary>The sector of each symbol as a CSV of two columns, symbol and sector.</summary>
internal static class SectorsFile
{
    /// <summary>Sectors by symbol, in ordinal order.</summary>
    internal static (JsonObject Names, InputFile Input) Read(string file, ConfigurationPlace place)
    {
        var (lines, input) = SmallCsv.Lines(file, place, MarketSettingsTable.Sectors);
        var header = SmallCsv.Cells(lines[0]);
        var (symbol, sector) = (Column("symbol"), Column("sector"));
        var names = new JsonObject();
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = SmallCsv.Cells(lines[i]);
            if (cells.Length != header.Length) throw Refuse(i + 1, $"the row has {cells.Length} values, but there are {header.Length} columns");
            if (cells[symbol].Length == 0 || cells[sector].Length == 0) throw Refuse(i + 1, "a cell is empty; a symbol and its sector are accepted");
            if (!names.TryAdd(cells[symbol], cells[sector])) throw Refuse(i + 1, $"the symbol '{cells[symbol]}' is there twice; once is accepted");
        }

        return (new JsonObject(names.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(pair.Key, pair.Value!.DeepClone()))), input);

        int Column(string name) => Array.IndexOf(header, name) is var at and >= 0
            ? at
            : throw Refuse(1, $"there is no column '{name}' (the nearest is '{NearestKey.Of(name, header)}'); symbol and sector are accepted");

        ConfigurationRefusedException Refuse(int line, string reason) => new(MarketSettingsTable.Sectors, reason, file, line);
    }
}
