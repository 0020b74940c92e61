namespace Symphony.Pipeline;

/// <summary>How a file of a run folder departs from its manifest.</summary>
public enum RunFaultKind
{
    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file's bytes are not those that were written.</summary>
    Differs,

    /// <summary>The file was not written by the run.</summary>
    Extra,
}

/// <summary>One file of a run folder that is not as the run left it.</summary>
/// <param name="File">Path relative to the run folder, with '/'.</param>
/// <param name="Kind">How it departs.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record RunFault(string File, RunFaultKind Kind, string Sentence);
