namespace Symphony.Models;

/// <summary>What was found of a native library.</summary>
/// <param name="Name">The library's name.</param>
/// <param name="Version">The version it reports, or null when it could not be asked.</param>
/// <param name="Path">The file that is loaded, or null when none is.</param>
/// <param name="Problem">What is wrong, as one sentence, or null when nothing is.</param>
/// <param name="MendingCommand">The command that brings the library.</param>
public sealed record NativeLibraryStatus(
    string Name, string? Version, string? Path, string? Problem, string MendingCommand);
