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

/// The side a name is to have, given the one it has: flags that are cleared and set one question after the
/// other, as vectorbt's <c>from_signals</c> asks them.
let sideOfEvents (settings: SignalSettings) (events: SignalEvents) (side: int) : int =
    let on (part: SignalEvents) = events.HasFlag part
    let mutable longEntry = on SignalEvents.EnterLong
    let mutable longExit = on SignalEvents.ExitLong
    let mutable shortEntry = on SignalEvents.EnterShort
    let mutable shortExit = on SignalEvents.ExitShort

    // Entry and exit of one side.
    if longEntry && longExit then
        longEntry <- settings.Conflict = SignalConflict.EnterWins
        longExit <- not longEntry

    if shortEntry && shortExit then
        shortEntry <- settings.Conflict = SignalConflict.EnterWins
        shortExit <- not shortEntry

    // An entry on the other side of what is held.
    if side > 0 && shortEntry then
        match settings.OppositeEntry with
        | OppositeEntry.Ignore -> shortEntry <- false
        | OppositeEntry.Exit ->
            shortEntry <- false
            longExit <- true
        | _ -> ()

    if side < 0 && longEntry then
        match settings.OppositeEntry with
        | OppositeEntry.Ignore -> longEntry <- false
        | OppositeEntry.Exit ->
            longEntry <- false
            shortExit <- true
        | _ -> ()

    if on SignalEvents.Flip then -side
    elif longEntry && side <= 0 then 1
    elif shortEntry && side >= 0 then -1
    elif longExit && side > 0 then 0
    elif shortExit && side < 0 then 0
    else side

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

/// Whether the engine would open a position: what the settings ask of a name is known.
let canTrade (case: EngineCase) (name: int) (bar: int) (side: int) : bool =
    let market = EngineCase.market case
    let hasImpact = case.Settings.ImpactCoefficient > 0.0
    let isLimited = Double.IsFinite case.Settings.ParticipationCap

    let isListed =
        not case.Offered.Borrow || not (Double.IsNaN(case.Names[name].Borrow[bar]))

    [
        (hasImpact || isLimited), market.AverageDailyNotional[bar, name] > 0.0
        hasImpact, not (Double.IsNaN market.DailyVolatility[bar, name])
        side < 0, isListed
    ]
    |> List.forall (fun (isAsked, isKnown) -> not isAsked || isKnown)

/// What a round trip costs per unit of notional, from the settings themselves; none where the engine would not
/// trade.
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
    let borrow = case.Names[name].Borrow[bar]

    if not (canTrade case name bar side) then
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
