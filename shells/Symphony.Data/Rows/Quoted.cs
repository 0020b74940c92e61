using System.Linq;

namespace Symphony.Data.Rows;

/// <summary>Values as they stand in sentences.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    /// <summary>The value in quotes, on one line, cut where it is long.</summary>
    /// <param name="value">Any text.</param>
    public static string Text(string value)
    {
        var visible = string.Concat(value.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return visible.Length <= Longest ? $"'{visible}'" : $"'{visible[..Longest]}...'";
    }
}
