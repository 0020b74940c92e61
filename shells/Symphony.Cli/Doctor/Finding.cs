namespace Symphony.Cli.Doctor;

/// <summary>One thing looked at.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="IsSound">False when something is missing or wrong.</param>
/// <param name="Detail">What was found: version, path, size.</param>
/// <param name="Mend">The command that mends it; empty when nothing is to mend.</param>
internal sealed record Finding(string Subject, bool IsSound, string Detail, string Mend = "");
