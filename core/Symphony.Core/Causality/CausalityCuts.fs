namespace Symphony.Core

open System

/// Where a history is cut: the last bars that stay as they are.
[<RequireQualifiedAccess>]
module internal CausalityCuts =

    /// Bars after which something begins, ends or is missing: there a look ahead would show that shows nowhere else.
    let private events (history: MarketHistory) : int[][] =
        let bars = history.Bars
        let axes = bars.Axes

        let beforeActions =
            history.Actions.Array |> Array.map (fun action -> action.Bar - 1)

        let beforeStarts = ResizeArray<int>()
        let lastRows = ResizeArray<int>()
        let inGaps = ResizeArray<int>()

        for symbol in 0 .. axes.SymbolCount - 1 do
            let mutable last = -1

            for t in 0 .. axes.BarCount - 1 do
                if bars.IsPresent(t, symbol) then
                    if last < 0 then
                        beforeStarts.Add(t - 1)
                    elif t - last > 1 then
                        inGaps.Add(t - 1)

                    last <- t

            if last >= 0 then
                lastRows.Add last

        let lastOfSession =
            [| 0 .. axes.BarCount - 2 |]
            |> Array.filter (fun t -> axes.SessionDate(t + 1) <> axes.SessionDate t)

        let isIntraday = lastOfSession.Length < axes.BarCount - 1

        [|
            beforeActions
            beforeStarts.ToArray()
            lastRows.ToArray()
            inGaps.ToArray()
            (if isIntraday then lastOfSession else [||])
        |]

    /// The first bar from one on, at most a fortnight later, that lies on this day of the week; else that bar.
    let private onWeekday (weekday: int) (axes: Axes) (from: int) : int =
        let isThere bar =
            bar < axes.BarCount - 1
            && axes.SessionDate bar - axes.SessionDate from < 14
            && (axes.SessionDate bar + 3) % 7 = weekday

        let mutable bar = from

        while bar < axes.BarCount - 1
              && axes.SessionDate bar - axes.SessionDate from < 14
              && not (isThere bar) do
            bar <- bar + 1

        if isThere bar then bar else from

    /// The first and the last possible, one among the first twenty, some beside events, and the rest spread
    /// evenly over the history, from Monday to Friday in turn.
    let choose (seed: uint64) (count: int) (history: MarketHistory) : int[] =
        let axes = history.Bars.Axes
        let last = axes.BarCount - 2
        let draws = Draws(seed, -1, 0)
        let chosen = Collections.Generic.SortedSet<int>()
        let isUsable cut = cut >= 0 && cut <= last

        let add cut =
            if chosen.Count < count && isUsable cut then
                chosen.Add cut |> ignore

        add last
        add 0
        add (1 + draws.Below 20)

        let kinds =
            events history
            |> Array.map (Array.filter isUsable >> Array.distinct)
            |> Array.filter (fun places -> places.Length > 0)

        // The kinds in turn, for a third of the cuts.
        for turn in 0 .. count / 3 - 1 do
            if kinds.Length > 0 then
                let places = kinds[turn % kinds.Length]
                add places[draws.Below places.Length]

        let spread = count - chosen.Count

        for place in 0 .. spread - 1 do
            let share = (float place + draws.Uniform()) / float spread
            add (onWeekday (place % 5) axes (min last (int (share * float (last + 1)))))

        // Ties have left room: any other bar will do.
        let mutable tries = 0

        while chosen.Count < min count (last + 1) && tries < 1000 do
            add (draws.Below(last + 1))
            tries <- tries + 1

        let mutable next = 0

        while chosen.Count < min count (last + 1) do
            add next
            next <- next + 1

        Array.ofSeq chosen
