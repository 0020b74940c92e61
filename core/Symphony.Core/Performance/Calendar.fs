namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>The simple returns of one calendar year by month.</summary>
[<Sealed; AllowNullLiteral(false)>]
type YearOfReturns internal (year: int, months: Nullable<float>[], total: float) =

    /// <summary>The calendar year.</summary>
    member _.Year: int = year

    /// <summary>Twelve simple returns, January first; null for a month without a bar.</summary>
    member _.Months: IReadOnlyList<Nullable<float>> = ReadOnlyCollection months

    /// <summary>The year's simple return.</summary>
    member _.Total: float = total

/// <summary>Bars against the calendar: how many there are in a year, and returns by month.</summary>
[<RequireQualifiedAccess>]
module Calendar =

    let private daysPerYear = 365.25

    /// <summary>How many bars a year has; none when all bars are of one session date.</summary>
    /// <param name="sessionDates">Epoch days, one for each bar, never decreasing.</param>
    /// <remarks>
    /// Bars per session times sessions per year: <c>(T / S) (S - 1) / ((last - first) / 365.25)</c> with T
    /// bars on S session dates. S - 1, because S dates are S - 1 steps apart; for daily bars it is
    /// (T - 1) over the years between the first and the last.
    /// </remarks>
    let barsPerYear (sessionDates: ReadOnlySpan<int>) : float voption =
        let count = sessionDates.Length
        let mutable sessions = if count = 0 then 0 else 1

        for t in 1 .. count - 1 do
            if sessionDates[t] <> sessionDates[t - 1] then
                sessions <- sessions + 1

        if sessions < 2 then
            ValueNone
        else
            let years = float (sessionDates[count - 1] - sessionDates[0]) / daysPerYear
            ValueSome(float count / float sessions * (float (sessions - 1) / years))

    /// An epoch day as a date.
    let private dateOf (epochDay: int) : DateOnly =
        DateOnly.FromDayNumber(719162 + epochDay)

    /// <summary>Returns compounded by month and year, years in order, only those with a bar.</summary>
    /// <param name="sessionDates">Epoch days, one for each return, never decreasing.</param>
    /// <param name="returns">Simple returns per bar, n values.</param>
    let monthlyReturns
        (sessionDates: ReadOnlySpan<int>)
        (returns: ReadOnlySpan<float>)
        : Result<YearOfReturns[], Invalid> =
        match Check.length "sessionDates" returns.Length sessionDates.Length with
        | Error invalid -> Error invalid
        | Ok() ->
            let years = List<YearOfReturns>()
            let mutable t = 0

            while t < returns.Length do
                let year = (dateOf sessionDates[t]).Year
                let months = Array.create 12 (Nullable<float>())
                let mutable growthOfYear = 1.0

                while t < returns.Length && (dateOf sessionDates[t]).Year = year do
                    let month = (dateOf sessionDates[t]).Month
                    let mutable growth = 1.0

                    while t < returns.Length
                          && (dateOf sessionDates[t]).Year = year
                          && (dateOf sessionDates[t]).Month = month do
                        growth <- growth * (1.0 + returns[t])
                        t <- t + 1

                    months[month - 1] <- Nullable(growth - 1.0)
                    growthOfYear <- growthOfYear * growth

                years.Add(YearOfReturns(year, months, growthOfYear - 1.0))

            Ok(years.ToArray())
