/// Signals to sides the slow and obvious way, name by name and rule by rule, as the docs put it.
module Symphony.Core.Tests.PlainSignals

open System

open Symphony.Core

/// Whether the engine counts a name as ended at the close of a bar.
let hasEnded (case: EngineCase) (name: int) (bar: int) : bool =
    let known = case.Names[name]

    let present = [
        for t in 0..bar do
            if known.Candles[t].IsPresent then
                t
    ]

    let byRecord =
        known.Actions
        |> List.exists (fun (at, kind) ->
            match kind with
            | ActionKind.Delisting _ -> at <= bar
            | _ -> false)

    byRecord
    || (not present.IsEmpty && bar - List.last present >= case.Settings.DelistedAfterMissingBars)

/// The side a name is to have, given the one it has: the table of the docs, row by row.
let sideOfEvents (settings: SignalSettings) (events: SignalEvents) (side: int) : int =
    let on (part: SignalEvents) = events.HasFlag part

    let enters, leaves =
        let wins = settings.Conflict

        let pair enter leave =
            match on enter, on leave with
            | true, true when wins = SignalConflict.EnterWins -> true, false
            | true, true -> false, true
            | given -> given

        let long = pair SignalEvents.EnterLong SignalEvents.ExitLong
        let short = pair SignalEvents.EnterShort SignalEvents.ExitShort

        (fun s -> if s > 0 then fst long else fst short),
        (fun s -> if s > 0 then snd long else snd short)

    if side = 0 then
        if enters 1 then 1
        elif enters -1 then -1
        else 0
    elif on SignalEvents.Flip then
        -side
    else
        match leaves side, enters -side, settings.OppositeEntry with
        | true, true, _ -> -side
        | true, false, _ -> 0
        | false, true, OppositeEntry.Flip -> -side
        | false, true, OppositeEntry.Exit -> 0
        | _ -> side

let sideOfScore (settings: SignalSettings) (rules: ScoreRules) (score: float) (side: int) : int =
    if Double.IsNaN score then
        match rules.MissingScore with
        | MissingScore.Hold -> side
        | _ -> 0
    else
        let isEntry s =
            if s > 0 then score > rules.EnterLong else score < rules.EnterShort

        let isExit s =
            if s > 0 then score < rules.ExitLong else score > rules.ExitShort

        match side with
        | 0 ->
            if isEntry 1 then 1
            elif isEntry -1 then -1
            else 0
        | held ->
            match isEntry -held, settings.OppositeEntry with
            | true, OppositeEntry.Flip -> -held
            | true, OppositeEntry.Exit -> 0
            | _ -> if isExit held then 0 else held

/// What a round trip costs per unit of notional, from the settings themselves; none where it cannot be known.
let roundTrip
    (case: EngineCase)
    (edge: MinimumEdge)
    (name: int)
    (bar: int)
    (side: int)
    : float option =
    let market = EngineCase.market case
    let sigma = market.DailyVolatility[bar, name]
    let adv = market.AverageDailyNotional[bar, name]
    let s = case.Settings
    let hasImpact = s.ImpactCoefficient > 0.0
    let isUnknown = not (adv > 0.0)
    let borrow = case.Names[name].Borrow[bar]

    if
        isUnknown && (hasImpact || Double.IsFinite s.ParticipationCap)
        || hasImpact && Double.IsNaN sigma
        || side < 0 && case.Offered.Borrow && Double.IsNaN borrow
    then
        None
    else
        let share =
            max (s.MinimumFee / edge.Notional) s.Commission
            + s.HalfSpread
            + (if hasImpact then
                   s.ImpactCoefficient * sigma * sqrt (edge.Notional / adv)
               else
                   0.0)

        let rate =
            if side > 0 then 0.0
            elif case.Offered.Borrow then borrow
            else Borrow.annualRate (ReadOnlySpan(Seq.toArray s.BorrowTiers)) adv

        Some(s.CostMultiplier * (2.0 * share + rate * edge.HoldingDays / 360.0))

/// The sides after each close: for each bar, for each name.
let sides
    (case: EngineCase)
    (most: int)
    (wanted: int -> int -> int -> int)
    (pays: int -> int -> int -> bool)
    (priority: int -> int -> float)
    : int list list =
    let names = [ 0 .. case.Names.Length - 1 ]

    let next (before: int list) (bar: int) : int list =
        let held =
            names
            |> List.map (fun name ->
                match before[name] with
                | 0 -> 0
                | _ when hasEnded case name bar -> 0
                | side ->
                    match wanted name bar side with
                    | turned when turned = -side && not (pays name bar turned) -> 0
                    | after -> after)

        let entries =
            [
                for name in names do
                    if
                        before[name] = 0
                        && wanted name bar 0 <> 0
                        && case.Names[name].Candles[bar].IsPresent
                        && not (hasEnded case name bar)
                        && pays name bar (wanted name bar 0)
                    then
                        name
            ]
            |> List.sortWith (fun a b ->
                match compare (priority b bar) (priority a bar) with
                | 0 -> compare a b
                | order -> order)
            |> List.truncate (most - (held |> List.sumBy abs))

        names
        |> List.map (fun name ->
            if List.contains name entries then wanted name bar 0 else held[name])

    [ 0 .. EngineCase.barCount case - 1 ]
    |> List.scan next (names |> List.map (fun _ -> 0))
    |> List.tail
