using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Cli.Commands;

/// <summary><c>symphony sweep</c>: the same weights under many settings.</summary>
internal static class SweepCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string?>("--config") { Description = "A YAML file with the settings of symphony backtest; a flag overrules it.", HelpName = "FILE" };
        var bars = new Option<string[]>("--bars") { Description = "Bar files: date, symbol, open, high, low, close, volume.", HelpName = "FILES", AllowMultipleArgumentsPerToken = true };
        var weights = new Option<string[]>("--weights") { Description = "Weight files: date, symbol, weight.", HelpName = "FILES", AllowMultipleArgumentsPerToken = true };
        var set = new Option<string[]>("--set") { Description = "Any other setting of symphony backtest for all scenarios, by its YAML key.", HelpName = "KEY=VALUE" };
        var vary = new Option<string[]>("--vary") { Description = "A setting of the engine, or scale, and the values it takes; once for each.", HelpName = "KEY=VALUE,VALUE" };
        var memory = new Option<int?>("--memory") { Description = "MiB that scenarios under way may take [default: 256].", HelpName = "MIB" };
        var output = new Option<string?>("--output") { Description = "Write a row of each scenario, CSV or JSON by its extension.", HelpName = "FILE" };
        var threads = SharedOptions.Threads();
        var json = SharedOptions.Json();
        var command = new Command(
            "sweep",
            """
            Trade the same weights under every combination of settings, in one pass over the market.

                symphony sweep --bars bars.csv --weights weights.csv --vary halfSpread=1bp,2.5bp,5bp --vary noTradeBand=0,10bp
                symphony sweep --config backtest.yaml --vary scale=0.25,0.5,1 --vary perNameCap=none,2%,5% --output sweep.csv

            Any setting of the engine that is a number, a choice or true/false may vary, and scale, the factor on
            every weight before any cap. Each scenario is, to the last bit, the backtest of its settings. Costs and
            capital alone make no trial; whatever decides otherwise (scale, band, caps, lots, fills) does, and how
            many trials the grid is is said.
            """)
        {
            config, bars, weights, set, vary, memory, output, threads, json,
        };
        command.SetAction(parsed =>
        {
            var given = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var pair in parsed.GetValue(set) ?? [])
            {
                var (key, value) = Pair(pair);
                if (!given.TryAdd(key, [value])) throw new RefusedException("--set", $"--set names {key} twice, as {given[key][0]} and as {value}; once is accepted");
            }

            if (parsed.GetValue(bars) is { Length: > 0 } barFiles) given["data.files"] = barFiles;
            if (parsed.GetValue(weights) is { Length: > 0 } weightFiles) given["weights.files"] = weightFiles;
            SweepAxis[] axes = [.. (parsed.GetValue(vary) ?? []).Select(SweepAxis.Read)];
            if (axes.FirstOrDefault(axis => given.ContainsKey($"engine.{axis.Key}")) is { } both)
                throw new RefusedException("--set", $"--set engine.{both.Key} was '{given[$"engine.{both.Key}"][0]}', but --vary gives {both.Key} its values; one of the two is accepted");
            var request = new SweepRequest
            {
                Axes = axes,
                Threads = SharedOptions.AtLeastOne(parsed.GetValue(threads)),
                MemoryInMiB = parsed.GetValue(memory) is { } size ? AtLeastOneMiB(size) : null,
                OutputFile = parsed.GetValue(output),
            };
            return Carry(terminal, BacktestConfiguration.Read(parsed.GetValue(config), given), request, parsed.GetValue(json));
        });
        return command;
    }

    private static int Carry(Terminal terminal, BacktestConfiguration configuration, SweepRequest request, bool json)
    {
        using var shutdown = new Shutdown();
        var outcome = ProgressView.During(
            terminal,
            progress => new SweepJob(terminal.Time).Run(configuration, request, progress, shutdown.Token));
        if (json) terminal.WriteRaw(outcome.ToJson());
        else SweepTables.Show(terminal, $"{configuration.Name}: {configuration.Source}", outcome, request.OutputFile);
        return ExitCode.Done;
    }

    private static (string Key, string Value) Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0) throw new RefusedException("--set", $"--set was '{text}'; KEY=VALUE is accepted, such as engine.equity=1000000");
        var key = text[..at];
        return BacktestConfiguration.Settings.Any(setting => setting.Path == key)
            ? (key, text[(at + 1)..])
            : throw new RefusedException("--set", $"--set names '{key}', which is no setting; the nearest is '{NearestKey.Of(key, BacktestConfiguration.Settings.Select(setting => setting.Path))}'");
    }

    private static int AtLeastOneMiB(int size) =>
        size >= 1 ? size : throw new RefusedException("--memory", $"--memory must be at least 1, was {size}");
}
