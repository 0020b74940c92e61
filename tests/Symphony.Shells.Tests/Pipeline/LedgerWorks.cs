using System;
using System.IO;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>Made-up outcomes to record.</summary>
internal static class LedgerWorks
{
    /// <summary>Net returns of some bars whose mean follows from a number.</summary>
    internal static NetReturns Returns(int seed, int bars = 40, int firstDay = 10957)
    {
        var days = Enumerable.Range(firstDay, bars).ToArray();
        return TradedReturns.Of(
            [.. days.Select(day => day * 86_400_000_000L)],
            days,
            [.. Enumerable.Range(0, bars).Select(i => 0.001 * seed + (0.01 * (((i * 7919) + (seed * 104729)) % 13 - 6)))],
            []);
    }

    internal static TrialWork Outcome(string configuration, string decisions, int seed) =>
        TrialWork.Outcome(configuration, decisions, "i1", Returns(seed));

    /// <summary>Every file of a folder with its bytes.</summary>
    internal static string[] Bytes(string folder) =>
    [
        .. DurableFiles.RelativeFiles(folder).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, file)))}"),
    ];
}
