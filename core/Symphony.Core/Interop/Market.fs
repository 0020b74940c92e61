namespace Symphony.Core.Interop

open System
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>Corporate actions in columns, in bar order and then symbol order.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ActionColumns internal (actions: CorporateAction[]) =

    /// <summary>First bars at which they are effective.</summary>
    member _.Bars: int[] = actions |> Array.map _.Bar

    /// <summary>Columns of the symbols.</summary>
    member _.Symbols: int[] = actions |> Array.map _.Symbol

    /// <summary>What they are: 0 a split, 1 a dividend, 2 a delisting.</summary>
    member _.Kinds: int[] =
        actions
        |> Array.map (fun action ->
            match action.Kind with
            | ActionKind.Split _ -> 0
            | ActionKind.Dividend _ -> 1
            | ActionKind.Delisting _ -> 2)

    /// <summary>Ratios, cash per share or simple returns.</summary>
    member _.Values: float[] =
        actions |> Array.map (fun action -> ActionKind.value action.Kind)

/// <summary>Some bars of a market, and the actions effective on them.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SelectedMarket internal (bars: Bars, actions: CorporateActions) =

    /// <summary>The bars.</summary>
    member _.Bars: Bars = bars

    /// <summary>The actions.</summary>
    member _.Actions: CorporateActions = actions

/// <summary>A market from arrays: axes, bars, corporate actions and decisions, each checked once.</summary>
[<AbstractClass; Sealed>]
type Market =

    /// <summary>Axes of T bars and N symbols.</summary>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="sessionDates">Epoch days (days since 1970-01-01), T values, never decreasing.</param>
    /// <param name="symbols">Distinct, non-empty names, N of them.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The columns are no axes; the sentence says why.</exception>
    static member Axes(instants: int64[], sessionDates: int[], symbols: string[]) : Axes =
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifAnyNull "symbols" symbols
        Axes.create instants sessionDates symbols |> Refusal.orRaise

    /// <summary>A panel over these axes; the array is taken over, not copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="values">T x N values, time-major; NaN where absent.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The length is not T x N.</exception>
    static member Panel(axes: Axes, values: float[]) : Panel =
        Refusal.ifNull "axes" axes
        Refusal.ifNull "values" values
        Panel.create axes values |> Refusal.orRaise

    /// <summary>Bars without volumes; the arrays are taken over, not copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="basis">Whether prices are as traded or restated.</param>
    /// <param name="opens">First prices, T x N, time-major, NaN where the row is absent.</param>
    /// <param name="highs">Highest prices, likewise.</param>
    /// <param name="lows">Lowest prices, likewise.</param>
    /// <param name="closes">Last prices, likewise.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A row breaks a rule of bars; the sentence names it.</exception>
    static member Bars
        (
            axes: Axes,
            basis: PriceBasis,
            opens: float[],
            highs: float[],
            lows: float[],
            closes: float[]
        ) : Bars =
        Refusal.ifUndefined "basis" basis
        Refusal.ifNull "axes" axes
        Refusal.ifNull "opens" opens
        Refusal.ifNull "highs" highs
        Refusal.ifNull "lows" lows
        Refusal.ifNull "closes" closes
        Bars.create axes basis opens highs lows closes ValueNone |> Refusal.orRaise

    /// <summary>Bars with volumes; the arrays are taken over, not copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="basis">Whether prices are as traded or restated.</param>
    /// <param name="opens">First prices, T x N, time-major, NaN where the row is absent.</param>
    /// <param name="highs">Highest prices, likewise.</param>
    /// <param name="lows">Lowest prices, likewise.</param>
    /// <param name="closes">Last prices, likewise.</param>
    /// <param name="volumes">Shares traded, likewise.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A row breaks a rule of bars; the sentence names it.</exception>
    static member Bars
        (
            axes: Axes,
            basis: PriceBasis,
            opens: float[],
            highs: float[],
            lows: float[],
            closes: float[],
            volumes: float[]
        ) : Bars =
        Refusal.ifUndefined "basis" basis
        Refusal.ifNull "axes" axes
        Refusal.ifNull "opens" opens
        Refusal.ifNull "highs" highs
        Refusal.ifNull "lows" lows
        Refusal.ifNull "closes" closes
        Refusal.ifNull "volumes" volumes
        Bars.create axes basis opens highs lows closes (ValueSome volumes) |> Refusal.orRaise

    /// <summary>True and the volumes, T x N shares traded, when the bars have them.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="volume">The volumes, or null.</param>
    static member TryVolume(bars: Bars, [<Out>] volume: byref<Panel | null>) : bool =
        Refusal.ifNull "bars" bars
        volume <- ValueOption.toObj bars.VolumeOrNone
        bars.HasVolume

    /// <summary>A split, effective before the open of its bar.</summary>
    /// <param name="symbol">Column of the symbol, 0 to N - 1.</param>
    /// <param name="bar">First bar at which it is effective, 0 to T - 1; T where it is announced for the bar after the last.</param>
    /// <param name="ratio">New shares for one old share, above zero (2 for a 2:1 split).</param>
    static member Split(symbol: int, bar: int, ratio: float) : CorporateAction = {
        Symbol = symbol
        Bar = bar
        Kind = ActionKind.Split ratio
    }

    /// <summary>A cash dividend, effective before the open of its bar.</summary>
    /// <param name="symbol">Column of the symbol, 0 to N - 1.</param>
    /// <param name="bar">First bar at which it is effective, 0 to T - 1; T where it is announced for the bar after the last.</param>
    /// <param name="cashPerShare">Money paid for each share held at the close before, not negative.</param>
    static member Dividend(symbol: int, bar: int, cashPerShare: float) : CorporateAction = {
        Symbol = symbol
        Bar = bar
        Kind = ActionKind.Dividend cashPerShare
    }

    /// <summary>A delisting, effective before the open of its bar.</summary>
    /// <param name="symbol">Column of the symbol, 0 to N - 1.</param>
    /// <param name="bar">First bar at which it is effective, 0 to T - 1; T where it is announced for the bar after the last.</param>
    /// <param name="simpleReturn">From the last price to what holders receive, at least -1.</param>
    static member Delisting(symbol: int, bar: int, simpleReturn: float) : CorporateAction = {
        Symbol = symbol
        Bar = bar
        Kind = ActionKind.Delisting simpleReturn
    }

    /// <summary>The actions of a market in order; two of one kind for one symbol and bar are refused.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="actions">Actions in any order.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">An action is outside the axes or its range.</exception>
    static member Actions(axes: Axes, actions: CorporateAction[]) : CorporateActions =
        Refusal.ifNull "axes" axes
        Refusal.ifNull "actions" actions
        CorporateActions.create axes actions |> Refusal.orRaise

    /// <summary>The actions of a market by date, each effective at the first bar of its date or of the next date that has one.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="actions">Actions in any order, of symbols of the market and of dates up to the last.</param>
    /// <remarks>
    /// Actions of several dates that become effective at one bar are one: splits multiply, dividends add, a dividend
    /// after a split being paid on the new shares.
    /// </remarks>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">An action is of another symbol or outside its range, or two are of one symbol, date and kind.</exception>
    static member ActionsByDate(axes: Axes, actions: DatedAction[]) : CorporateActions =
        Refusal.ifNull "axes" axes
        Refusal.ifNull "actions" actions

        ActionsByDate.create
            axes
            (actions |> Array.map (fun action -> axes.IndexOf action.Symbol))
            (actions |> Array.map _.Date)
            (actions |> Array.map _.Kind)
        |> Refusal.orRaise

    /// <summary>Corporate actions as columns, to be stored and restored.</summary>
    /// <param name="actions">The actions of a market.</param>
    static member ActionColumns(actions: CorporateActions) : ActionColumns =
        Refusal.ifNull "actions" actions
        ActionColumns actions.Array

    /// <summary>The market without the bars that are not kept.</summary>
    /// <param name="bars">The market's bars.</param>
    /// <param name="actions">The market's actions; of a bar that goes they move to the next that stays.</param>
    /// <param name="keep">T flags, at least one of them true.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">Nothing is kept, or actions of one kind meet.</exception>
    static member Keep
        (bars: Bars, actions: CorporateActions, keep: ReadOnlySpan<bool>)
        : SelectedMarket =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        let struct (kept, remaining) =
            Selection.keep (keep.ToArray()) actions bars |> Refusal.orRaise

        SelectedMarket(kept, remaining)

    /// <summary>Decisions over these axes; the arrays are copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="decided">T flags: whether the bar has a decision.</param>
    /// <param name="weights">T x N signed fractions of equity, time-major, finite wherever decided.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A weight is not finite, or a shape does not agree.</exception>
    static member Decisions(axes: Axes, decided: bool[], weights: float[]) : Decisions =
        Refusal.ifNull "axes" axes
        Refusal.ifNull "decided" decided
        Refusal.ifNull "weights" weights
        Decisions.create axes decided weights |> Refusal.orRaise
