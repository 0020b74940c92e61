namespace Symphony.Reports;

/// <summary>A section of the report, or the sentence that says why it is absent.</summary>
/// <typeparam name="T">What the section shows.</typeparam>
/// <remarks>Assign either the content itself or an <see cref="Absent"/>; both convert.</remarks>
public sealed record ReportSection<T>
    where T : class
{
    private ReportSection(T? content, string whyAbsent) => (Content, WhyAbsent) = (content, whyAbsent);

    /// <summary>What the section shows; null when it is absent.</summary>
    public T? Content { get; }

    /// <summary>The sentence shown instead; empty when there is content.</summary>
    public string WhyAbsent { get; }

    /// <summary>The section with this content.</summary>
    /// <param name="content">What to show.</param>
    public static implicit operator ReportSection<T>(T content) => new(content, "");

    /// <summary>The section that only says why it is absent.</summary>
    /// <param name="absent">The reason.</param>
    public static implicit operator ReportSection<T>(Absent absent) => new(null, absent.Why);
}
