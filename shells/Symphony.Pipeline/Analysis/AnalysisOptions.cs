using System.Collections.Generic;
using System.Linq;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>What is computed of a history beside its figures.</summary>
public sealed record AnalysisOptions
{
    /// <summary>True for profit by side and name.</summary>
    public bool Attribution { get; init; }

    /// <summary>True for the same decisions under other conventions.</summary>
    public bool Conventions { get; init; }

    /// <summary>Amounts of money for the capacity curve, rising; empty for the usual ones; null for no curve.</summary>
    public IReadOnlyList<double>? CapacityEquities { get; init; }

    /// <summary>Amounts of money as a user writes them: <c>1e6,10M,2.5B</c>.</summary>
    /// <param name="name">What the refusal calls the list, <c>--capacity</c> for instance.</param>
    /// <param name="text">The amounts, separated by commas.</param>
    /// <exception cref="RefusedException">One of them is no amount above zero, or they do not rise.</exception>
    public static IReadOnlyList<double> ReadEquities(string name, string text)
    {
        var amounts = text.Split(',').Select(part => Amount(name, part.Trim())).ToArray();
        for (var i = 1; i < amounts.Length; i++)
        {
            if (amounts[i] <= amounts[i - 1])
                throw new RefusedException(name, $"{name} has {Written.Number(amounts[i])} after {Written.Number(amounts[i - 1])}; amounts that rise are accepted");
        }

        return amounts;
    }

    private static double Amount(string name, string text)
    {
        var exponent = text.Length == 0 ? "" : text[^1] switch { 'K' => "e3", 'M' => "e6", 'B' => "e9", _ => "" };
        var digits = exponent.Length == 0 ? text : text[..^1] + exponent;
        return Written.TryNumber(digits, out var amount) && amount > 0
            ? amount
            : throw new RefusedException(name, $"{name} names '{text}', but amounts of money above 0 such as 1e6,10M,2.5B are accepted");
    }
}
