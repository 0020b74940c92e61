namespace Symphony.Core

/// <summary>What happens to a holding without a trade.</summary>
[<RequireQualifiedAccess; Struct>]
type ActionKind =
    /// <summary>New shares for one old share, above zero (2 for a 2:1 split).</summary>
    | Split of ratio: float
    /// <summary>Cash paid for each share held at the close before, not negative.</summary>
    | Dividend of cashPerShare: float
    /// <summary>The simple return from the last price to what holders receive, at least -1.</summary>
    | Delisting of simpleReturn: float

/// <summary>The plain name and number of an action, for tables.</summary>
[<RequireQualifiedAccess>]
module ActionKind =

    /// <summary>The kind in one word: split, dividend or delisting.</summary>
    /// <param name="kind">What happens.</param>
    let name (kind: ActionKind) : string =
        match kind with
        | ActionKind.Split _ -> "split"
        | ActionKind.Dividend _ -> "dividend"
        | ActionKind.Delisting _ -> "delisting"

    /// <summary>Its number: the ratio, the cash per share or the simple return.</summary>
    /// <param name="kind">What happens.</param>
    let value (kind: ActionKind) : float =
        match kind with
        | ActionKind.Split ratio -> ratio
        | ActionKind.Dividend cashPerShare -> cashPerShare
        | ActionKind.Delisting simpleReturn -> simpleReturn

/// <summary>One action, effective before the open of its session date, announced and known then.</summary>
[<Struct>]
type CorporateAction = {
    /// <summary>Column of the symbol.</summary>
    Symbol: int
    /// <summary>First bar at which it is effective; T where it is announced for the bar after the last.</summary>
    Bar: int
    /// <summary>What happens.</summary>
    Kind: ActionKind
}

/// <summary>All actions of a market, in bar order and then symbol order, checked against its axes.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CorporateActions internal (actions: CorporateAction[]) =

    /// The actions themselves, sorted by bar, then symbol, then split before dividend before delisting.
    member internal _.Array: CorporateAction[] = actions

    /// <summary>How many actions there are.</summary>
    member _.Count: int = actions.Length

    /// <summary>No action at all.</summary>
    static member None: CorporateActions = CorporateActions [||]

/// <summary>Builds the actions of a market, or says why not.</summary>
[<RequireQualifiedAccess>]
module CorporateActions =

    let private order (action: CorporateAction) : struct (int * int * int) =
        let rank =
            match action.Kind with
            | ActionKind.Split _ -> 0
            | ActionKind.Dividend _ -> 1
            | ActionKind.Delisting _ -> 2

        struct (action.Bar, action.Symbol, rank)

    let private check (axes: Axes) (action: CorporateAction) : Result<unit, Invalid> =
        Check.all [
            Check.within "action symbol" 0.0 (float (axes.SymbolCount - 1)) (float action.Symbol)
            Check.within "action bar" 0.0 (float axes.BarCount) (float action.Bar)
            match action.Kind with
            | ActionKind.Split ratio -> Check.positive "split ratio" ratio
            | ActionKind.Dividend cash -> Check.notNegative "dividend" cash
            | ActionKind.Delisting simpleReturn ->
                Check.finite "delisting return" simpleReturn
                |> Result.bind (fun () ->
                    Check.within "delisting return" -1.0 infinity simpleReturn)
        ]

    /// <summary>The actions in order; two of the same kind for one symbol and bar are refused.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="actions">Actions in any order.</param>
    let create (axes: Axes) (actions: CorporateAction[]) : Result<CorporateActions, Invalid> =
        let sorted = Array.sortBy order actions

        let repeated =
            sorted |> Array.pairwise |> Array.tryFind (fun (a, b) -> order a = order b)

        match Check.all [ for action in sorted -> check axes action ], repeated with
        | Error invalid, _ -> Error invalid
        | _, Some(action, _) ->
            let place =
                if action.Bar < axes.BarCount then
                    Text.date (axes.SessionDate action.Bar)
                else
                    "after the last bar"

            Error(Invalid.Duplicate("actions", $"{axes.Symbols[action.Symbol]} {place}"))
        | _ -> Ok(CorporateActions sorted)
