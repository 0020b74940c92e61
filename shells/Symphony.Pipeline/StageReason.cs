namespace Symphony.Pipeline;

/// <summary>One reason why a stage would run.</summary>
/// <param name="Kind">Which part of its key changed.</param>
/// <param name="Name">The setting, file, stage or assembly.</param>
/// <param name="Before">What it was in the nearest earlier run; null when it was not there, or has no short form.</param>
/// <param name="Now">What it is; null when it is not there any more, or has no short form.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record StageReason(StageReasonKind Kind, string Name, string? Before, string? Now, string Sentence);
