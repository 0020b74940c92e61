namespace Symphony.Core

/// <summary>Simple interest on balances for the calendar days behind, ACT/360.</summary>
[<RequireQualifiedAccess>]
module Financing =

    /// <summary>The days in a year of the ACT/360 convention.</summary>
    [<Literal>]
    let DaysPerYear = 360.0

    /// <summary>Interest on one balance, in money.</summary>
    /// <param name="annualRate">Simple rate a year; may be negative.</param>
    /// <param name="days">Calendar days between two session dates; 0 within a session.</param>
    /// <param name="balance">Money at the earlier date, not negative.</param>
    /// <remarks><c>(balance x rate) x days / 360</c>, in this order of operations.</remarks>
    let interest (annualRate: float) (days: int) (balance: float) : float =
        balance * annualRate * float days / DaysPerYear

    /// <summary>Interest on one unit of money: the simple return of cash over the days.</summary>
    /// <param name="annualRate">Simple rate a year; may be negative.</param>
    /// <param name="days">Calendar days between two session dates; 0 within a session.</param>
    let simpleReturn (annualRate: float) (days: int) : float = interest annualRate days 1.0
