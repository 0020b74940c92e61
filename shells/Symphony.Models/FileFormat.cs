using System.Globalization;

namespace Symphony.Models;

/// <summary>The number that says in which form a file is written.</summary>
internal static class FileFormat
{
    /// <summary>Refuses, by name, a form that this version cannot read.</summary>
    internal static void Check(string found, int newest, string file)
    {
        if (!int.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new ModelRefusedException("format", $"'{file}' has the format '{found}', which is no number.", file);
        Check(number, newest, file);
    }

    /// <inheritdoc cref="Check(string, int, string)"/>
    internal static void Check(int found, int newest, string file)
    {
        if (found > newest)
        {
            throw new ModelRefusedException(
                "format",
                $"'{file}' is of format {found}, newer than {newest}, the newest this version reads; "
                    + "a newer Symphony is needed.",
                file);
        }

        if (found < 1)
            throw new ModelRefusedException("format", $"'{file}' is of format {found}; the first is 1.", file);
    }
}
