namespace Symphony.Core

open System

/// <summary>Dates of the Gregorian calendar as epoch days (days since 1970-01-01), and the rules that find them.</summary>
[<RequireQualifiedAccess>]
module CivilDate =

    /// 1970-01-01 counted from 0001-01-01.
    [<Literal>]
    let private Epoch = 719162

    let internal toDate (epochDay: int) : DateOnly =
        DateOnly.FromDayNumber(Epoch + epochDay)

    /// <summary>The epoch day of a date that exists.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="day">1 to the month's last.</param>
    let epochDay (year: int) (month: int) (day: int) : int =
        DateOnly(year, month, day).DayNumber - Epoch

    /// <summary>The day of the week; 1970-01-01 was a Thursday.</summary>
    /// <param name="epochDay">Days since 1970-01-01.</param>
    let dayOfWeek (epochDay: int) : DayOfWeek = (toDate epochDay).DayOfWeek

    /// <summary>The year an epoch day lies in.</summary>
    /// <param name="epochDay">Days since 1970-01-01.</param>
    let yearOf (epochDay: int) : int = (toDate epochDay).Year

    /// <summary>Easter Sunday of a year of the Gregorian calendar, 1583 and later.</summary>
    /// <param name="year">1583 to 9999.</param>
    /// <remarks>
    /// The computus of Meeus, Astronomical Algorithms (2nd ed., 1998), chapter 8, which has no exceptions;
    /// his worked dates are 1991-03-31, 1992-04-19, 1993-04-11, 1954-04-18, 2000-04-23 and 1818-03-22.
    /// </remarks>
    let easter (year: int) : int =
        let a = year % 19
        let b, c = year / 100, year % 100
        let d, e = b / 4, b % 4
        let f = (b + 8) / 25
        let g = (b - f + 1) / 3
        let h = (19 * a + b - d - g + 15) % 30
        let i, k = c / 4, c % 4
        let l = (32 + 2 * e + 2 * i - h - k) % 7
        let m = (a + 11 * h + 22 * l) / 451
        let n = h + l - 7 * m + 114
        epochDay year (n / 31) (n % 31 + 1)

    /// <summary>The n-th such weekday of a month.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="weekday">The day of the week.</param>
    /// <param name="nth">1 for the first to 4 for the fourth; 5 may lie in the next month.</param>
    let nthWeekday (year: int) (month: int) (weekday: DayOfWeek) (nth: int) : int =
        let first = epochDay year month 1
        first + (int weekday - int (dayOfWeek first) + 7) % 7 + 7 * (nth - 1)

    /// <summary>The last such weekday of a month.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <param name="month">1 to 12.</param>
    /// <param name="weekday">The day of the week.</param>
    let lastWeekday (year: int) (month: int) (weekday: DayOfWeek) : int =
        let last = epochDay year month (DateTime.DaysInMonth(year, month))
        last - (int (dayOfWeek last) - int weekday + 7) % 7
