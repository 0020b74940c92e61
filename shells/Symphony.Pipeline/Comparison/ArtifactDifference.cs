namespace Symphony.Pipeline;

/// <summary>Where two files first differ.</summary>
/// <param name="File">Path relative to the run folder, or to the folder of a stage, with '/'.</param>
/// <param name="Where">The place: row and column, key, line or byte; with both values where they are short.</param>
/// <param name="Extent">How much differs altogether, in words; empty when that was not counted.</param>
public sealed record ArtifactDifference(string File, string Where, string Extent)
{
    /// <summary>The difference in words.</summary>
    public string Sentence => Extent.Length == 0 ? $"{File}, {Where}" : $"{File}, {Where}; {Extent}";
}
