using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A record as one line of JSON, which names the hash of the line before and its own.</summary>
/// <param name="Record">What it says.</param>
/// <param name="Format">The format it was written in.</param>
/// <param name="Hash">SHA-256 of its content, the hash of the line before included.</param>
/// <param name="Text">The line as it stands in the file, without its end.</param>
internal sealed record LedgerLine(StudyRecord Record, int Format, string Hash, string Text)
{
    /// <summary>The format that is written: with the study, how many, and the hash of the returns.</summary>
    internal const int Newest = 2;

    private static readonly (TrialKind Kind, string Name)[] Kinds =
    [
        (TrialKind.Trial, "trial"),
        (TrialKind.OtherCosts, "costs"),
        (TrialKind.Repeat, "repeat"),
        (TrialKind.SplitFits, "fits"),
        (TrialKind.InnerEvaluations, "evaluations"),
        (TrialKind.Paths, "paths"),
    ];

    internal static string NameOf(TrialKind kind) => Array.Find(Kinds, known => known.Kind == kind).Name;

    /// <summary>The line of a new record.</summary>
    internal static LedgerLine Of(StudyRecord record, string previous)
    {
        var identity = record.Identity;
        var content = new JsonObject
        {
            ["format"] = Newest,
            ["study"] = identity.Study,
            ["configuration"] = identity.Configuration,
            ["trial"] = identity.Decisions,
            ["inputs"] = identity.Inputs,
            ["kind"] = NameOf(record.Kind),
        };
        if (record.IsOutcome)
        {
            content["sharpePerBar"] = record.SharpePerBar is { } ratio ? SettingText.Number(ratio) : null;
            content["bars"] = record.Bars;
            content["from"] = Date(record.FirstSession);
            content["to"] = Date(record.LastSession);
            content["returns"] = record.ReturnsHash;
        }
        else
        {
            content["count"] = record.Count;
        }

        content["previous"] = previous;
        var hash = CanonicalJson.Hash(content);
        content["hash"] = hash;
        return new LedgerLine(record, Newest, hash, CanonicalJson.Line(content));
    }

    /// <summary>Reads a line as the next one of a ledger, which grows by it.</summary>
    internal static LedgerLine Read(string file, int number, string text, string previous, ref StudyLedger ledger)
    {
        try
        {
            var line = JsonNode.Parse(text);
            var format = CanonicalJson.Needed(line, "format").GetValue<int>();
            if (format > Newest)
                throw new LedgerRefusedException(file, number, $"its format is {format}, newer than the {Newest} this version reads");
            var hash = CanonicalJson.Needed(line, "hash").GetValue<string>();
            if (CanonicalJson.Needed(line, "previous").GetValue<string>() != previous || hash != HashOf(line!.AsObject()) || text != CanonicalJson.Line(line))
                throw new LedgerRefusedException(file, number, "it does not follow from the line before; the ledger was changed after it was written");
            var grown = ledger.Append(EntryOf(line!, format, ledger.Study));
            if (grown.RecordCount != number || !grown.TryLast(out var record))
                throw new LedgerRefusedException(file, number, "it says what a line before it says");
            var kind = CanonicalJson.Needed(line, "kind").GetValue<string>();
            if (kind != NameOf(record!.Kind))
                throw new LedgerRefusedException(file, number, $"its kind is '{kind}', but the lines before make it '{NameOf(record.Kind)}'");
            ledger = grown;
            return new LedgerLine(record, format, hash, text);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException and not RefusedException)
        {
            throw new LedgerRefusedException(file, number, "it is not a ledger record");
        }
        catch (RefusedException refused) when (refused is not LedgerRefusedException)
        {
            throw new LedgerRefusedException(file, number, refused.Sentence);
        }
    }

    private static string HashOf(JsonObject line) =>
        CanonicalJson.Hash(new JsonObject(line.Where(pair => pair.Key != "hash").Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))));

    private static StudyEntry EntryOf(JsonNode line, int format, string study)
    {
        var identity = StudyEntry.Identify(
            format == 1 ? study : Text("study"), Text("configuration"), Text("trial"), Text("inputs"));
        var kind = Array.Find(Kinds, known => known.Name == Text("kind"));
        if (kind.Name is null)
            throw new FormatException("no such kind");
        if (kind.Kind is not (TrialKind.Trial or TrialKind.OtherCosts or TrialKind.Repeat))
            return StudyEntry.OfWork(identity, kind.Kind, CanonicalJson.Needed(line, "count").GetValue<int>());
        var bars = CanonicalJson.Needed(line, "bars").GetValue<int>();
        if (bars == 0)
            return StudyEntry.OfNothingTraded(identity);
        var ratio = line["sharpePerBar"]?.GetValue<double>();
        var (from, to) = (Session("from"), Session("to"));
        var returns = format == 1 ? "" : Text("returns");
        return returns.Length == 0
            ? StudyEntry.OfFigures(identity, ratio, bars, from, to)
            : StudyEntry.OfFigures(identity, ratio, bars, from, to, returns);

        string Text(string key) => CanonicalJson.Needed(line, key).GetValue<string>();

        int Session(string key) => Written.TryDate(Text(key), out var date)
            ? Written.EpochDay(date)
            : throw new FormatException("no date");
    }

    private static string Date(int? session) => session is { } day ? Written.Date(day) : "";
}
