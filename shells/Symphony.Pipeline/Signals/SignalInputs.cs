using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>Scores or signals of a file, and what they decide.</summary>
internal static class SignalInputs
{
    /// <summary>Scores by bar and symbol, NaN where there is none.</summary>
    internal static ValuesData Scores(JsonObject scores, Bars bars, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop) =>
        ValuesReader.AtBars(
            Source(scores, "scores", "a finite score", data, place, threads),
            bars,
            stop);

    /// <summary>Signals by bar and symbol: 1, -1 or 0; NaN where there is none.</summary>
    internal static ValuesData Signals(JsonObject signals, Bars bars, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop)
    {
        const string Accepted = "1 (be long), -1 (be short) or 0 (be out)";
        var read = ValuesReader.AtBars(
            Source(signals, "signals", Accepted, data, place, threads),
            bars,
            stop);
        var cells = read.Values.Span;
        for (var cell = 0; cell < cells.Length; cell++)
        {
            if (double.IsNaN(cells[cell]) || cells[cell] is 1 or -1 or 0) continue;
            var (bar, symbol) = (cell / bars.Axes.SymbolCount, bars.Axes.Symbols[cell % bars.Axes.SymbolCount]);
            throw place.Refuse(
                SignalSettingsTable.SignalsFile,
                $"{Path.GetFileName(read.Input.Name)}: the signal of {symbol} on {Written.Date(bars.Axes.SessionDate(bar))} was {Written.Number(cells[cell])}, but {Accepted} is accepted");
        }

        return read;
    }

    /// <summary>What the scores or signals of a configuration decide; those before the first session asked for are not followed.</summary>
    internal static GivenDecisions Decide(
        JsonObject settings, EngineMarket market, Universe? universe, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop)
    {
        var engine = EngineInputs.Settings(settings["engine"]!.AsObject());
        var options = Options(settings["positions"]!.AsObject());
        var (read, found) = CanonicalJson.At(settings, SignalSettingsTable.ScoresFile) is not null
            ? FromScores(settings["scores"]!.AsObject(), engine, options, market, universe, data, place, threads, stop)
            : FromSignals(settings["signals"]!.AsObject(), engine, options, market, universe, data, place, threads, stop);
        return new GivenDecisions(found.Decisions, [read.Input], [.. read.Notes, .. Notes(found)]);
    }

    private static (ValuesData, SignalDecisions) FromScores(
        JsonObject scores, EngineSettings engine, SignalOptions options, EngineMarket market, Universe? universe, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop)
    {
        var thresholds = Thresholds(scores, options, engine, place);
        var read = Scores(scores, market.Bars, data, place, threads, stop);
        if (universe is not null && thresholds.MissingScore == MissingScore.Hold)
            throw place.Refuse("scores.missing", "scores.missing was 'hold', but a name that leaves the universe has no score and must be left; exit is accepted with a universe");
        var cells = Inside(universe, Since(data.From, market.Axes, read.Values), double.NaN);
        var panel = Market.Panel(market.Axes, cells);
        var found = place.Point(() => Core.Interop.Signals.FromScores(panel, market, engine, thresholds, options));
        var missing = thresholds.MissingScore == MissingScore.Exit ? ExitsWithoutScore(found, cells, market.Axes) : 0;
        return missing == 0 ? (read, found) : (read with { Notes = [.. read.Notes, WithoutScore(missing)] }, found);
    }

    private static string WithoutScore(int missing) =>
        $"{missing} exits came because a held name had no score on a bar (scores.missing is exit; hold keeps it until it has one)";

    /// <summary>Positions that were left at a bar where their name has no score.</summary>
    private static int ExitsWithoutScore(SignalDecisions found, double[] scores, Axes axes)
    {
        var count = 0;
        for (var bar = 1; bar < axes.BarCount; bar++)
        {
            for (var symbol = 0; symbol < axes.SymbolCount; symbol++)
            {
                if (double.IsNaN(scores[(bar * axes.SymbolCount) + symbol]) && found.Side(bar - 1, symbol) != 0 && found.Side(bar, symbol) == 0) count++;
            }
        }

        return count;
    }

    private static (ValuesData, SignalDecisions) FromSignals(
        JsonObject signals, EngineSettings engine, SignalOptions options, EngineMarket market, Universe? universe, DataSettings data, ConfigurationPlace place, int threads, CancellationToken stop)
    {
        var read = Signals(signals, market.Bars, data, place, threads, stop);
        var events = Array.ConvertAll(Inside(universe, Since(data.From, market.Axes, read.Values), 0), EventsOf);
        return (read, place.Point(() => Core.Interop.Signals.FromSignals(Core.Interop.Signals.Create(market.Axes, events), market, engine, options)));
    }

    /// <summary>The values of names that are in; for the others, at every bar, one that leaves them.</summary>
    private static double[] Inside(Universe? universe, double[] cells, double leave)
    {
        for (var cell = 0; universe is not null && cell < cells.Length; cell++)
        {
            if (!universe.IsIn(cell / universe.Axes.SymbolCount, cell % universe.Axes.SymbolCount)) cells[cell] = leave;
        }

        return cells;
    }

    /// <summary>The values from a session on; none before it.</summary>
    internal static double[] Since(DateOnly? from, Axes axes, ReadOnlyMemory<double> values)
    {
        var kept = values.ToArray();
        if (from is not { } date) return kept;
        var first = 0;
        while (first < axes.BarCount && axes.SessionDate(first) < Written.EpochDay(date)) first++;
        kept.AsSpan(0, first * axes.SymbolCount).Fill(double.NaN);
        return kept;
    }

    /// <summary>What became of the signals, in sentences.</summary>
    private static IEnumerable<string> Notes(SignalDecisions found)
    {
        var counts = found.Counts;
        yield return $"{counts.LongEntries} long and {counts.ShortEntries} short entries, {counts.Exits} exits, {counts.Flips} flips; at most {found.MostPositions} positions at one time";
        (int Count, string Why)[] dropped =
        [
            (counts.WithoutRoom, "found all positions taken"),
            (counts.WithoutBar, "came where the name has no bar"),
            (counts.BelowCost, "were not expected to pay their costs"),
            (counts.Untradable, "are in names the engine would not trade: volatility, volume or borrow is missing"),
        ];
        foreach (var (count, why) in dropped.Where(one => one.Count > 0)) yield return $"{count} entries {why}";
        if (counts.Ended > 0) yield return $"{counts.Ended} positions ended with their name";
    }

    /// <summary>A wanted side as the events that lead to it.</summary>
    private static SignalEvents EventsOf(double side) => side switch
    {
        1 => SignalEvents.EnterLong | SignalEvents.ExitShort,
        -1 => SignalEvents.EnterShort | SignalEvents.ExitLong,
        0 => SignalEvents.ExitLong | SignalEvents.ExitShort,
        _ => SignalEvents.None,
    };

    private static SignalOptions Options(JsonObject positions) => new()
    {
        MaximumPositions = (int)positions["maximum"]!.GetValue<long>(),
        Gross = positions["gross"]!.GetValue<double>(),
        Sizing = positions["sizing"]!.GetValue<string>() == "shared" ? SignalSizing.Shared : SignalSizing.PerSlot,
        OppositeEntry = positions["oppositeEntry"]!.GetValue<string>() switch
        {
            "exit" => OppositeEntry.Exit,
            "ignore" => OppositeEntry.Ignore,
            _ => OppositeEntry.Flip,
        },
        Rebalance = positions["rebalance"]!.GetValue<string>() == "everyBar" ? SignalRebalance.EveryBar : SignalRebalance.OnChange,
    };

    private static ScoreThresholds Thresholds(JsonObject scores, SignalOptions options, EngineSettings engine, ConfigurationPlace place)
    {
        double Of(string key) => scores[key]!.GetValue<double>();
        if (Of("exit") > Of("enter"))
            throw place.Refuse("scores.exit", $"scores.exit was {Written.Number(Of("exit"))}, above scores.enter ({Written.Number(Of("enter"))}); a number of at most scores.enter is accepted");
        var thresholds = scores["longOnly"]!.GetValue<bool>()
            ? ScoreThresholds.LongOnly(Of("enter"), Of("exit"))
            : ScoreThresholds.Symmetric(Of("enter"), Of("exit"));
        thresholds.MissingScore = scores["missing"]!.GetValue<string>() == "hold" ? MissingScore.Hold : MissingScore.Exit;
        thresholds.ReturnPerScore = scores["returnPerScore"]?.GetValue<double>();
        thresholds.MinimumEdgeBasisPoints = 1e4 * Of("minimumEdge");
        thresholds.EdgeNotional = scores["edgeNotional"]?.GetValue<double>() ?? options.SlotNotional(engine);
        thresholds.HoldingDays = Of("holdingDays");
        return thresholds;
    }

    private static ValuesSource Source(JsonObject section, string what, string accepted, DataSettings data, ConfigurationPlace place, int threads) => new()
    {
        File = section["file"]!.GetValue<string>(),
        What = what,
        ValueColumn = section["column"]!.GetValue<string>(),
        DateColumn = section["dateColumn"]!.GetValue<string>(),
        SymbolColumn = section["symbolColumn"]!.GetValue<string>(),
        Accepted = accepted,
        BaseDirectory = place.Folder,
        TimeZone = data.TimeZone,
        Threads = threads,
    };
}
