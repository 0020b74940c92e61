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

        [|
            beforeActions
            beforeStarts.ToArray()
            lastRows.ToArray()
            inGaps.ToArray()
        |]

    /// Cuts that are being chosen: distinct ones, up to a number.
    type private Choice(count: int, last: int, draws: Draws) =
        let chosen = Collections.Generic.SortedSet<int>()

        member _.Count: int = chosen.Count
        member _.IsUsable(cut: int) : bool = cut >= 0 && cut <= last
        member _.HasAny(places: int[]) : bool = places |> Array.exists chosen.Contains

        member this.Add(cut: int) : unit =
            if chosen.Count < count && this.IsUsable cut then
                chosen.Add cut |> ignore

        /// One of the places, and not one of the first third, where windows may still be empty, if there are others.
        member this.AddOne(places: int[]) : unit =
            let usable = places |> Array.filter this.IsUsable
            let later = usable |> Array.filter (fun cut -> 3 * cut > last)
            let among = if later.Length > 0 then later else usable

            if among.Length > 0 then
                this.Add among[draws.Below among.Length]

        /// Kinds of places in turn, one of each, so many times.
        member this.AddInTurn(turns: int, kinds: int[][]) : unit =
            let there =
                kinds
                |> Array.map (Array.filter this.IsUsable >> Array.distinct)
                |> Array.filter (fun places -> places.Length > 0)

            for turn in 0 .. turns - 1 do
                if there.Length > 0 then
                    let places = there[turn % there.Length]
                    this.Add places[draws.Below places.Length]

        /// What is left of the number, spread evenly over the history; then any bar that is free.
        member this.Fill() : int[] =
            let spread = count - chosen.Count

            for place in 0 .. spread - 1 do
                let share = (float place + draws.Uniform()) / float spread
                this.Add(min last (int (share * float (last + 1))))

            let mutable tries = 0

            while chosen.Count < min count (last + 1) && tries < 1000 do
                this.Add(draws.Below(last + 1))
                tries <- tries + 1

            let mutable next = 0

            while chosen.Count < min count (last + 1) do
                this.Add next
                next <- next + 1

            Array.ofSeq chosen

    /// The first and the last possible, one among the first twenty, some beside events, one of each kind of day
    /// that the calendar knows, and the rest spread evenly over the history.
    let choose (seed: uint64) (count: int) (history: MarketHistory) : int[] =
        let axes = history.Bars.Axes
        let last = axes.BarCount - 2
        let draws = Draws(seed, -1, 0)
        let choice = Choice(count, last, draws)
        choice.Add last
        choice.Add 0
        choice.Add(1 + draws.Below 20)
        choice.AddInTurn(count / 3, events history)

        for places in CausalityCalendar.kinds axes do
            choice.AddOne places

        choice.Fill()

    /// Ends of sessions in a row around one of them, three fifths before it.
    let private addRun (choice: Choice) (ends: int[]) (centre: int) (length: int) : unit =
        let first = max 0 (min (centre - length * 3 / 5) (ends.Length - length))

        for place in first .. min (ends.Length - 1) (first + length - 1) do
            choice.Add ends[place]

    /// The latest of some places among the ends of sessions that has ends after it, else the middle one of all.
    let private latest (ends: int[]) (places: int[]) : int =
        match places |> Array.tryFindBack (fun place -> place < ends.Length - 10) with
        | Some place -> place
        | None -> if places.Length > 0 then Array.last places else ends.Length / 2

    /// A quarter of a year in sessions, and a year.
    let private sessionsOfYear = 262

    /// Cuts in rows, to find what is rare: the days around a year's end and around another quarter's, a whole
    /// year of days where so many are asked for, all bars of a day, and one of each kind of day else. All bars
    /// where there are no more.
    let dense (seed: uint64) (count: int) (history: MarketHistory) : int[] =
        let axes = history.Bars.Axes
        let last = axes.BarCount - 2

        if count <= 0 then
            [||]
        elif count > last then
            [| 0..last |]
        else
            let draws = Draws(seed, -1, 1)
            let choice = Choice(count, last, draws)
            let ends = CausalityCalendar.sessionEnds axes
            choice.Add last

            if ends.Length > 0 then
                let year = latest ends (CausalityCalendar.yearTurns axes ends)
                let inRow = count * 2 / 3

                if inRow >= sessionsOfYear then
                    addRun choice ends year inRow
                else
                    addRun choice ends year (inRow / 2)

                    let others =
                        CausalityCalendar.quarterTurns axes ends
                        |> Array.filter (fun place -> abs (place - year) > inRow / 2)

                    addRun choice ends (latest ends others) (inRow - inRow / 2)

            choice.AddInTurn(count / 10, events history)

            if CausalityCalendar.isIntraday axes && ends.Length > 1 then
                let start = 1 + ends[ends.Length / 2 + draws.Below(ends.Length - ends.Length / 2)]

                for bar in start .. start + count / 6 do
                    choice.Add bar

            for places in
                Array.append (CausalityCalendar.kinds axes) (CausalityCalendar.finerKinds axes) do
                if not (choice.HasAny places) then
                    choice.AddOne places

            choice.Fill()
