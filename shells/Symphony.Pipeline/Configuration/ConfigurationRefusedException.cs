using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A configuration was refused: which file, line and key, and what would be accepted.</summary>
public sealed class ConfigurationRefusedException : RefusedException
{
    /// <summary>A refusal of one key.</summary>
    /// <param name="key">Dotted path of the key.</param>
    /// <param name="reason">What was found and what would be accepted, one sentence without its place.</param>
    /// <param name="file">The file as the user named it; empty for a flag.</param>
    /// <param name="line">Line number from 1; 0 when there is none.</param>
    public ConfigurationRefusedException(string key, string reason, string file = "", int line = 0)
        : base(key, SentenceOf(reason, file, line))
    {
        Key = key;
        File = file;
        Line = line;
    }

    /// <summary>Dotted path of the key.</summary>
    public string Key { get; }

    /// <summary>The file as the user named it; empty for a flag.</summary>
    public string File { get; }

    /// <summary>Line number from 1; 0 when there is none.</summary>
    public int Line { get; }

    private static string SentenceOf(string reason, string file, int line) => (file, line) switch
    {
        ("", _) => reason,
        (_, 0) => $"{file}: {reason}",
        _ => $"{file}, line {line}: {reason}",
    };
}
