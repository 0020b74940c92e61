namespace Symphony.Core

open System

/// A history whose part after a cut is another one. What a perturbation draws follows from seed, cut and
/// perturbation alone.
[<RequireQualifiedAccess>]
module internal Perturbed =

    let private extreme (draws: Draws) : float =
        if draws.Uniform() < 0.5 then 1000.0 else 0.001

    let private volumeFactor (draws: Draws) : float =
        match draws.Below 4 with
        | 0 -> 0.0
        | 1 -> 0.001
        | 2 -> 1000.0
        | _ -> draws.Factor()

    /// The later rows that are there.
    let private laterRows (draft: MarketDraft) : int[] =
        let rows = ResizeArray<int>()

        for cell in draft.FirstLater .. draft.LastCell do
            if draft.IsPresent cell then
                rows.Add cell

        rows.ToArray()

    /// Does something to each later row that is there; false where there is none.
    let private eachRow (change: int -> unit) (draft: MarketDraft) : bool =
        let rows = laterRows draft
        Array.iter change rows
        rows.Length > 0

    let private removeRows (draws: Draws) (draft: MarketDraft) : bool =
        let rows = laterRows draft
        let drawn = rows |> Array.filter (fun _ -> draws.Uniform() < 1.0 / 3.0)
        // Never none where there is one.
        let removed = if drawn.Length > 0 then drawn else Array.truncate 1 rows
        Array.iter draft.Remove removed
        removed.Length > 0

    let private addRows (draws: Draws) (draft: MarketDraft) : bool =
        let mutable any = false

        for cell in draft.FirstLater .. draft.LastCell do
            if not (draft.IsPresent cell) then
                any <- true
                draft.Add(cell, draws)

        any

    let private endNames (draws: Draws) (draft: MarketDraft) : bool =
        let living =
            laterRows draft
            |> Array.map (fun cell -> cell % draft.Width)
            |> Array.distinct
            |> Array.sort

        let drawn = living |> Array.filter (fun _ -> draws.Uniform() < 0.5)
        // Never none, and never all where there are two.
        let ended =
            if drawn.Length = 0 then Array.truncate 1 living
            elif drawn.Length = living.Length && living.Length > 1 then drawn[1..]
            else drawn

        let isEnded = Array.create draft.Width false

        for symbol in ended do
            isEnded[symbol] <- true

        eachRow
            (fun cell ->
                if isEnded[cell % draft.Width] then
                    draft.Remove cell)
            draft
        |> ignore

        ended.Length > 0

    let private rank (kind: ActionKind) : int =
        match kind with
        | ActionKind.Split _ -> 0
        | ActionKind.Dividend _ -> 1
        | ActionKind.Delisting _ -> 2

    let private key (action: CorporateAction) : struct (int * int * int) =
        struct (action.Bar, action.Symbol, rank action.Kind)

    /// For each name one or more actions, the first name's at the very next bar.
    let private addActions (cut: int) (draws: Draws) (draft: MarketDraft) : bool =
        let known = Collections.Generic.HashSet(Array.map key draft.Actions)
        let added = ResizeArray draft.Actions

        let add action =
            if known.Add(key action) then
                added.Add action

        for symbol in 0 .. draft.Width - 1 do
            let bar =
                if symbol = 0 || draws.Uniform() < 0.3 then
                    cut + 1
                else
                    cut + 1 + draws.Below(draft.BarCount - cut)

            let cash = 0.01 * draft.PriceNear(max 0 cut * draft.Width + symbol)

            match draws.Below 3 with
            | 0 -> add { Symbol = symbol; Bar = bar; Kind = ActionKind.Split 3.0 }
            | 1 ->
                add { Symbol = symbol; Bar = bar; Kind = ActionKind.Split 0.5 }
                add { Symbol = symbol; Bar = bar; Kind = ActionKind.Dividend cash }
            | _ ->
                add { Symbol = symbol; Bar = bar; Kind = ActionKind.Dividend cash }

                if draws.Uniform() < 0.5 then
                    add { Symbol = symbol; Bar = bar; Kind = ActionKind.Delisting -0.5 }

        let any = added.Count > draft.Actions.Length
        draft.Actions <- added.ToArray() |> Array.sortBy key
        any

    let private removeActions (cut: int) (draft: MarketDraft) : bool =
        let kept = draft.Actions |> Array.filter (fun action -> action.Bar <= cut)
        let any = kept.Length < draft.Actions.Length
        draft.Actions <- kept
        any

    let private everything (isRaw: bool) (cut: int) (draws: Draws) (draft: MarketDraft) : bool =
        if isRaw then
            removeActions cut draft |> ignore
            addActions cut draws draft |> ignore

        let mutable any = false

        for cell in draft.FirstLater .. draft.LastCell do
            if draft.IsPresent cell then
                any <- true

                if draws.Uniform() < 0.2 then
                    draft.Remove cell
                else
                    draft.ScalePrices(
                        cell,
                        draws,
                        if draws.Uniform() < 0.5 then extreme else _.Factor()
                    )

                    draft.ScaleVolume(cell, volumeFactor draws)
            elif draws.Uniform() < 0.5 then
                any <- true
                draft.Add(cell, draws)

        any

    let private drafted
        (cut: int)
        (history: MarketHistory)
        (change: MarketDraft -> bool)
        : MarketHistory voption =
        let draft = MarketDraft(cut, history)
        if change draft then ValueSome(draft.ToHistory()) else ValueNone

    /// The same history over other columns: for each new column the old one, or -1 for an empty one.
    let private reColumned
        (symbols: string[])
        (columns: int[])
        (history: MarketHistory)
        : MarketHistory =
        let old = history.Bars.Axes
        let axes = Axes(old.Instants.ToArray(), old.SessionDates.ToArray(), symbols)
        let width = columns.Length

        let values (panel: Panel) =
            Array.init (old.BarCount * width) (fun cell ->
                match columns[cell % width] with
                | -1 -> nan
                | column -> panel.Array[cell / width * old.SymbolCount + column])

        let panel (given: Panel) = Panel(axes, values given)
        let bars = history.Bars

        {
            Bars =
                Bars(
                    axes,
                    panel bars.Open,
                    panel bars.High,
                    panel bars.Low,
                    panel bars.Close,
                    ValueOption.map panel bars.VolumeOrNone,
                    bars.PriceBasis
                )
            Actions =
                history.Actions.Array
                |> Array.choose (fun action ->
                    match Array.IndexOf(columns, action.Symbol) with
                    | -1 -> None
                    | column -> Some { action with Symbol = column })
                |> Array.sortBy key
                |> CorporateActions
        }

    /// A name that is not in use, for a column that is added.
    let rec private freshName (axes: Axes) (name: string) : string =
        if axes.IndexOf name < 0 then name else freshName axes (name + "'")

    /// So many more columns at the end; rows from the bar that is given for each.
    let private withNames (starts: int[]) (draws: Draws) (history: MarketHistory) : MarketHistory =
        let axes = history.Bars.Axes

        let symbols =
            Array.append (Array.ofSeq axes.Symbols) [|
                for place in 1 .. starts.Length -> freshName axes $"ADDED{place}"
            |]

        let columns =
            Array.append [| 0 .. axes.SymbolCount - 1 |] (Array.create starts.Length -1)

        let wider = reColumned symbols columns history
        let draft = MarketDraft(Array.min starts - 1, wider)

        for cell in draft.FirstLater .. draft.LastCell do
            let added = cell % draft.Width - axes.SymbolCount

            if added >= 0 && cell / draft.Width >= starts[added] then
                draft.Add(cell, draws)

        draft.ToHistory()

    let private withoutUnborn (cut: int) (history: MarketHistory) : MarketHistory voption =
        let axes = history.Bars.Axes
        let unborn = MarketHistory.unbornAt cut history

        if unborn.Length = 0 || unborn.Length = axes.SymbolCount then
            ValueNone
        else
            let kept = Array.except unborn [| 0 .. axes.SymbolCount - 1 |]
            ValueSome(reColumned (Array.map (fun i -> axes.Symbols[i]) kept) kept history)

    /// The history with other bars after the cut; none where there is nothing to change in this way.
    let create
        (seed: uint64)
        (cut: int)
        (perturbation: Perturbation)
        (history: MarketHistory)
        : MarketHistory voption =
        let draws = Draws(seed, cut, int perturbation)
        let isRaw = history.Bars.PriceBasis = PriceBasis.Raw
        let later = history.Bars.Axes.BarCount - 1 - cut

        match perturbation with
        | Perturbation.Repeated -> ValueSome history
        | Perturbation.StrangerAdded -> ValueSome(withNames [| 0 |] draws history)
        | _ when later <= 0 -> ValueNone
        | Perturbation.Truncated ->
            match MarketHistory.upTo cut history with
            | Ok shorter -> ValueSome shorter
            | Error _ -> ValueNone
        | Perturbation.Prices ->
            drafted cut history (fun draft ->
                eachRow (fun cell -> draft.ScalePrices(cell, draws, _.Factor())) draft)
        | Perturbation.ExtremePrices ->
            drafted cut history (fun draft ->
                eachRow (fun cell -> draft.ScalePrices(cell, draws, extreme)) draft)
        | Perturbation.Volumes ->
            drafted cut history (fun draft ->
                draft.HasVolume
                && eachRow (fun cell -> draft.ScaleVolume(cell, volumeFactor draws)) draft)
        | Perturbation.RowsRemoved -> drafted cut history (removeRows draws)
        | Perturbation.RowsAdded -> drafted cut history (addRows draws)
        | Perturbation.NamesEnded -> drafted cut history (endNames draws)
        | Perturbation.NamesAdded ->
            let starts = [| cut + 1; cut + 1 + later / 2; cut + 1 + draws.Below later |]
            ValueSome(withNames starts draws history)
        | Perturbation.NamesRemoved -> withoutUnborn cut history
        | Perturbation.ActionsRemoved -> drafted cut history (removeActions cut)
        | Perturbation.ActionsAdded ->
            if isRaw then drafted cut history (addActions cut draws) else ValueNone
        | _ -> drafted cut history (everything isRaw cut draws)
