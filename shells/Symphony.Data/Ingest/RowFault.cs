using System.Globalization;
using Symphony.Data.Rows;

namespace Symphony.Data.Ingest;

/// <summary>A row that cannot be stored.</summary>
/// <param name="Line">Its line in a text file or its row in a Parquet file, from 1.</param>
/// <param name="Column">The file's name of the column, or null where it is about no column.</param>
/// <param name="Value">The refused text.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Accepted">What would be accepted.</param>
/// <param name="Text">The row as it stands in the file.</param>
internal sealed record RowFault(long Line, string? Column, string Value, string Problem, string Accepted, string Text)
{
    /// <summary>What of the row could be read, where its symbol and its stamp could; else null.</summary>
    public AsideValues? Values { get; init; }

    /// <summary>The fault in words, without its place.</summary>
    public string Reason => (Column is null ? string.Empty : $"column '{Column}': ") + (Value.Length > 0 ? $"{Quoted.Text(Value)} " : string.Empty) + Problem;

    /// <summary>The fault as a refusal.</summary>
    /// <param name="plan">The file.</param>
    public DataRefusedException Refuse(FilePlan plan)
    {
        var unit = plan.Form == Files.FileForm.Parquet ? "row" : "line";
        var place = string.Create(CultureInfo.InvariantCulture, $"{plan.File.Name}, {unit} {Line}");
        return new DataRefusedException(
            Column is null ? $"{place} {Problem}; {Accepted} is accepted" : $"{place}, {Reason}; {Accepted} is accepted", plan.File.Name, Line, Column, Value);
    }
}
