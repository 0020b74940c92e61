namespace Symphony.Core

open System

/// <summary>What a label of a fixed horizon holds, and how a name that ends without a record pays out.</summary>
type HorizonSettings = {
    /// <summary>Bars from entry to exit, at least 1.</summary>
    Bars: int<bar>
    /// <summary>Simple return from the last price where no record says, at least -1.</summary>
    DelistingReturn: float
}

/// <summary>Executable labels of a fixed horizon.</summary>
[<RequireQualifiedAccess>]
module Horizon =

    /// An exit may wait this long for an open; a name without one in that time has ended.
    let private patienceBars = 5

    /// <summary>Five bars, and -30 % for a name that ends without a record.</summary>
    let standard: HorizonSettings = { Bars = 5<bar>; DelistingReturn = -0.3 }

    /// Where a trade ends: the bar, and the price of one of that bar's shares.
    [<Struct; NoComparison>]
    type private Exit = { Bar: int; Price: float }

    /// One symbol's prices and actions.
    [<Struct; NoComparison; NoEquality>]
    type private Name = {
        Opens: float[]
        Closes: float[]
        Width: int
        Column: int
        BarCount: int
        Actions: CorporateAction[]
    } with

        member name.Open(bar: int) : float =
            name.Opens[bar * name.Width + name.Column]

        member name.Close(bar: int) : float =
            name.Closes[bar * name.Width + name.Column]

    /// The first delisting on record, as bar and return; beyond all bars when there is none.
    let private delisting (name: Name) : struct (int * float) =
        let mutable found = struct (Int32.MaxValue, 0.0)
        let mutable k = name.Actions.Length - 1

        while k >= 0 do
            match name.Actions[k].Kind with
            | ActionKind.Delisting simpleReturn ->
                found <- struct (name.Actions[k].Bar, simpleReturn)
            | _ -> ()

            k <- k - 1

        found

    /// Out at the last close before a bar, restated for the dividends and splits since as the engine does,
    /// times what the delisting leaves.
    let private delisted (name: Name) (bar: int) (simpleReturn: float) : Exit =
        let mutable last = bar - 1

        while Double.IsNaN(name.Close last) do
            last <- last - 1

        let mutable price = name.Close last

        for action in name.Actions do
            if action.Bar > last && action.Bar <= bar then
                match action.Kind with
                | ActionKind.Dividend cash -> price <- max 0.0 (price - cash)
                | ActionKind.Split ratio -> price <- price / ratio
                | ActionKind.Delisting _ -> ()

        { Bar = bar; Price = price * (1.0 + simpleReturn) }

    let private exit
        (settings: HorizonSettings)
        (record: struct (int * float))
        (name: Name)
        (due: int)
        : Exit voption =
        let struct (delistingBar, delistingReturn) = record
        let latest = due + patienceBars
        let mutable bar = due

        while bar < name.BarCount && bar <= latest && Double.IsNaN(name.Open bar) do
            bar <- bar + 1

        if delistingBar < name.BarCount && delistingBar <= min bar latest then
            ValueSome(delisted name delistingBar delistingReturn)
        elif bar < name.BarCount && bar <= latest then
            ValueSome { Bar = bar; Price = name.Open bar }
        elif latest < name.BarCount then
            ValueSome(delisted name latest settings.DelistingReturn)
        else
            ValueNone

    /// Dividends of a bar before its split: they are paid on the shares of the close before.
    let private order (action: CorporateAction) : struct (int * int) =
        match action.Kind with
        | ActionKind.Dividend _ -> struct (action.Bar, 0)
        | ActionKind.Split _ -> struct (action.Bar, 1)
        | ActionKind.Delisting _ -> struct (action.Bar, 2)

    /// The return of one entry share over (entry, exit].
    let private simpleReturn (name: Name) (entryBar: int) (exit: Exit) : float =
        let mutable shares = 1.0
        let mutable dividends = 0.0

        for action in name.Actions do
            if action.Bar > entryBar && action.Bar <= exit.Bar then
                match action.Kind with
                | ActionKind.Dividend cash -> dividends <- dividends + shares * cash
                | ActionKind.Split split -> shares <- shares * split
                | ActionKind.Delisting _ -> ()

        TradeReturn.gross Side.Long (name.Open entryBar) exit.Price shares dividends

    let private fill
        (settings: HorizonSettings)
        (name: Name)
        (returns: float[])
        (spanEnds: int[])
        : unit =
        let record = delisting name
        let struct (delistingBar, _) = record

        for t in 0 .. name.BarCount - 1 do
            let entryBar = Timing.fillBar t

            if
                entryBar < name.BarCount
                && entryBar < delistingBar
                && not (Double.IsNaN(name.Open entryBar))
            then
                match exit settings record name (Timing.exitBar t settings.Bars) with
                | ValueSome exit ->
                    returns[t * name.Width + name.Column] <- simpleReturn name entryBar exit
                    spanEnds[t * name.Width + name.Column] <- exit.Bar
                | ValueNone -> ()

    /// <summary>The labels of every bar and symbol: what a long decided at the close of t earned.</summary>
    /// <param name="settings">Horizon and delisting return.</param>
    /// <param name="actions">Splits, dividends and delistings of raw bars; none with adjusted bars.</param>
    /// <param name="bars">Bars as traded with their actions, or adjusted bars.</param>
    /// <remarks>
    /// Entry at the open of t + 1, exit at the open of t + 1 + k; splits and dividends between are the
    /// holder's. No entry open, or a delisting on record by then: no label. No exit open: the next open
    /// within 5 bars. A delisting on record by the exit: out there at the last close x (1 + its return).
    /// No open within those 5 bars: the name has ended as the engine has it, and the last close
    /// x (1 + <c>DelistingReturn</c>) is what is left, known at the last of the 5. Data that end before any
    /// of this is known: no label, never 0. The span runs from t to the bar of the exit.
    /// </remarks>
    let create
        (settings: HorizonSettings)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Labels, Invalid> =
        let checks =
            Check.all [
                Check.within "horizonBars" 1.0 1_000_000.0 (float (int settings.Bars))
                Check.finite "delistingReturn" settings.DelistingReturn
                Check.within "delistingReturn" -1.0 infinity settings.DelistingReturn
                if bars.PriceBasis = PriceBasis.Adjusted && actions.Count > 0 then
                    let reason =
                        "bars declared adjusted already contain them; give raw bars or no actions"

                    Error(Invalid.Conflict("actions", reason))
            ]

        checks
        |> Result.map (fun () ->
            let axes = bars.Axes
            let returns = Array.create (axes.BarCount * axes.SymbolCount) nan
            let spanEnds = Array.create returns.Length -1
            let bySymbol = Array.init axes.SymbolCount (fun _ -> ResizeArray<CorporateAction>())

            for action in actions.Array do
                bySymbol[action.Symbol].Add action

            for i in 0 .. axes.SymbolCount - 1 do
                let name = {
                    Opens = bars.Open.Array
                    Closes = bars.Close.Array
                    Width = axes.SymbolCount
                    Column = i
                    BarCount = axes.BarCount
                    Actions = Array.sortBy order (bySymbol[i].ToArray())
                }

                fill settings name returns spanEnds

            Labels(Panel(axes, returns), spanEnds))
