using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A ledger cannot be trusted or read: which line, and why.</summary>
public sealed class LedgerRefusedException : RefusedException
{
    /// <summary>A refusal of one line.</summary>
    /// <param name="file">The ledger's file.</param>
    /// <param name="line">Line number from 1.</param>
    /// <param name="reason">What is wrong, in words that follow the place.</param>
    public LedgerRefusedException(string file, int line, string reason)
        : base("ledger", $"{file}, line {line}: {reason}") => (File, Line) = (file, line);

    /// <summary>The ledger's file.</summary>
    public string File { get; }

    /// <summary>Line number from 1.</summary>
    public int Line { get; }
}
