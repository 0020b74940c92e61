using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;

namespace Symphony.Data.Market;

/// <summary>A benchmark's closes on the market's bars.</summary>
internal static class BenchmarkCloses
{
    /// <summary>One close a bar: the benchmark's bar of the same instant, NaN where it has none.</summary>
    /// <param name="benchmark">Bars of one symbol.</param>
    /// <param name="axes">The market's axes.</param>
    /// <param name="inputs">The benchmark's files, for the refusal.</param>
    public static double[] On(Bars benchmark, Axes axes, IEnumerable<DataInput> inputs)
    {
        var names = benchmark.Axes.Symbols;
        if (names.Count != 1)
        {
            throw new DataRefusedException(
                $"the benchmark's files hold {names.Count} symbols ({string.Join(", ", names.Take(10))}); one is accepted",
                string.Join(", ", inputs.Select(input => input.Name)));
        }

        var closes = new double[axes.BarCount];
        Array.Fill(closes, double.NaN);
        var instants = benchmark.Axes.Instants.Span;
        for (int bar = 0, at = 0; bar < closes.Length; bar++)
        {
            while (at < instants.Length && instants[at] < axes.Instant(bar))
            {
                at++;
            }

            if (at < instants.Length && instants[at] == axes.Instant(bar))
            {
                closes[bar] = benchmark.Close[at, 0];
            }
        }

        return closes;
    }
}
