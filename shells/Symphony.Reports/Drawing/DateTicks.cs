using System;
using System.Collections.Generic;
using System.Globalization;

namespace Symphony.Reports;

/// <summary>Chooses round dates for the horizontal axis: days, months or years, ten at most.</summary>
internal static class DateTicks
{
    private const int AtMost = 10;

    private static readonly int[] DaySteps = [1, 2, 7, 14];
    private static readonly int[] MonthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];

    public static IReadOnlyList<DateTick> Between(DateOnly first, DateOnly last, Func<DateOnly, double> position)
    {
        if (first == last)
        {
            return [new DateTick(position(first), Day(first, withYear: true), IsSpare: false)];
        }

        var days = last.DayNumber - first.DayNumber;
        foreach (var step in DaySteps)
        {
            if (days / step < AtMost && days < 70)
            {
                return Days(first, last, step, position);
            }
        }

        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month;
        foreach (var step in MonthSteps)
        {
            if (months / step < AtMost)
            {
                return Months(first, last, step, position);
            }
        }

        return [];
    }

    private static List<DateTick> Days(DateOnly first, DateOnly last, int step, Func<DateOnly, double> position)
    {
        var ticks = new List<DateTick>();
        for (var date = first; date <= last; date = date.AddDays(step))
        {
            ticks.Add(new DateTick(Math.Clamp(position(date), 0, 1), Day(date, date == first), ticks.Count % 2 == 1));
            if (last.DayNumber - date.DayNumber < step)
            {
                break;
            }
        }

        return ticks;
    }

    private static List<DateTick> Months(DateOnly first, DateOnly last, int step, Func<DateOnly, double> position)
    {
        var ticks = new List<DateTick>();
        var number = ((first.Year * 12) + first.Month - 1) / step * step;
        for (; number / 12 <= last.Year && number / 12 <= 9999; number += step)
        {
            var date = new DateOnly(number / 12, (number % 12) + 1, 1);
            var at = position(date);

            // The first session of January is seldom the first of January.
            if (at is >= -0.015 and <= 1)
            {
                ticks.Add(new DateTick(Math.Max(at, 0), Month(date, step, ticks.Count == 0), ticks.Count % 2 == 1));
            }
        }

        return ticks;
    }

    private static string Month(DateOnly date, int step, bool isFirst) =>
        step >= 12 || date.Month == 1
            ? date.ToString("yyyy", CultureInfo.InvariantCulture)
            : date.ToString(isFirst ? "MMM yyyy" : "MMM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date, bool withYear) =>
        date.ToString(withYear ? "d MMM yyyy" : "d MMM", CultureInfo.InvariantCulture);
}
