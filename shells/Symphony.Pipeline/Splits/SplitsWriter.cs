using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>Writes splits in the form that is read: rows as ranges, one line for each split.</summary>
internal static class SplitsWriter
{
    internal static void Write(Stream stream, SplitsFile file)
    {
        var stated = file.Splits.Statement;
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.Write("{\n  \"format\": " + Number(SplitsReader.Format));
        if (file.Library.Length > 0) Key(text, "library", Quoted(file.Library));
        Key(text, "conventions", Conventions(stated.Conventions));
        if (stated.BarNames.Length > 0) Key(text, "bars", List(stated.BarNames.Select(Quoted)));
        if (NeedsDates(stated)) Key(text, "sessionDates", List(stated.SessionDates.Select(date => Quoted(Written.Date(date)))));
        text.Write(",\n  \"observations\": {\n    \"bar\": " + List(stated.Bars.Select(Number)));
        if (stated.SymbolNames.Length > 0 || stated.Symbols.Any(symbol => symbol != 0))
            text.Write(",\n    \"symbol\": " + List(stated.Symbols.Select(symbol => Quoted(file.Splits.SymbolName(symbol)))));
        text.Write(",\n    \"spanEnd\": " + List(stated.SpanEnds.Select(end => end < 0 ? "null" : Number(end))) + "\n  }");
        if (stated.Groups.Length > 0) Lines(text, "groups", stated.Groups.Select(Rows));
        Lines(text, "splits", stated.Splits.Select((split, i) => Split(split, file.Validation.Count > i ? file.Validation[i] : null)));
        if (stated.Paths.Length > 0) Lines(text, "paths", stated.Paths.Select(path => Path(path, stated.Groups)));
        text.Write("\n}\n");
    }

    /// <summary>Dates are written apart where the bars' names do not begin with them.</summary>
    private static bool NeedsDates(SplitStatement stated) =>
        stated.BarNames.Length > 0
        && stated.SessionDates.Length == stated.BarNames.Length
        && stated.BarNames.Where((name, bar) => !name.StartsWith(Written.Date(stated.SessionDates[bar]), StringComparison.Ordinal)).Any();

    private static void Key(TextWriter text, string key, string value) => text.Write($",\n  \"{key}\": {value}");

    private static void Lines(TextWriter text, string key, IEnumerable<string> items)
    {
        text.Write($",\n  \"{key}\": [");
        var separator = "";
        foreach (var item in items)
        {
            text.Write($"{separator}\n    {item}");
            separator = ",";
        }

        text.Write("\n  ]");
    }

    private static string Conventions(SplitConventions conventions)
    {
        string[] entries =
        [
            "\"intervalClosure\": " + (conventions.Closure == IntervalClosure.HalfOpen ? "\"halfOpen\"" : "\"closed\""),
            "\"scope\": " + (conventions.Scope == PurgeScope.Symbol ? "\"symbol\"" : "\"market\""),
            (conventions.EmbargoUnit == EmbargoUnit.Days ? "\"embargoDays\": " : "\"embargoBars\": ") + Number(conventions.Embargo),
            "\"embargoOrigin\": " + conventions.EmbargoOrigin switch
            {
                EmbargoOrigin.LastTestBar => "\"lastTestBar\"",
                EmbargoOrigin.TrainingSpanEnd => "\"trainingSpanEnd\"",
                _ => "\"latestSpanEnd\"",
            },
            "\"scheme\": " + (conventions.Scheme == SplitScheme.WalkForward ? "\"walkForward\"" : "\"crossValidation\""),
            .. conventions.TimesTested is { } times ? (string[])["\"timesTested\": " + Number(times)] : [],
        ];
        return "{ " + string.Join(", ", entries) + " }";
    }

    private static string Split(StatedSplit split, RowSet? validation) =>
        (split.TestGroups.Count > 0
            ? "{ \"testGroups\": " + List(split.TestGroups.Select(Number))
            : "{ \"test\": " + Rows(split.Test))
        + ", \"train\": " + Rows(split.Train)
        + (validation is null ? "" : ", \"validation\": " + Rows(validation)) + " }";

    private static string Path(StatedPathPart[] path, RowSet[] groups) =>
        path.Length == groups.Length && path.Select(part => part.Rows).SequenceEqual(groups)
            ? List(path.Select(part => Number(part.Split)))
            : List(path.Select(part => $"{{ \"split\": {Number(part.Split)}, \"rows\": {Rows(part.Rows)} }}"));

    private static string Rows(RowSet rows) => List(Enumerable.Range(0, rows.RangeCount).Select(range =>
        rows.First(range) == rows.Last(range)
            ? Number(rows.First(range))
            : $"[{Number(rows.First(range))}, {Number(rows.Last(range))}]"));

    private static string List(IEnumerable<string> items) => "[" + string.Join(", ", items) + "]";

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
