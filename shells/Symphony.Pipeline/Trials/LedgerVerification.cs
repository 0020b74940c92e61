using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>What a check of a ledger found.</summary>
/// <param name="Records">Records whose chain was followed.</param>
/// <param name="ReturnFiles">Files of returns that were compared with their hashes and records.</param>
/// <param name="Runs">Finished runs of the study whose records were looked up.</param>
/// <param name="Faults">What is not as it was written, one sentence each.</param>
public sealed record LedgerVerification(int Records, int ReturnFiles, int Runs, IReadOnlyList<string> Faults)
{
    /// <summary>True when all is as it was written.</summary>
    public bool IsIntact => Faults.Count == 0;
}
