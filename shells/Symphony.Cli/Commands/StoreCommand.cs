using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Spectre.Console;
using Symphony.Data;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony store</c>: what a store holds.</summary>
internal static class StoreCommand
{
    private const int ShownSymbols = 40;

    public static Command Create(Terminal terminal) =>
        new("store", "Show, check and clean a store that symphony ingest made, take rows out of it and put them back.")
        {
            List(terminal), Show(terminal), Check(terminal), Clean(terminal), StoreDeletionCommands.Delete(terminal), StoreDeletionCommands.Restore(terminal),
        };

    private static Argument<string> Folder() => new("DIR") { Description = "The store's folder." };

    private static Command List(Terminal terminal)
    {
        var folder = Folder();
        var json = SharedOptions.Json();
        var command = new Command("list", "What there is: kinds, symbols, rows, spans, parts and bytes.") { folder, json };
        command.SetAction(parsed =>
        {
            var store = DataStore.Open(parsed.GetRequiredValue(folder));
            if (parsed.GetValue(json))
            {
                terminal.WriteRaw(Json(store) + "\n");
                return ExitCode.Done;
            }

            var table = new FigureTable("kind", "frequency", "symbols", "rows", "first", "last", "parts", "MB", "prices", "time zone");
            foreach (var set in store.Datasets)
            {
                table.AddRow(
                    set.Kind,
                    set.Frequency,
                    Figure.Count(store.Symbols(set.Kind, set.Frequency).Count),
                    Figure.Count(set.Parts.Sum(part => part.Rows)),
                    First(set),
                    Last(set),
                    Figure.Count(set.Parts.Count),
                    Megabytes(set.Parts.Sum(part => part.Bytes)),
                    set.Prices ?? "-",
                    Markup.Escape(set.TimeZone ?? "-"));
            }

            terminal.Output.Write(table);
            terminal.WriteRaw($"  source files     {Figure.Count(store.Sources.Count)}\n");
            if (store.Quarantine.Count > 0) terminal.WriteRaw($"  rows set aside   {Figure.Count(store.Quarantine.Sum(aside => aside.Rows))} ({string.Join(", ", store.Quarantine.Select(aside => aside.Path))})\n");
            if (store.Retired.Count > 0) terminal.WriteRaw($"  retired parts    {Figure.Count(store.Retired.Count)}, {Megabytes(store.Retired.Sum(old => old.Bytes))} MB (symphony store gc removes them)\n");
            foreach (var deletion in store.Deletions) terminal.WriteRaw($"  deletion {deletion.Id}       {StoreDeletionCommands.Sentence(deletion, store.Deletions)}\n");
            terminal.WriteRaw($"  content          {store.Hash}\n");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var folder = Folder();
        var kind = new Option<string>("--kind") { Description = "bars, quotes, trades, ...", DefaultValueFactory = _ => "bars" };
        var frequency = new Option<string>("--frequency") { Description = "daily, 15m, 1m, tick, ...", DefaultValueFactory = _ => "daily" };
        var symbol = new Option<string?>("--symbol") { Description = "Print this symbol's rows as CSV, as they are stored." };
        var command = new Command("show", "The symbols and source files of one kind and frequency; or one symbol's rows.") { folder, kind, frequency, symbol };
        command.SetAction(parsed =>
        {
            var store = DataStore.Open(parsed.GetRequiredValue(folder));
            var set = store.Dataset(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(frequency));
            if (parsed.GetValue(symbol) is { } one) return Rows(terminal, store, set, one);
            Symbols(terminal, store, set);
            Sources(terminal, store, set);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        var folder = Folder();
        var command = new Command("check", "Read every part and compare it with its hash; exit code 3 when one differs.") { folder };
        command.SetAction(parsed =>
        {
            var store = DataStore.Open(parsed.GetRequiredValue(folder));
            using var shutdown = new Shutdown();
            var faults = store.Check(shutdown.Token);
            foreach (var fault in faults) terminal.WriteRaw($"{fault}\n");
            var parts = store.Datasets.Sum(set => set.Parts.Count) + store.Quarantine.Count;
            terminal.WriteRaw(faults.Count == 0 ? $"{Figure.Count(parts)} parts are what was written\n" : $"{Figure.Count(faults.Count)} of {Figure.Count(parts)} parts are not what was written\n");
            return faults.Count == 0 ? ExitCode.Done : ExitCode.FaultFound;
        });
        return command;
    }

    private static Command Clean(Terminal terminal)
    {
        var folder = Folder();
        var command = new Command("gc", "Remove parts whose place others took, and what broken-off ingests left.") { folder };
        command.SetAction(parsed =>
        {
            var store = DataStore.Open(parsed.GetRequiredValue(folder));
            using var shutdown = new Shutdown();
            var (files, bytes) = store.CollectGarbage(TimeSpan.FromSeconds(60), shutdown.Token);
            terminal.WriteRaw($"{Figure.Count(files)} files removed, {Megabytes(bytes)} MB\n");
            return ExitCode.Done;
        });
        return command;
    }

    private static int Rows(Terminal terminal, DataStore store, StoreDataset set, string symbol)
    {
        var found = false;
        foreach (var rows in store.Rows(set.Kind, set.Frequency, [symbol]))
        {
            found = true;
            var text = new StringBuilder();
            text.Append("symbol,").Append(rows.IsDated ? "date" : "time").Append(',').AppendJoin(',', rows.ColumnNames).Append('\n');
            for (var row = 0; row < rows.Count; row++)
            {
                text.Append(Quoted(symbol)).Append(',').Append(Stamp(rows.Stamps[row], rows.IsDated));
                foreach (var column in rows.ColumnNames) text.Append(',').Append(Quoted(rows.Text(column, row)));
                text.Append('\n');
                if (text.Length < 1 << 16) continue;
                terminal.WriteRaw(text.ToString());
                text.Clear();
            }

            terminal.WriteRaw(text.ToString());
        }

        return found ? ExitCode.Done : throw new DataRefusedException($"the store has no {set.Frequency} {set.Kind} of '{symbol}'; a symbol that 'symphony store show' lists is accepted", "symbol", value: symbol);
    }

    private static void Symbols(Terminal terminal, DataStore store, StoreDataset set)
    {
        var symbols = store.Symbols(set.Kind, set.Frequency);
        var table = new FigureTable("symbol", "rows", "first", "last");
        foreach (var symbol in symbols.Take(ShownSymbols))
            table.AddRow(Markup.Escape(symbol.Name), Figure.Count(symbol.Rows), Stamp(symbol.First, set.IsDated), Stamp(symbol.Last, set.IsDated));
        terminal.Output.Write(table);
        if (symbols.Count > ShownSymbols) terminal.WriteRaw($"  and {Figure.Count(symbols.Count - ShownSymbols)} symbols more\n");
    }

    private static void Sources(Terminal terminal, DataStore store, StoreDataset set)
    {
        var given = set.Parts.SelectMany(part => part.Shares).GroupBy(share => share.Source)
            .ToDictionary(group => group.Key, group => (Rows: group.Sum(share => share.Rows), First: group.Min(share => share.First), Last: group.Max(share => share.Last), Replaced: group.Sum(share => share.Replaced)));
        var table = new FigureTable("source file", "SHA-256", "ingested (UTC)", "rows given", "replaced", "first", "last");
        foreach (var source in store.Sources.Where(source => given.ContainsKey(source.Id)))
        {
            var share = given[source.Id];
            table.AddRow(
                Markup.Escape(source.Name), source.Sha256[..12], source.Ingested, Figure.Count(share.Rows), Figure.Count(share.Replaced), Stamp(share.First, set.IsDated), Stamp(share.Last, set.IsDated));
        }

        terminal.Output.Write(table);
    }

    private static string Json(DataStore store) => new JsonObject
    {
        ["content"] = store.Hash,
        ["datasets"] = new JsonArray([.. store.Datasets.Select(set => (JsonNode)new JsonObject
        {
            ["kind"] = set.Kind,
            ["frequency"] = set.Frequency,
            ["timeZone"] = set.TimeZone,
            ["prices"] = set.Prices,
            ["symbols"] = store.Symbols(set.Kind, set.Frequency).Count,
            ["rows"] = set.Parts.Sum(part => part.Rows),
            ["first"] = First(set),
            ["last"] = Last(set),
            ["parts"] = set.Parts.Count,
            ["bytes"] = set.Parts.Sum(part => part.Bytes),
        })]),
    }.ToJsonString();

    private static string First(StoreDataset set) => set.Parts.Count == 0 ? "-" : Stamp(set.Parts.Min(part => part.First), set.IsDated);

    private static string Last(StoreDataset set) => set.Parts.Count == 0 ? "-" : Stamp(set.Parts.Max(part => part.Last), set.IsDated);

    private static string Megabytes(long bytes) => ((double)bytes / (1 << 20)).ToString("#,##0.0", CultureInfo.InvariantCulture);

    private static string Stamp(long stamp, bool dated) => dated
        ? DateTime.UnixEpoch.AddDays(stamp).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : DateTime.UnixEpoch.AddMicroseconds(stamp).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
