namespace Symphony.Core

open System

/// One series of bars side by side: columns that an indicator does not read are empty.
[<NoComparison; NoEquality>]
type internal Candles = {
    Open: float[]
    High: float[]
    Low: float[]
    Close: float[]
    Volume: float[]
} with

    /// How many.
    member this.Count: int = this.Close.Length

/// What enters the single-series face, checked once: finite numbers, columns of one length, periods.
[<RequireQualifiedAccess>]
module internal Series =

    let none: float[] = [||]

    /// A period of at least so many bars.
    let period (name: string) (least: int) (bars: int<bar>) : Result<int, Invalid> =
        if int bars >= least then
            Ok(int bars)
        else
            Error(Invalid.OutOfRange(name, float (int bars), float least, float Int32.MaxValue))

    /// A copy of finite values.
    let values (name: string) (given: ReadOnlySpan<float>) : Result<float[], Invalid> =
        let copy = given.ToArray()

        match Array.tryFind (Double.IsFinite >> not) copy with
        | Some refused -> Error(Invalid.NotFinite(name, refused))
        | None -> Ok copy

    /// A computation on one series with one period.
    let one
        (name: string)
        (least: int)
        (bars: int<bar>)
        (given: ReadOnlySpan<float>)
        (compute: int -> float[] -> 'result)
        : Result<'result, Invalid> =
        match period "period" least bars, values name given with
        | Ok n, Ok x -> Ok(compute n x)
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// The first bar whose high is below its low.
    let private crossed (highs: float[]) (lows: float[]) : Result<unit, Invalid> =
        match Seq.tryFind (fun bar -> highs[bar] < lows[bar]) (seq { 0 .. highs.Length - 1 }) with
        | None -> Ok()
        | Some bar ->
            let reason =
                $"bar {bar} has a high of {Text.number highs[bar]} below its low of {Text.number lows[bar]}"

            Error(Invalid.Conflict("highs", reason))

    /// Highs and lows that agree; other columns are empty.
    let highLow
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        : Result<Candles, Invalid> =
        match values "highs" highs, values "lows" lows with
        | Ok h, Ok l ->
            Check.length "lows" h.Length l.Length
            |> Result.bind (fun () -> crossed h l)
            |> Result.map (fun () -> {
                Open = none
                High = h
                Low = l
                Close = none
                Volume = none
            })
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// Highs, lows and closes that agree.
    let highLowClose
        (highs: ReadOnlySpan<float>)
        (lows: ReadOnlySpan<float>)
        (closes: ReadOnlySpan<float>)
        : Result<Candles, Invalid> =
        match highLow highs lows, values "closes" closes with
        | Ok candles, Ok c ->
            Check.length "closes" candles.High.Length c.Length
            |> Result.map (fun () -> { candles with Close = c })
        | Error invalid, _
        | _, Error invalid -> Error invalid

    /// Opens besides.
    let withOpens (opens: float[]) (candles: Candles) : Result<Candles, Invalid> =
        Check.length "opens" candles.High.Length opens.Length
        |> Result.map (fun () -> { candles with Open = opens })

    /// Volumes of at least 0.
    let volumes (given: ReadOnlySpan<float>) : Result<float[], Invalid> =
        values "volumes" given
        |> Result.bind (fun v ->
            match Array.tryFind (fun volume -> volume < 0.0) v with
            | Some negative -> Error(Invalid.Negative("volumes", negative))
            | None -> Ok v)

    /// Volumes besides.
    let withVolumes (volumes: float[]) (candles: Candles) : Result<Candles, Invalid> =
        Check.length "volumes" candles.High.Length volumes.Length
        |> Result.map (fun () -> { candles with Volume = volumes })

    /// A computation on bars with one period.
    let bars
        (least: int)
        (length: int<bar>)
        (candles: Result<Candles, Invalid>)
        (compute: int -> Candles -> 'result)
        : Result<'result, Invalid> =
        match period "period" least length, candles with
        | Ok n, Ok given -> Ok(compute n given)
        | Error invalid, _
        | _, Error invalid -> Error invalid
