namespace Symphony.Pipeline;

/// <summary>What a proof came to.</summary>
public enum ProofVerdict
{
    /// <summary>It was tried, and nothing changed that must not.</summary>
    Proved,

    /// <summary>Something changed that must not.</summary>
    Leak,

    /// <summary>There was nothing to compare, or not all of it: nothing is proved.</summary>
    NotProved,
}
