using System;
using System.IO;
using NUnit.Framework;

namespace Symphony.Shells.Tests.Data;

/// <summary>Real data, beside the checkout or where SYMPHONY_SHARED says; tests that need it are skipped where it is absent.</summary>
internal static class SharedData
{
    /// <summary>The path of a file under the shared folder <c>data</c>.</summary>
    public static string At(params string[] parts)
    {
        var relative = Path.Combine(["data", .. parts]);
        if (Environment.GetEnvironmentVariable("SYMPHONY_SHARED") is { Length: > 0 } named && File.Exists(Path.Combine(named, relative)))
        {
            return Path.Combine(named, relative);
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var candidate = Path.Combine(above.FullName, "shared", relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        Assert.Ignore($"there is no {relative} in a folder 'shared' above the tests, nor where SYMPHONY_SHARED says");
        return string.Empty;
    }
}
