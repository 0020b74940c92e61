namespace Symphony.Reports;

/// <summary>Text that is markup already, so that it is not escaped again.</summary>
/// <param name="Text">Well-formed markup of our own making.</param>
internal readonly record struct Markup(string Text)
{
    public static Markup Empty { get; } = new("");
}
