using System.Collections.Generic;
using Symphony.Pipeline;

namespace Symphony.Cli;

/// <summary>Whether the names are those that could have been known at each date, below every result.</summary>
internal static class UniverseStamp
{
    private const int Widest = 76;

    public static void Show(Terminal terminal, UniverseFigures universe)
    {
        foreach (var line in Lines(universe.Stamp())) terminal.WriteRaw(line + "\n");
    }

    /// <summary>A sentence in lines that a narrow terminal shows whole.</summary>
    public static IEnumerable<string> Lines(string sentence)
    {
        var line = " ";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + word.Length >= Widest)
            {
                yield return line;
                line = "   ";
            }

            line += " " + word;
        }

        yield return line;
    }
}
