namespace Symphony.Core

open System

/// <summary>How a holiday finds its date in a year.</summary>
[<RequireQualifiedAccess>]
type HolidayDate =
    /// <summary>The same day of the same month every year.</summary>
    | Fixed of month: int * day: int
    /// <summary>The n-th such weekday of a month, n from 1.</summary>
    | NthWeekday of month: int * weekday: DayOfWeek * nth: int
    /// <summary>The last such weekday of a month.</summary>
    | LastWeekday of month: int * weekday: DayOfWeek
    /// <summary>So many days after Easter Sunday; Good Friday is -2.</summary>
    | Easter of days: int
    /// <summary>So many days after another date.</summary>
    | After of date: HolidayDate * days: int
    /// <summary>One day, once.</summary>
    | Once of year: int * month: int * day: int

/// <summary>What becomes of a holiday that falls on a weekend.</summary>
[<RequireQualifiedAccess>]
type Observance =
    /// <summary>It is not observed.</summary>
    | OnTheDay = 0
    /// <summary>Saturday's is observed on Friday, Sunday's on Monday.</summary>
    | NearestWeekday = 1
    /// <summary>Sunday's is observed on Monday, Saturday's is not.</summary>
    | SundayToMonday = 2

/// <summary>What a holiday does to the session of its date.</summary>
[<RequireQualifiedAccess>]
type HolidayEffect =
    /// <summary>There is no session.</summary>
    | Closed
    /// <summary>The session closes early: minutes after midnight of its date on the market's clock.</summary>
    | EarlyClose of close: int
    /// <summary>The session opens late: minutes likewise.</summary>
    | LateOpen of opening: int
    /// <summary>The session opens late and closes early: minutes likewise.</summary>
    | Shortened of opening: int * close: int

/// <summary>One rule of a market's holidays, with the years in which it held.</summary>
type HolidayRule = {
    /// <summary>What the day is called.</summary>
    Name: string
    /// <summary>How it finds its date.</summary>
    Date: HolidayDate
    /// <summary>What becomes of it on a weekend.</summary>
    Observance: Observance
    /// <summary>The first year in which the rule held.</summary>
    FirstYear: int
    /// <summary>The last year in which it held.</summary>
    LastYear: int
    /// <summary>The weekdays on which it holds; empty for any.</summary>
    Weekdays: DayOfWeek list
    /// <summary>What it does to the session.</summary>
    Effect: HolidayEffect
    /// <summary>False where it was decided on the day itself: a storm, a halt, a failure of machines.</summary>
    IsForeseen: bool
}

/// <summary>Finds the dates of holiday rules.</summary>
[<RequireQualifiedAccess>]
module HolidayRule =

    let rec private nominal (year: int) (date: HolidayDate) : int voption =
        match date with
        | HolidayDate.Fixed(month, day) -> ValueSome(CivilDate.epochDay year month day)
        | HolidayDate.NthWeekday(month, weekday, nth) ->
            ValueSome(CivilDate.nthWeekday year month weekday nth)
        | HolidayDate.LastWeekday(month, weekday) ->
            ValueSome(CivilDate.lastWeekday year month weekday)
        | HolidayDate.Easter days -> ValueSome(CivilDate.easter year + days)
        | HolidayDate.After(before, days) ->
            nominal year before |> ValueOption.map (fun date -> date + days)
        | HolidayDate.Once(only, month, day) ->
            if only = year then ValueSome(CivilDate.epochDay year month day) else ValueNone

    let private observed (observance: Observance) (date: int) : int voption =
        match CivilDate.dayOfWeek date, observance with
        | DayOfWeek.Saturday, Observance.NearestWeekday -> ValueSome(date - 1)
        | DayOfWeek.Sunday, Observance.NearestWeekday
        | DayOfWeek.Sunday, Observance.SundayToMonday -> ValueSome(date + 1)
        | DayOfWeek.Saturday, Observance.SundayToMonday -> ValueNone
        | _ -> ValueSome date

    /// <summary>The date on which a rule is observed for a year; none where it does not hold.</summary>
    /// <param name="year">The year of the holiday itself; it may be observed in the next.</param>
    /// <param name="rule">The rule.</param>
    let dateIn (year: int) (rule: HolidayRule) : int voption =
        if year < rule.FirstYear || year > rule.LastYear then
            ValueNone
        else
            nominal year rule.Date
            |> ValueOption.bind (fun date ->
                if
                    List.isEmpty rule.Weekdays
                    || List.contains (CivilDate.dayOfWeek date) rule.Weekdays
                then
                    observed rule.Observance date
                else
                    ValueNone)
