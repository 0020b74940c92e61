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
