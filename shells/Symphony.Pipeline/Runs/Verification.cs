using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What a check of a run folder found.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="FilesChecked">How many files were compared with their hash.</param>
/// <param name="Faults">What departs, in the order of file names; empty when all is as it was written.</param>
public sealed record Verification(string Folder, int FilesChecked, IReadOnlyList<RunFault> Faults)
{
    /// <summary>True when nothing departs.</summary>
    public bool IsIntact => Faults.Count == 0;
}
