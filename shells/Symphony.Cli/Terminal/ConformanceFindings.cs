using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Symphony.Core;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>The findings as a machine reads them.</summary>
internal static class ConformanceFindings
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string ToJson(string name, SplitsFile file, ConformanceReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Layout))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", 1);
            writer.WriteString("file", name);
            writer.WriteString("library", file.Library);
            writer.WriteBoolean("conforms", report.Conforms);
            writer.WriteNumber("observations", file.Splits.ObservationCount);
            writer.WriteNumber("splits", file.Splits.SplitCount);
            writer.WriteNumber("paths", file.Splits.PathCount);
            writer.WriteStartArray("laws");
            foreach (var law in report.Laws) Write(writer, law);
            writer.WriteEndArray();
            writer.WriteStartArray("differences");
            foreach (var difference in report.Differences) Write(writer, difference);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, LawFinding law)
    {
        writer.WriteStartObject();
        writer.WriteString("law", Camel(law.Law.ToString()));
        writer.WriteString("verdict", Camel(law.Verdict.ToString()));
        writer.WriteNumber("checked", law.Checked);
        writer.WriteString("unit", law.Unit);
        writer.WriteNumber("faults", law.Faults);
        if (law.Note.Length > 0) writer.WriteString("note", law.Note);
        writer.WriteStartArray("examples");
        foreach (var fault in law.Examples)
        {
            writer.WriteStartObject();
            if (fault.Split >= 0) writer.WriteNumber("split", fault.Split);
            if (fault.Observation >= 0) writer.WriteNumber("row", fault.Observation);
            if (fault.Other >= 0) writer.WriteNumber("otherRow", fault.Other);
            writer.WriteString("sentence", fault.Sentence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, DifferenceFinding difference)
    {
        writer.WriteStartObject();
        writer.WriteString("difference", Camel(difference.Difference.ToString()));
        writer.WriteNumber("count", difference.Count);
        writer.WriteString("sentence", difference.Sentence);
        writer.WriteEndObject();
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
