using System;

namespace Symphony.Shells.Tests.Models;

/// <summary>Seeded numbers and the tolerances of these tests.</summary>
internal static class Numbers
{
    /// <summary>Two ways to add up the same few products, as a fraction of the sum of their sizes.</summary>
    internal const double AddingOrder = 1e-14;

    internal static double[] Normals(int count, int seed)
    {
        var random = new Random(seed);
        var values = new double[count];
        for (var index = 0; index < count; index++)
        {
            values[index] =
                Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble()))
                * Math.Cos(2.0 * Math.PI * random.NextDouble());
        }

        return values;
    }

    internal static string[] Names(int count)
    {
        var names = new string[count];
        for (var index = 0; index < count; index++) names[index] = $"feature_{index + 1}";
        return names;
    }

    /// <summary>One score by hand, and the sum of the sizes of its terms.</summary>
    internal static (double Score, double Size) Direct(
        ReadOnlySpan<double> row, ReadOnlySpan<double> coefficients, double intercept)
    {
        double score = intercept, size = Math.Abs(intercept);
        for (var index = 0; index < row.Length; index++)
        {
            score += row[index] * coefficients[index];
            size += Math.Abs(row[index] * coefficients[index]);
        }

        return (score, size);
    }
}
