namespace Symphony.Core

/// <summary>A corporate action by symbol and date, as a source has it: the audit knows no axes.</summary>
[<Struct>]
type DatedAction = {
    /// <summary>The symbol.</summary>
    Symbol: string
    /// <summary>Session date before whose open it is effective, an epoch day.</summary>
    Date: int
    /// <summary>What happens.</summary>
    Kind: ActionKind
}

/// What one symbol's actions do between two of its rows.
[<Sealed; AllowNullLiteral(false)>]
type internal SymbolActions(actions: DatedAction[]) =

    let ordered = actions |> Array.sortBy _.Date

    member _.All: DatedAction[] = ordered

    member _.IsDelisted: bool = ordered |> Array.exists _.Kind.IsDelisting

    /// True where an action is effective after one date and up to another.
    member _.Any(after: int, upTo: int) : bool =
        ordered |> Array.exists (fun action -> action.Date > after && action.Date <= upTo)

    /// A price of the earlier date in the shares and without the dividends of the later one.
    member _.Restated(price: float, after: int, upTo: int) : float =
        let mutable restated = price

        for action in ordered do
            if action.Date > after && action.Date <= upTo then
                match action.Kind with
                | ActionKind.Split ratio -> restated <- restated / ratio
                | ActionKind.Dividend cash -> restated <- restated - cash
                | ActionKind.Delisting _ -> ()

        restated
