namespace Symphony.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The input was refused; one sentence on standard error says why.</summary>
    public const int Refused = 1;

    /// <summary>Something around the program failed: disk, network, a native library.</summary>
    public const int Failed = 2;

    /// <summary>A check ran and found a fault.</summary>
    public const int FaultFound = 3;

    /// <summary>Stopped by the user (128 + SIGINT); the same command goes on where this one stopped.</summary>
    public const int Stopped = 130;
}
