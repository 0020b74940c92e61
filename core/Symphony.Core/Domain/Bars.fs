namespace Symphony.Core

open System

/// <summary>Whether prices are as traded, or already restated for splits and dividends.</summary>
[<RequireQualifiedAccess>]
type PriceBasis =
    /// <summary>As traded; corporate actions must be given apart.</summary>
    | Raw = 0
    /// <summary>Restated by the source; actions with such bars are refused by the engine.</summary>
    | Adjusted = 1

/// <summary>Open, high, low, close and perhaps volume of N symbols over T bars.</summary>
/// <remarks>
/// A row is present in all fields or NaN in all fields. Prices of present rows are finite and positive,
/// low is not above open and close, high not below them; volumes are finite and not negative.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Bars
    internal
    (
        axes: Axes,
        opens: Panel,
        highs: Panel,
        lows: Panel,
        closes: Panel,
        volumes: Panel voption,
        basis: PriceBasis
    ) =

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>First prices, T x N.</summary>
    member _.Open: Panel = opens

    /// <summary>Highest prices, T x N.</summary>
    member _.High: Panel = highs

    /// <summary>Lowest prices, T x N.</summary>
    member _.Low: Panel = lows

    /// <summary>Last prices, T x N.</summary>
    member _.Close: Panel = closes

    /// <summary>Shares traded, T x N, where the source has them.</summary>
    member internal _.VolumeOrNone: Panel voption = volumes

    /// <summary>True when volumes were given.</summary>
    member _.HasVolume: bool = volumes.IsSome

    /// <summary>Whether prices are as traded or restated.</summary>
    member _.PriceBasis: PriceBasis = basis

    /// <summary>True when the symbol has a bar here.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.IsPresent(bar: int, symbol: int) : bool = not (Double.IsNaN closes[bar, symbol])

/// <summary>Builds bars: the only way in.</summary>
[<RequireQualifiedAccess>]
module Bars =

    /// The first rule a present row breaks: field, value, rule.
    let private brokenRule
        (o: float)
        (h: float)
        (l: float)
        (c: float)
        (v: float)
        : struct (string * float * string) voption =
        let price name value =
            if Double.IsFinite value && value > 0.0 then
                ValueNone
            else
                ValueSome(struct (name, value, "must be finite and above zero"))

        match price "open" o, price "high" h, price "low" l, price "close" c with
        | ValueSome broken, _, _, _
        | _, ValueSome broken, _, _
        | _, _, ValueSome broken, _
        | _, _, _, ValueSome broken -> ValueSome broken
        | _ when h < l -> ValueSome(struct ("high", h, $"must not be below low ({Text.number l})"))
        | _ when h < o || h < c -> ValueSome(struct ("high", h, "must not be below open or close"))
        | _ when l > o || l > c -> ValueSome(struct ("low", l, "must not be above open or close"))
        | _ when not (Double.IsFinite v) || v < 0.0 ->
            ValueSome(struct ("volume", v, "must be finite and not negative"))
        | _ -> ValueNone

    /// Absent in all fields, or the first rule it breaks.
    let private brokenAt
        (axes: Axes)
        (o: float[])
        (h: float[])
        (l: float[])
        (c: float[])
        (v: float[] voption)
        (cell: int)
        : Invalid voption =
        let volume = if v.IsSome then v.Value[cell] else 0.0

        let absent =
            Double.IsNaN o[cell]
            && Double.IsNaN h[cell]
            && Double.IsNaN l[cell]
            && Double.IsNaN c[cell]
            && (v.IsNone || Double.IsNaN volume)

        if absent then
            ValueNone
        else
            match brokenRule o[cell] h[cell] l[cell] c[cell] volume with
            | ValueSome(struct (field, value, rule)) ->
                let symbol = axes.Symbols[cell % axes.SymbolCount]
                let date = axes.SessionDate(cell / axes.SymbolCount)
                ValueSome(Invalid.BadValue(field, symbol, date, value, rule))
            | ValueNone -> ValueNone

    /// The first row that breaks a rule. Whole rows, all but a few, pass by comparisons alone: a low above zero and a
    /// finite high around open and close leave no other rule to break, and every comparison with NaN is false.
    let private firstBroken
        (axes: Axes)
        (o: float[])
        (h: float[])
        (l: float[])
        (c: float[])
        (v: float[] voption)
        : Invalid voption =
        let volumes = ValueOption.defaultValue [||] v
        let hasVolume = v.IsSome
        let mutable cell = 0
        let mutable found = ValueNone

        while cell < c.Length && found.IsNone do
            let low, high = l[cell], h[cell]
            let volume = if hasVolume then volumes[cell] else 0.0

            let whole =
                low > 0.0
                && high < Double.PositiveInfinity
                && o[cell] >= low
                && o[cell] <= high
                && c[cell] >= low
                && c[cell] <= high
                && volume >= 0.0
                && volume < Double.PositiveInfinity

            if not whole then
                found <- brokenAt axes o h l c v cell

            cell <- cell + 1

        found

    /// <summary>Bars over these axes; the arrays are taken over, not copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="basis">Whether prices are as traded or restated.</param>
    /// <param name="opens">First prices, T x N, time-major, NaN where the row is absent.</param>
    /// <param name="highs">Highest prices, likewise.</param>
    /// <param name="lows">Lowest prices, likewise.</param>
    /// <param name="closes">Last prices, likewise.</param>
    /// <param name="volumes">Shares traded, likewise, or none.</param>
    let create
        (axes: Axes)
        (basis: PriceBasis)
        (opens: float[])
        (highs: float[])
        (lows: float[])
        (closes: float[])
        (volumes: float[] voption)
        : Result<Bars, Invalid> =
        let cells = axes.BarCount * axes.SymbolCount

        let shapes =
            Check.all [
                Check.length "opens" cells opens.Length
                Check.length "highs" cells highs.Length
                Check.length "lows" cells lows.Length
                Check.length "closes" cells closes.Length
                match volumes with
                | ValueSome given -> Check.length "volumes" cells given.Length
                | ValueNone -> ()
            ]

        match shapes with
        | Error invalid -> Error invalid
        | Ok() ->
            match firstBroken axes opens highs lows closes volumes with
            | ValueSome invalid -> Error invalid
            | ValueNone ->
                let panel values = Panel(axes, values)

                Ok(
                    Bars(
                        axes,
                        panel opens,
                        panel highs,
                        panel lows,
                        panel closes,
                        ValueOption.map panel volumes,
                        basis
                    )
                )

    /// The bars kept in single precision. Rounding keeps the order of values, so no rule of bars breaks.
    let internal inSinglePrecision (bars: Bars) : Result<Bars, Invalid> =
        let rounded (name: string) (panel: Panel) =
            SinglePrecision.round name Vanishing.Refused bars.Axes panel.Cells
            |> Result.map (fun cells -> Panel.OfCells(bars.Axes, cells))

        let volumes =
            match bars.VolumeOrNone with
            | ValueSome panel -> rounded "volume" panel |> Result.map ValueSome
            | ValueNone -> Ok ValueNone

        match
            rounded "open" bars.Open,
            rounded "high" bars.High,
            rounded "low" bars.Low,
            rounded "close" bars.Close,
            volumes
        with
        | Ok opens, Ok highs, Ok lows, Ok closes, Ok volumes ->
            Ok(Bars(bars.Axes, opens, highs, lows, closes, volumes, bars.PriceBasis))
        | Error invalid, _, _, _, _
        | _, Error invalid, _, _, _
        | _, _, Error invalid, _, _
        | _, _, _, Error invalid, _
        | _, _, _, _, Error invalid -> Error invalid
