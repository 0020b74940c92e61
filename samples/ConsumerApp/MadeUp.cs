using System;
using Symphony.Core;
using Symphony.Core.Interop;

/// <summary>A made-up market: seeded random walks, in arithmetic that is the same on every machine.</summary>
internal static class MadeUp
{
    internal static Bars Bars(int names, int sessions, int seed)
    {
        var random = new Random(seed);
        var instants = new long[sessions];
        var days = new int[sessions];
        var day = DateOnly.FromDateTime(new DateTime(2020, 1, 1));
        for (var session = 0; session < sessions; session++, day = day.AddDays(1))
        {
            while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
            days[session] = day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
            instants[session] = days[session] * 86_400_000_000L + 21 * 3_600_000_000L;
        }

        var symbols = new string[names];
        double[] open = new double[names * sessions],
            high = new double[names * sessions],
            low = new double[names * sessions],
            close = new double[names * sessions],
            volume = new double[names * sessions];
        for (var name = 0; name < names; name++)
        {
            symbols[name] = $"NAME{name + 1:00}";
            var price = 20.0 + 80.0 * random.NextDouble();
            var drift = 0.0;
            for (var session = 0; session < sessions; session++)
            {
                var cell = session * names + name;

                // A drift that lasts for months, which momentum can see.
                drift = 0.99 * drift + 0.0004 * Shock(random);
                open[cell] = price * (1.0 + 0.004 * Shock(random));
                price = open[cell] * (1.0 + drift + 0.01 * Shock(random));
                close[cell] = price;
                high[cell] = Math.Max(open[cell], price) * 1.002;
                low[cell] = Math.Min(open[cell], price) * 0.998;
                volume[cell] = 1_000_000.0 + 1_000_000.0 * random.NextDouble();
            }
        }

        var axes = Market.Axes(instants, days, symbols);
        return Market.Bars(axes, PriceBasis.Adjusted, open, high, low, close, volume);
    }

    /// <summary>Mean 0, variance 1, within two: the sum of four uniform numbers.</summary>
    private static double Shock(Random random) =>
        (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2.0)
            * 1.7320508075688772;
}
