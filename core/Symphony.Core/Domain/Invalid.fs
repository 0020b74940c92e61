namespace Symphony.Core

open System
open System.Globalization

/// <summary>How values are written in refusals: invariant culture, shortest text that reads back.</summary>
[<RequireQualifiedAccess>]
module internal Text =

    let number (value: float) : string =
        value.ToString("R", CultureInfo.InvariantCulture)

    /// An epoch day (days since 1970-01-01) as yyyy-MM-dd.
    let date (epochDay: int) : string =
        DateOnly
            .FromDayNumber(719162 + epochDay)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)

    /// Microseconds since 1970-01-01T00:00Z, in UTC, with as many decimals of a second as there are.
    let instant (microseconds: int64) : string =
        DateTime.UnixEpoch
            .AddTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            .ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture)

/// <summary>
/// Why a value was refused: the one vocabulary of refusals. Each case names the parameter and the
/// value, and <c>ToString</c> is one sentence a person can act on.
/// </summary>
[<RequireQualifiedAccess>]
type Invalid =
    /// <summary>The value is NaN or infinite.</summary>
    | NotFinite of parameter: string * value: float
    /// <summary>The value must be above zero.</summary>
    | NotPositive of parameter: string * value: float
    /// <summary>The value must not be below zero.</summary>
    | Negative of parameter: string * value: float
    /// <summary>The value lies outside its closed range.</summary>
    | OutOfRange of parameter: string * value: float * minimum: float * maximum: float
    /// <summary>The value is not what it must be, in words, and what was probably meant (empty when nothing comes to mind).</summary>
    | NotAccepted of parameter: string * value: float * rule: string * hint: string
    /// <summary>Nothing was given where at least one is needed.</summary>
    | Empty of parameter: string
    /// <summary>Two shapes that must agree do not.</summary>
    | LengthMismatch of parameter: string * expected: int * actual: int
    /// <summary>The entry at this index is not above the one before it.</summary>
    | NotIncreasing of parameter: string * index: int
    /// <summary>The same key occurs twice.</summary>
    | Duplicate of parameter: string * value: string
    /// <summary>The name is not one of the accepted ones.</summary>
    | Unknown of parameter: string * value: string * accepted: string
    /// <summary>A value of one symbol on one session date breaks a rule.</summary>
    | BadValue of
        parameter: string *
        symbol: string *
        sessionDate: int *
        value: float *
        rule: string
    /// <summary>A setting that cannot be combined with the others, or with the data, and why.</summary>
    | Conflict of parameter: string * reason: string
    /// <summary>Fewer items than the computation needs.</summary>
    | Insufficient of parameter: string * needed: int * available: int

    /// <summary>The name of the refused parameter.</summary>
    member this.Parameter: string =
        match this with
        | NotFinite(parameter, _)
        | NotPositive(parameter, _)
        | Negative(parameter, _)
        | OutOfRange(parameter, _, _, _)
        | NotAccepted(parameter, _, _, _)
        | Empty parameter
        | LengthMismatch(parameter, _, _)
        | NotIncreasing(parameter, _)
        | Duplicate(parameter, _)
        | Unknown(parameter, _, _)
        | BadValue(parameter, _, _, _, _)
        | Conflict(parameter, _)
        | Insufficient(parameter, _, _) -> parameter

    /// <summary>The refusal as one sentence.</summary>
    override this.ToString() : string =
        match this with
        | NotFinite(parameter, value) -> $"{parameter} must be finite, was {Text.number value}"
        | NotPositive(parameter, value) ->
            $"{parameter} must be above zero, was {Text.number value}"
        | Negative(parameter, value) -> $"{parameter} must not be negative, was {Text.number value}"
        | OutOfRange(parameter, value, minimum, maximum) ->
            $"{parameter} must lie in [{Text.number minimum}, {Text.number maximum}], was {Text.number value}"
        | NotAccepted(parameter, value, rule, hint) ->
            let after = if hint = "" then "" else $"; {hint}"
            $"{parameter} must be {rule}, was {Text.number value}{after}"
        | Empty parameter -> $"{parameter} is empty; at least one is needed"
        | LengthMismatch(parameter, expected, actual) ->
            $"{parameter} must have length {expected}, had {actual}"
        | NotIncreasing(parameter, index) ->
            $"{parameter} must be strictly increasing, but entry {index} is not above the one before"
        | Duplicate(parameter, value) -> $"{parameter} holds {value} twice"
        | Unknown(parameter, value, accepted) ->
            $"{parameter} '{value}' is not known; accepted: {accepted}"
        | BadValue(parameter, symbol, sessionDate, value, rule) ->
            $"{parameter} of {symbol} on {Text.date sessionDate} {rule}, was {Text.number value}"
        | Conflict(parameter, reason) -> $"{parameter}: {reason}"
        | Insufficient(parameter, needed, available) ->
            $"{parameter} needs at least {needed}, has {available}"

/// <summary>The checks at the boundary: each returns the refusal that names parameter and value.</summary>
[<RequireQualifiedAccess>]
module internal Check =

    let finite (parameter: string) (value: float) : Result<unit, Invalid> =
        if Double.IsFinite value then
            Ok()
        else
            Error(Invalid.NotFinite(parameter, value))

    let positive (parameter: string) (value: float) : Result<unit, Invalid> =
        if not (Double.IsFinite value) then Error(Invalid.NotFinite(parameter, value))
        elif value > 0.0 then Ok()
        else Error(Invalid.NotPositive(parameter, value))

    let notNegative (parameter: string) (value: float) : Result<unit, Invalid> =
        if not (Double.IsFinite value) then Error(Invalid.NotFinite(parameter, value))
        elif value >= 0.0 then Ok()
        else Error(Invalid.Negative(parameter, value))

    let within
        (parameter: string)
        (minimum: float)
        (maximum: float)
        (value: float)
        : Result<unit, Invalid> =
        if value >= minimum && value <= maximum then
            Ok()
        else
            Error(Invalid.OutOfRange(parameter, value, minimum, maximum))

    let length (parameter: string) (expected: int) (actual: int) : Result<unit, Invalid> =
        if expected = actual then
            Ok()
        else
            Error(Invalid.LengthMismatch(parameter, expected, actual))

    /// The first refusal, or Ok.
    let all (checks: Result<unit, Invalid> list) : Result<unit, Invalid> =
        checks |> List.tryFind Result.isError |> Option.defaultValue (Ok())
