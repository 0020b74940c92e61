using System;
using System.Collections.Generic;

namespace Symphony.Data.Files;

/// <summary>The known name a mistyped one most likely stands for.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits, or null when none is near (more than a third of its letters).</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="known">The names there are; of equally near ones the first.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? best = null;
        var fewest = int.MaxValue;
        foreach (var candidate in known)
        {
            var edits = Edits(name, candidate);
            var permitted = Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);
            if (edits < fewest && edits <= permitted)
            {
                (best, fewest) = (candidate, edits);
            }
        }

        return best;
    }

    /// <summary>Letters to insert, delete, replace or swap with a neighbour; case does not count.</summary>
    private static int Edits(string from, string to)
    {
        var before = new int[to.Length + 1];
        var above = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = above[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                var swapped = i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]);
                row[j] = swapped ? Math.Min(row[j], before[j - 2] + 1) : row[j];
            }

            (before, above, row) = (above, row, before);
        }

        return above[to.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
