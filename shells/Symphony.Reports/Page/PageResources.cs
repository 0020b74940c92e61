using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace Symphony.Reports;

/// <summary>The style sheet and the script that every page carries inside itself.</summary>
internal static class PageResources
{
    public static string Style { get; } = Read("report.css");

    public static string Script { get; } = Read("report.js");

    /// <summary>
    /// What a browser may do with the page: its own style and the one script of this hash; nothing is loaded
    /// and nothing else runs, whatever a text in the page says.
    /// </summary>
    public static string Policy { get; } =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))
        + "'; base-uri 'none'; form-action 'none'";

    private static string Read(string name)
    {
        using var stream = typeof(PageResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
