using System.IO;

namespace Symphony.Data.Files;

/// <summary>One file to read.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Name">The name used in sentences: relative where the caller's pattern was.</param>
internal sealed record SourceFile(string Path, string Name)
{
    /// <summary>The name used in records of a run: never a path of this machine.</summary>
    public string RecordName => System.IO.Path.IsPathRooted(Name) ? System.IO.Path.GetFileName(Name) : Name;

    /// <summary>The name without folders and endings: the symbol, where a file holds one symbol.</summary>
    public string Stem
    {
        get
        {
            var stem = System.IO.Path.GetFileName(Path);
            string[] endings = [".gz", ".csv", ".tsv", ".txt", ".parquet", ".pq"];
            foreach (var ending in endings)
            {
                stem = stem.EndsWith(ending, System.StringComparison.OrdinalIgnoreCase)
                    ? stem[..^ending.Length]
                    : stem;
            }

            return stem;
        }
    }

    /// <summary>Opens the file's bytes.</summary>
    public FileStream Open() =>
        new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
