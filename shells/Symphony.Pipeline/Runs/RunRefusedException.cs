using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A folder is not a run this version can read.</summary>
public sealed class RunRefusedException : RefusedException
{
    /// <summary>A refusal of one folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="reason">What is wrong and what would be accepted.</param>
    public RunRefusedException(string folder, string reason)
        : base("run", $"{folder}: {reason}") => Folder = folder;

    /// <summary>The folder that was refused.</summary>
    public string Folder { get; }
}
