using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A ledger cannot be trusted or read: which file and line, and why.</summary>
public sealed class LedgerRefusedException : RefusedException
{
    /// <summary>A refusal of one line.</summary>
    /// <param name="file">The ledger's file.</param>
    /// <param name="line">Line number from 1.</param>
    /// <param name="reason">What is wrong, in words that follow the place.</param>
    public LedgerRefusedException(string file, int line, string reason)
        : base("ledger", $"{file}, line {line}: {reason}") => (File, Line) = (file, line);

    /// <summary>A refusal of a file as a whole.</summary>
    /// <param name="file">The ledger's file, its head or a file of returns.</param>
    /// <param name="reason">What is wrong, in words that follow the place.</param>
    public LedgerRefusedException(string file, string reason)
        : base("ledger", $"{file}: {reason}") => File = file;

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Line number from 1; 0 when it is the file as a whole.</summary>
    public int Line { get; }
}
