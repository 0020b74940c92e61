namespace Symphony.Pipeline;

/// <summary>One file of a run folder that is not as the run left it.</summary>
/// <param name="File">Path relative to the run folder, with '/'.</param>
/// <param name="Kind">How it departs.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record RunFault(string File, RunFaultKind Kind, string Sentence);
