namespace Symphony.Core

open System

/// One symbol's prices and actions, as a trade in it meets them.
[<NoComparison; NoEquality>]
type internal TradedName = {
    Opens: float[]
    Closes: float[]
    /// From one bar of the name to its next in the two arrays.
    Width: int
    /// Its first bar in them.
    Column: int
    BarCount: int
    /// By bar; of one bar dividends first, since they are paid on the shares of the close before.
    Actions: CorporateAction[]
    /// The first delisting on record; beyond all bars when there is none.
    DelistingBar: int
    DelistingReturn: float
} with

    member name.Open(bar: int) : float =
        name.Opens[bar * name.Width + name.Column]

    member name.Close(bar: int) : float =
        name.Closes[bar * name.Width + name.Column]

/// Where a trade ends: the bar, and the price of one of that bar's shares.
[<Struct; NoComparison>]
type internal TradeExit = { Bar: int; Price: float; IsDelisting: bool }

[<RequireQualifiedAccess>]
module internal TradedName =

    let private order (action: CorporateAction) : struct (int * int) =
        match action.Kind with
        | ActionKind.Dividend _ -> struct (action.Bar, 0)
        | ActionKind.Split _ -> struct (action.Bar, 1)
        | ActionKind.Delisting _ -> struct (action.Bar, 2)

    let private delisting (actions: CorporateAction[]) : struct (int * float) =
        let mutable found = struct (Int32.MaxValue, 0.0)
        let mutable k = actions.Length - 1

        while k >= 0 do
            match actions[k].Kind with
            | ActionKind.Delisting simpleReturn -> found <- struct (actions[k].Bar, simpleReturn)
            | _ -> ()

            k <- k - 1

        found

    /// Each symbol's own actions, in the order in which a holder meets them.
    let actionsBySymbol (axes: Axes) (actions: CorporateActions) : CorporateAction[][] =
        let bySymbol = Array.init axes.SymbolCount (fun _ -> ResizeArray<CorporateAction>())

        for action in actions.Array do
            bySymbol[action.Symbol].Add action

        bySymbol |> Array.map (fun own -> Array.sortBy order (own.ToArray()))

    /// A name from columns that may hold others too.
    let create
        (opens: float[])
        (closes: float[])
        (width: int)
        (column: int)
        (barCount: int)
        (actions: CorporateAction[])
        : TradedName =
        let struct (delistingBar, delistingReturn) = delisting actions

        {
            Opens = opens
            Closes = closes
            Width = width
            Column = column
            BarCount = barCount
            Actions = actions
            DelistingBar = delistingBar
            DelistingReturn = delistingReturn
        }

    /// Actions already in bars declared adjusted would count twice.
    let checkBasis (actions: CorporateActions) (bars: Bars) : Result<unit, Invalid> =
        if bars.PriceBasis = PriceBasis.Adjusted && actions.Count > 0 then
            let reason =
                "bars declared adjusted already contain them; give raw bars or no actions"

            Error(Invalid.Conflict("actions", reason))
        else
            Ok()

/// How a trade ends that nothing ended earlier, and what it returned: the same for every label.
[<RequireQualifiedAccess>]
module internal TradeExit =

    /// An exit may wait this long for an open; a name without one in that time has ended.
    let patienceBars = 5

    /// Out at the last close before a bar, restated for the dividends and splits since as the engine does,
    /// times what the delisting leaves.
    let private delisted (name: TradedName) (bar: int) (simpleReturn: float) : TradeExit =
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

        { Bar = bar; Price = price * (1.0 + simpleReturn); IsDelisting = true }

    /// At the open of the bar that is due or the next open within patience; at the delisting on record by
    /// then; else as a name that ended without a record. None while the data do not tell.
    let atOpen (unrecordedReturn: float) (name: TradedName) (due: int) : TradeExit voption =
        let latest = due + patienceBars
        let mutable bar = due

        while bar < name.BarCount && bar <= latest && Double.IsNaN(name.Open bar) do
            bar <- bar + 1

        if name.DelistingBar < name.BarCount && name.DelistingBar <= min bar latest then
            ValueSome(delisted name name.DelistingBar name.DelistingReturn)
        elif bar < name.BarCount && bar <= latest then
            ValueSome { Bar = bar; Price = name.Open bar; IsDelisting = false }
        elif latest < name.BarCount then
            ValueSome(delisted name latest unrecordedReturn)
        else
            ValueNone

    /// The place of the first of a name's actions after a bar.
    let firstActionAfter (actions: CorporateAction[]) (bar: int) : int =
        let mutable low = 0
        let mutable high = actions.Length

        while low < high do
            let middle = (low + high) / 2
            if actions[middle].Bar > bar then high <- middle else low <- middle + 1

        low

    /// The return over (entry, exit] of one share bought or sold at a price of the entry bar.
    let returnFrom
        (side: Side)
        (name: TradedName)
        (entryBar: int)
        (entryPrice: float)
        (exitBar: int)
        (exitPrice: float)
        : float =
        let mutable shares = 1.0
        let mutable dividends = 0.0

        if name.Actions.Length > 0 then
            let mutable k = firstActionAfter name.Actions entryBar

            while k < name.Actions.Length && name.Actions[k].Bar <= exitBar do
                match name.Actions[k].Kind with
                | ActionKind.Dividend cash -> dividends <- dividends + shares * cash
                | ActionKind.Split split -> shares <- shares * split
                | ActionKind.Delisting _ -> ()

                k <- k + 1

        TradeReturn.gross side entryPrice exitPrice shares dividends

    /// The same at the open of the entry bar.
    let simpleReturn
        (side: Side)
        (name: TradedName)
        (entryBar: int)
        (exitBar: int)
        (exitPrice: float)
        : float =
        returnFrom side name entryBar (name.Open entryBar) exitBar exitPrice
