namespace Symphony.Core

open System

/// How large the numbers of a backtest may be: beyond these a unit was mistaken (basis points or percent for a
/// fraction), or sums of money leave the numbers. Each refusal names the parameter, the value, and what was
/// probably meant.
[<RequireQualifiedAccess>]
module internal Bounds =

    /// A fill whose commission, or half spread, is half of its notional: with both below it no fill costs more
    /// than it moves.
    [<Literal>]
    let CostFraction = 0.5

    /// 1,000 % a year. The dearest borrow on record is a few hundred; 600 is basis points.
    [<Literal>]
    let AnnualRate = 10.0

    /// A million times equity: no account holds that, and its squares stay far inside the numbers.
    [<Literal>]
    let Weight = 1e6

    /// Any currency's largest accounts, and its square is far inside the numbers.
    [<Literal>]
    let Money = 1e18

    /// A factor without a unit: an impact coefficient, a multiple of costs.
    [<Literal>]
    let Factor = 1000.0

    /// Distances in units, strengths of coefficients.
    [<Literal>]
    let Multiple = 1e12

    let private refuse parameter value rule hint : Result<unit, Invalid> =
        Error(Invalid.NotAccepted(parameter, value, rule, hint))

    let private inBasisPoints (value: float) : string =
        $"{Text.number value} bp is written {Text.number (value / 1e4)}"

    /// A cost as a fraction of notional, 0 or more.
    let costFraction (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.notNegative parameter value
        |> Result.bind (fun () ->
            if value < CostFraction then
                Ok()
            else
                refuse parameter value "a fraction of notional below 0.5" (inBasisPoints value))

    /// A simple rate a year, of either sign.
    let annualRate (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.finite parameter value
        |> Result.bind (fun () ->
            if abs value <= AnnualRate then
                Ok()
            else
                refuse
                    parameter
                    value
                    "a fraction a year from -10 to 10"
                    "6 % a year is written 0.06")

    /// A rate a year of 0 or more.
    let borrowRate (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.notNegative parameter value
        |> Result.bind (fun () ->
            if value <= AnnualRate then
                Ok()
            else
                refuse
                    parameter
                    value
                    "a fraction a year of at most 10"
                    "6 % a year is written 0.06")

    /// A fraction of equity from 0 to below the whole.
    let belowWhole (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.notNegative parameter value
        |> Result.bind (fun () ->
            if value < 1.0 then
                Ok()
            else
                refuse parameter value "a fraction below 1" (inBasisPoints value))

    /// Above zero and at most a bound.
    let positiveAtMost (largest: float) (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.positive parameter value
        |> Result.bind (fun () ->
            if value <= largest then
                Ok()
            else
                refuse parameter value $"at most {Text.number largest}" "")

    /// 0 or more and at most a bound.
    let atMost (largest: float) (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.notNegative parameter value
        |> Result.bind (fun () ->
            if value <= largest then
                Ok()
            else
                refuse parameter value $"at most {Text.number largest}" "")

    /// From minus a bound to the bound.
    let within (largest: float) (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.finite parameter value
        |> Result.bind (fun () -> Check.within parameter -largest largest value)

    /// Above zero and at most 1.
    let part (parameter: string) (hint: string) (value: float) : Result<unit, Invalid> =
        Check.positive parameter value
        |> Result.bind (fun () ->
            if value <= 1.0 then
                Ok()
            else
                refuse parameter value "above 0 and at most 1" hint)

    /// Above zero and at most a bound; infinity stands for no limit.
    let limit
        (largest: float)
        (parameter: string)
        (hint: string)
        (value: float)
        : Result<unit, Invalid> =
        if Double.IsNaN value then
            Error(Invalid.NotFinite(parameter, value))
        elif not (value > 0.0) then
            Error(Invalid.NotPositive(parameter, value))
        elif value <= largest || Double.IsPositiveInfinity value then
            Ok()
        else
            refuse parameter value $"at most {Text.number largest}, or infinity for no limit" hint
