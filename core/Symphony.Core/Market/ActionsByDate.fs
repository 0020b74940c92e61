namespace Symphony.Core

open System

/// <summary>Corporate actions by date, put on the bars of a market.</summary>
[<RequireQualifiedAccess>]
module ActionsByDate =

    /// The first bar whose session date is a day or later; T where there is none.
    let private barFrom (axes: Axes) (day: int) : int =
        let dates = axes.SessionDates.Span
        let mutable low = 0
        let mutable high = dates.Length

        while low < high do
            let middle = (low + high) / 2

            if dates[middle] < day then low <- middle + 1 else high <- middle

        low

    /// What the actions of one symbol that become effective at one bar come to, in the order of their dates.
    let private combine (symbol: int) (bar: int) (own: struct (int * ActionKind)[]) =
        let mutable ratio = 1.0
        let mutable splits = 0
        let mutable cash = 0.0
        let mutable dividends = 0

        // New shares for one old one by all splits of earlier dates.
        let mutable before = 1.0
        let mutable day = Int32.MinValue

        let delistings = [|
            for struct (_, kind) in own do
                match kind with
                | ActionKind.Delisting _ -> { Symbol = symbol; Bar = bar; Kind = kind }
                | _ -> ()
        |]

        for struct (date, kind) in own do
            if date > day then
                before <- ratio
                day <- date

            match kind with
            | ActionKind.Split each ->
                ratio <- ratio * each
                splits <- splits + 1
            | ActionKind.Dividend each ->
                cash <- cash + each * before
                dividends <- dividends + 1
            | ActionKind.Delisting _ -> ()

        [|
            if splits > 0 then
                { Symbol = symbol; Bar = bar; Kind = ActionKind.Split ratio }
            if dividends > 0 then
                { Symbol = symbol; Bar = bar; Kind = ActionKind.Dividend cash }
            yield! delistings
        |]

    /// <summary>The actions of a market, each effective at the first bar of its date or of the next date that has one.</summary>
    /// <param name="axes">The market's axes.</param>
    /// <param name="symbols">Columns of the symbols, one for each action.</param>
    /// <param name="dates">Their dates, epoch days up to the last session date, as many.</param>
    /// <param name="kinds">What happens, as many.</param>
    /// <remarks>
    /// Actions of several dates that become effective at one bar, because no session of the bars lies between them,
    /// are one action: splits multiply, dividends add, a dividend after a split being paid on the new shares. Two of
    /// one kind for one symbol and date are refused, and so are two delistings at one bar. A date before the first
    /// bar's is effective at the first bar.
    /// </remarks>
    let create
        (axes: Axes)
        (symbols: int[])
        (dates: int[])
        (kinds: ActionKind[])
        : Result<CorporateActions, Invalid> =
        let repeated () =
            Array.init symbols.Length (fun i ->
                struct (symbols[i], dates[i], ActionKind.name kinds[i]))
            |> Array.countBy id
            |> Array.tryFind (fun (_, count) -> count > 1)

        Check.all [
            yield Check.length "action dates" symbols.Length dates.Length
            yield Check.length "action kinds" symbols.Length kinds.Length
            for symbol in symbols do
                yield Check.within "action symbol" 0.0 (float (axes.SymbolCount - 1)) (float symbol)
        ]
        |> Result.bind (fun () ->
            match repeated () with
            | Some(struct (symbol, date, kind), _) ->
                Error(
                    Invalid.Duplicate(
                        "actions",
                        $"{axes.Symbols[symbol]} {Text.date date} ({kind})"
                    )
                )
            | None ->
                Array.init symbols.Length id
                |> Array.groupBy (fun i -> struct (symbols[i], barFrom axes dates[i]))
                |> Array.collect (fun (struct (symbol, bar), own) ->
                    own
                    |> Array.sortBy (fun i -> dates[i])
                    |> Array.map (fun i -> struct (dates[i], kinds[i]))
                    |> combine symbol bar)
                |> CorporateActions.create axes)
