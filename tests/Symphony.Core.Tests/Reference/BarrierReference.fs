/// Triple-barrier labels in the obvious slow way: one share followed day by day.
module Symphony.Core.Tests.BarrierReference

open System

open Symphony.Core

/// The bar of the vertical barrier, looked for from the decision on; the number of bars when there is none.
let verticalBar (vertical: VerticalBarrier) (axes: Axes) (t: int) : int =
    match vertical with
    | VerticalBarrier.Bars bars -> t + 1 + int bars
    | VerticalBarrier.CalendarDays days ->
        [ t + 2 .. axes.BarCount - 1 ]
        |> List.tryFind (fun bar -> axes.SessionDate bar >= axes.SessionDate t + days)
        |> Option.defaultValue axes.BarCount

let private actionsAt (actions: CorporateActions) i bar =
    actions.Array
    |> Array.filter (fun action -> action.Symbol = i && action.Bar = bar)
    |> Array.map _.Kind
    |> List.ofArray

let private cash kinds =
    kinds
    |> List.sumBy (fun kind ->
        match kind with
        | ActionKind.Dividend cash -> cash
        | _ -> 0.0)

let private ratio kinds =
    kinds
    |> List.tryPick (fun kind ->
        match kind with
        | ActionKind.Split ratio -> Some ratio
        | _ -> None)
    |> Option.defaultValue 1.0

let private delisting kinds =
    kinds
    |> List.tryPick (fun kind ->
        match kind with
        | ActionKind.Delisting simpleReturn -> Some simpleReturn
        | _ -> None)

/// What is held and where its orders rest, in today's shares.
type private Position = {
    Shares: float
    Money: float
    LastPrice: float
    Profit: float option
    /// A resting stop.
    Stop: float option
    /// The best price of the completed bars, for a trailing stop.
    Best: float
}

let private restated kinds position =
    let r = ratio kinds

    {
        Shares = position.Shares * r
        Money = position.Money + position.Shares * cash kinds
        LastPrice = max 0.0 (position.LastPrice - cash kinds) / r
        Profit = position.Profit |> Option.map (fun price -> price / r)
        Stop = position.Stop |> Option.map (fun price -> price / r)
        Best = position.Best / r
    }

/// Which price a bar, long or short, reaches first: barrier, price, how a tie was decided.
let private reached side (profit: float option) (stop: float option) opensWithOrders (o, h, l) =
    let isLong = side = Side.Long

    let gains price level =
        if isLong then price >= level else price <= level

    let loses price level =
        if isLong then price <= level else price >= level

    let best, worst = if isLong then h, l else l, h

    if opensWithOrders && stop |> Option.exists (loses o) then
        Some(BarrierHit.StopLoss, o, false)
    elif opensWithOrders && profit |> Option.exists (gains o) then
        Some(BarrierHit.ProfitTaking, o, false)
    else
        match stop |> Option.exists (loses worst), profit |> Option.exists (gains best) with
        | true, both -> Some(BarrierHit.StopLoss, stop.Value, both)
        | false, true -> Some(BarrierHit.ProfitTaking, profit.Value, false)
        | false, false -> None

/// One event: its trade, or why it has no label.
let outcome
    (settings: TripleBarrierSettings)
    (target: float)
    (finer: Bars option)
    (actions: CorporateActions)
    (bars: Bars)
    (side: Side)
    (t: int)
    (i: int)
    : BarrierOutcome =
    let axes = bars.Axes
    let count = axes.BarCount
    let entry = t + 1
    let isPresent (bars: Bars) bar i = not (Double.IsNaN bars.Close[bar, i])

    let isGone bar =
        [ 0..bar ] |> List.exists (fun b -> (delisting (actionsAt actions i b)).IsSome)

    let ohl (bars: Bars) bar i =
        bars.Open[bar, i], bars.High[bar, i], bars.Low[bar, i]

    if Double.IsNaN target then
        BarrierOutcome.Absent AbsentLabel.NoTarget
    elif target <= settings.MinimumTarget then
        BarrierOutcome.Absent AbsentLabel.SmallTarget
    elif entry >= count then
        BarrierOutcome.Absent AbsentLabel.EntryAfterData
    elif isGone entry then
        BarrierOutcome.Absent AbsentLabel.Delisted
    elif not (isPresent bars entry i) then
        BarrierOutcome.Absent AbsentLabel.NoEntryOpen
    else
        let paid = bars.Open[entry, i]
        let due = verticalBar settings.Vertical axes t

        let factor (isGain: bool) multiple =
            let isUp = isGain = (side = Side.Long)

            match settings.Scale with
            | BarrierScale.SimpleReturn when isUp -> 1.0 + multiple * target
            | BarrierScale.SimpleReturn -> 1.0 - multiple * target
            | BarrierScale.LogReturn when isUp -> Elementary.exp (multiple * target)
            | BarrierScale.LogReturn -> Elementary.exp (-(multiple * target))

        let stopOf position =
            match settings.StopLoss with
            | StopLoss.Trailing multiple -> Some(position.Best * factor false multiple)
            | _ -> position.Stop

        let close position hit bar price tie =
            let long = (price * position.Shares + position.Money) / paid - 1.0

            BarrierOutcome.Closed {
                Side = side
                EntryPrice = paid
                Hit = hit
                ExitBar = bar
                ExitPrice = price
                GrossReturn = (if side = Side.Long then long else -long)
                Tie = tie
            }

        /// The finer bars of a bar that reached both prices, one after the other.
        let look position bar =
            let inside =
                match finer with
                | None -> []
                | Some finer ->
                    let column = finer.Axes.IndexOf axes.Symbols[i]

                    [ 0 .. finer.Axes.BarCount - 1 ]
                    |> List.filter (fun k ->
                        column >= 0
                        && finer.Axes.Instant k > axes.Instant(bar - 1)
                        && finer.Axes.Instant k <= axes.Instant bar
                        && isPresent finer k column)
                    |> List.mapi (fun n k ->
                        reached
                            side
                            position.Profit
                            (stopOf position)
                            (bar > entry || n > 0)
                            (ohl finer k column))

            match List.tryPick id inside with
            | Some(hit, price, false) -> close position hit bar price BarrierTie.Resolved
            | _ -> close position BarrierHit.StopLoss bar (stopOf position).Value BarrierTie.Stopped

        let rec follow position bar =
            if bar >= count then
                BarrierOutcome.Absent AbsentLabel.OpenAtDataEnd
            else
                let today = if bar > entry then actionsAt actions i bar else []
                let position = restated today position

                match delisting today with
                | Some simpleReturn ->
                    let left = position.LastPrice * (1.0 + simpleReturn)
                    close position BarrierHit.Delisting bar left BarrierTie.None
                | None when isPresent bars bar i && bar >= due ->
                    let o = bars.Open[bar, i]

                    let hit =
                        match reached side position.Profit (stopOf position) true (o, o, o) with
                        | Some(hit, _, _) -> hit
                        | None -> BarrierHit.Vertical

                    close position hit bar o BarrierTie.None
                | None when isPresent bars bar i ->
                    match
                        reached
                            side
                            position.Profit
                            (stopOf position)
                            (bar > entry)
                            (ohl bars bar i)
                    with
                    | Some(_, _, true) -> look position bar
                    | Some(hit, price, false) -> close position hit bar price BarrierTie.None
                    | None ->
                        let best =
                            if side = Side.Long then
                                max position.Best bars.High[bar, i]
                            else
                                min position.Best bars.Low[bar, i]

                        follow
                            { position with LastPrice = bars.Close[bar, i]; Best = best }
                            (bar + 1)
                | None when bar = due + 5 ->
                    let unrecorded =
                        if side = Side.Long then
                            settings.DelistingReturnLong
                        else
                            settings.DelistingReturnShort

                    let left = position.LastPrice * (1.0 + unrecorded)
                    close position BarrierHit.Delisting bar left BarrierTie.None
                | None -> follow position (bar + 1)

        follow
            {
                Shares = 1.0
                Money = 0.0
                LastPrice = nan
                Profit =
                    match settings.ProfitTaking with
                    | ValueSome multiple -> Some(paid * factor true multiple)
                    | ValueNone -> None
                Stop =
                    match settings.StopLoss with
                    | StopLoss.Fixed multiple -> Some(paid * factor false multiple)
                    | _ -> None
                Best = paid
            }
            entry
