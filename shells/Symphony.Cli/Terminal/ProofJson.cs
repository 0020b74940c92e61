using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Every finding of a proof as a machine reads it; no times, so that the same proof is the same bytes.</summary>
internal static class ProofJson
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(ProofReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", 1);
            writer.WriteString("name", report.Name);
            writer.WriteBoolean("proved", report.IsProved);
            writer.WriteNumber("seed", report.Seed);
            writer.WriteNumber("bars", report.Bars);
            writer.WriteNumber("symbols", report.Symbols);
            writer.WriteString("from", report.From);
            writer.WriteString("to", report.To);
            writer.WriteStartArray("parts");
            foreach (var part in report.Parts) Write(writer, part);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, ProofPart part)
    {
        writer.WriteStartObject();
        writer.WriteNumber("law", part.Law);
        writer.WriteString("name", part.Name);
        writer.WriteString("verdict", Camel(part.Verdict));
        writer.WriteNumber("tried", part.Tried);
        writer.WriteString("unit", part.Unit);
        writer.WriteNumber("compared", part.Compared);
        writer.WriteNumber("cutBars", part.CutBars);
        writer.WriteString("how", part.Effort);
        writer.WriteStartArray("notes");
        foreach (var note in part.Notes) writer.WriteStringValue(note);
        writer.WriteEndArray();
        writer.WriteStartArray("findings");
        foreach (var finding in part.Findings) Write(writer, finding);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ProofFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("subject", finding.Subject);
        writer.WriteString("verdict", Camel(finding.Verdict));
        writer.WriteNumber("compared", finding.Compared);
        if (finding.Diagnosis.Length > 0) writer.WriteString("diagnosis", finding.Diagnosis);
        writer.WriteStartArray("leaks");
        foreach (var leak in finding.Leaks) Write(writer, leak);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, LeakFigure leak)
    {
        writer.WriteStartObject();
        writer.WriteString("sentence", leak.Sentence);
        if (leak.Symbol.Length > 0) writer.WriteString("symbol", leak.Symbol);
        if (leak.Date.Length > 0) writer.WriteString("date", leak.Date);
        Number(writer, "before", leak.Before);
        Number(writer, "after", leak.After);
        if (leak.Change.Length > 0) writer.WriteString("changedWhen", leak.Change);
        if (leak.ChangedAfter.Length > 0) writer.WriteString("changedAfter", leak.ChangedAfter);
        writer.WriteNumber("changedValues", leak.ChangedValues);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumber(name, number);
        else writer.WriteNull(name);
    }

    private static string Camel(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Proved => "proved",
        ProofVerdict.Leak => "leak",
        _ => "notProved",
    };
}
