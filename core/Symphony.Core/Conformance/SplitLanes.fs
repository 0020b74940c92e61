namespace Symphony.Core

open System

/// Which training labels a test drops.
[<NoComparison>]
type internal DropRules = {
    Scope: PurgeScope
    Origin: EmbargoOrigin
    Embargo: int
    Unit: EmbargoUnit
    /// A tested row without a label counts as a span of its own bar.
    CountsUnlabelled: bool
}

/// Observations in lanes: one for the market, or one for each symbol; in each, rows in the order of bars.
[<Sealed>]
type internal SplitLanes
    (rules: DropRules, bars: int[], ends: int[], symbols: int[], sessionDates: int[]) =

    let n = bars.Length

    let laneOf (r: int) =
        if rules.Scope = PurgeScope.Symbol then symbols[r] else 0

    /// Row numbers by increasing key; equal keys keep their order.
    let sortedBy (key: int -> int) (numbers: int[]) : int[] =
        let sorted = Array.copy numbers

        let keys =
            numbers |> Array.mapi (fun place r -> int64 (key r) * int64 n + int64 place)

        Array.Sort(keys, sorted)
        sorted

    /// Rows by lane, then bar, then row.
    let rows =
        let byBar = Array.init n id |> sortedBy (fun r -> bars[r])

        match rules.Scope with
        | PurgeScope.Symbol -> sortedBy laneOf byBar
        | _ -> byBar

    let sortedBars = rows |> Array.map (fun r -> bars[r])

    /// The first place of each lane that has rows, and one past the last place.
    let laneStarts = [|
        for place in 0 .. n - 1 do
            if place = 0 || laneOf rows[place] <> laneOf rows[place - 1] then
                place
        n
    |]

    /// For each place: the last place of its lane whose bar is not after the row's label's end.
    let lastWithin =
        let found = Array.create n -1

        for lane in 0 .. laneStarts.Length - 2 do
            let first, after = laneStarts[lane], laneStarts[lane + 1]

            for place in first .. after - 1 do
                let last = ends[rows[place]]

                if last >= 0 then
                    let mutable low = place
                    let mutable high = after - 1

                    while low < high do
                        let middle = (low + high + 1) / 2
                        if sortedBars[middle] <= last then low <- middle else high <- middle - 1

                    found[place] <- low

        found

    /// 0 days still take the rest of a session.
    let isEmbargoed = rules.Embargo > 0 || rules.Unit = EmbargoUnit.Days

    let within (from: int) (until: int) : bool =
        match rules.Unit with
        | EmbargoUnit.Days -> sessionDates[until] - sessionDates[from] <= rules.Embargo
        | _ -> until - from <= rules.Embargo

    /// The latest end of a tested span of the lane up to each place, and the row that has it.
    let latestEnds (isTest: bool[]) (first: int) (after: int) (latest: int[]) (holder: int[]) =
        let mutable most = -1
        let mutable row = -1

        for place in first .. after - 1 do
            let r = rows[place]

            if isTest[r] then
                let last = if ends[r] < 0 && rules.CountsUnlabelled then bars[r] else ends[r]

                if last > most then
                    most <- last
                    row <- r

            latest[place] <- most
            holder[place] <- row

    /// The distinct bars from which the lane's blocks count their embargo, increasing.
    let origins (isTest: bool[]) (blockOf: int[]) (first: int) (after: int) : int[] =
        let found = ResizeArray<int>()
        let mutable block = -1
        let mutable origin = -1

        let close () =
            if origin >= 0 then
                found.Add origin

        for place in first .. after - 1 do
            let r = rows[place]

            if isTest[r] then
                if blockOf[r] <> block then
                    close ()
                    block <- blockOf[r]
                    origin <- -1

                origin <-
                    match rules.Origin with
                    | EmbargoOrigin.LastTestBar -> bars[r]
                    | EmbargoOrigin.TrainingSpanEnd when origin >= 0 -> origin
                    | EmbargoOrigin.TrainingSpanEnd -> bars[r]
                    | _ when ends[r] < 0 && rules.CountsUnlabelled -> max origin bars[r]
                    | _ -> max origin ends[r]

        close ()
        found.ToArray() |> Array.distinct |> Array.sort

    /// The bar from which an embargo is counted that takes this row, or -1.
    let embargoOf (origins: int[]) (r: int) : int =
        match rules.Origin with
        | EmbargoOrigin.TrainingSpanEnd ->
            // The next tested bar after the label's end.
            let place = Array.BinarySearch(origins, ends[r] + 1)
            let next = if place >= 0 then place else ~~~place

            if next < origins.Length && within ends[r] origins[next] then
                origins[next]
            else
                -1
        | _ ->
            // The latest origin before the decision.
            let place = Array.BinarySearch(origins, bars[r])
            let before = (if place >= 0 then place else ~~~place) - 1
            if before >= 0 && within origins[before] bars[r] then origins[before] else -1

    let latest = Array.zeroCreate<int> n
    let holder = Array.zeroCreate<int> n

    /// For each labelled row that is not tested: a tested row whose span it meets, and the bar from which an
    /// embargo takes it; -1 for neither. Not to be called from two threads.
    member _.Judge(isTest: bool[], blockOf: int[], met: int[], embargo: int[]) : unit =
        Array.fill met 0 n -1
        Array.fill embargo 0 n -1

        for lane in 0 .. laneStarts.Length - 2 do
            let first, after = laneStarts[lane], laneStarts[lane + 1]
            latestEnds isTest first after latest holder

            let origins = if isEmbargoed then origins isTest blockOf first after else [||]

            for place in first .. after - 1 do
                let r = rows[place]

                if not isTest[r] && ends[r] >= 0 then
                    let reached = lastWithin[place]

                    if latest[reached] >= bars[r] then
                        met[r] <- holder[reached]

                    if origins.Length > 0 then
                        embargo[r] <- embargoOf origins r

    /// The first row, by number, that is tested and whose span meets the row's.
    member _.FirstMet(isTest: bool[], r: int) : int =
        let mutable found = 0

        while not (
            isTest[found]
            && laneOf found = laneOf r
            && ends[found] >= bars[r]
            && bars[found] <= ends[r]
        ) do
            found <- found + 1

        found
