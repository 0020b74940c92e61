/// Brackets in the obvious slow way: every bar, every name, one after the other.
module Symphony.Core.Tests.BracketReference

open System

open Symphony.Core
open Symphony.Core.Tests.BracketBarReference

let run
    (settings: EngineSettings)
    (market: EngineMarket)
    (finer: Bars option)
    (signals: BracketSignals)
    (set: BracketSettings)
    : Outcome =
    let bars = market.Bars
    let axes = bars.Axes
    let width = axes.SymbolCount
    let slow = SlowMarket(settings, market, finer, signals, set)
    let unitAt t i = slow.UnitAt t i
    let signalAt t i = slow.SignalAt t i
    let present t i = slow.Present t i
    let kindsAt t i = slow.KindsAt t i
    let cashOf kinds = slow.CashOf kinds
    let ratioOf kinds = slow.RatioOf kinds
    let endingOf kinds = slow.EndingOf kinds
    let isGone t i = slow.IsGone t i
    let toLots shares = slow.ToLots shares
    let costOf b i decided size = slow.CostOf b i decided size
    let finerOf b i = slow.FinerOf b i
    let hasFiner i = slow.HasFiner i

    let factor = settings.CostMultiplier

    let judge = BarJudge set
    let away side isGain distance = judge.Away side isGain distance
    let stopMultiple = judge.StopMultiple
    let stopOf position = judge.StopOf position
    let gains side price level = judge.Gains side price level
    let loses side price level = judge.Loses side price level
    let bestOf side prices = judge.BestOf side prices
    let worstOf side prices = judge.WorstOf side prices
    let isLimit = judge.IsLimit

    let names = Array.create width { Order = None; Position = None; Last = 0.0 }
    let equity = Array.create axes.BarCount nan
    let mutable cash = settings.Equity
    let mutable exits: Exit list = []
    let mutable entries = 0
    let mutable ruined = false

    let isWhole = Seq.sumBy _.Fraction set.ProfitTargets >= 1.0 - 1e-12

    /// One exit of a position: what is left of it.
    let leave b i (position: Position) price hit =
        let isProfit = hit = BarrierHit.ProfitTaking && position.Profits.Length > 0

        let isDue =
            hit = BarrierHit.Vertical || hit = BarrierHit.Delisting || b >= position.Due

        let isLast = not isProfit || isDue || position.Profits.Length = 1 && isWhole
        let held = abs position.Shares

        let shares =
            if isLast then
                held
            else
                min
                    held
                    (toLots (snd position.Profits.Head * position.EntryShares * position.Ratio))

        let signed = if position.From.Side = Side.Long then -shares else shares

        let cost =
            if hit = BarrierHit.Delisting || shares = 0.0 then
                0.0
            else
                costOf b i position.From.DecidedAt (abs (signed * price))

        cash <- cash - signed * price - cost
        let part = shares / position.Ratio

        let earned =
            part
            * (price * position.Ratio + position.Dividends - position.Paid)
            * (if position.From.Side = Side.Long then 1.0 else -1.0)

        if shares > 0.0 then
            exits <-
                {
                    Entry = position.Number
                    Symbol = i
                    Side = position.From.Side
                    DecisionBar = position.From.DecidedAt
                    EntryBar = position.EntryBar
                    EntryPrice = position.Paid
                    Shares = part
                    ExitBar = b
                    ExitPrice = price
                    Hit = hit
                    Tie = position.Tie
                    GrossReturn =
                        TradeReturn.gross
                            position.From.Side
                            position.Paid
                            price
                            position.Ratio
                            position.Dividends
                    Net =
                        earned
                        - cost
                        - position.EntryCost * part / position.EntryShares
                        - part * position.Borrowed
                }
                :: exits

        if isLast then
            None
        else
            Some {
                position with
                    Shares = position.Shares + signed
                    Profits = position.Profits.Tail
            }

    let leaveAll b i (position: Position) (hits: (float * BarrierHit) list) =
        (Some position, hits)
        ||> List.fold (fun left (price, hit) ->
            left |> Option.bind (fun position -> leave b i position price hit))

    let note tie (position: Position) = { position with Tie = worse position.Tie tie }

    /// Finer bars after the position is there; the first of them may have no orders at its open.
    let rec inside b i (position: Position) rests finerBars =
        match finerBars with
        | [] -> Some position
        | (o, h, l, _) :: later ->
            let gap = if rests then judge.AtOpen position o else []
            let position = if gap.IsEmpty then position else note BracketTie.Resolved position

            match leaveAll b i position gap with
            | None -> None
            | Some position ->
                match judge.Within position (h, l) with
                | Stays -> inside b i position true later
                | Leaves hits ->
                    leaveAll b i (note BracketTie.Resolved position) hits
                    |> Option.bind (fun left -> inside b i left true later)
                | Unclear ->
                    let position = note BracketTie.Assumed position

                    leaveAll b i position (judge.Assumed position (o, h, l))
                    |> Option.bind (fun left -> inside b i left true later)

    /// A bar of a position that was there at its open.
    let bar b i (position: Position) : Position option =
        let o, h, l = bars.Open[b, i], bars.High[b, i], bars.Low[b, i]
        let gap = if b > position.EntryBar then judge.AtOpen position o else []

        match leaveAll b i position gap with
        | None -> None
        | Some position ->
            match judge.Within position (h, l) with
            | Stays -> Some position
            | Leaves hits -> leaveAll b i position hits
            | Unclear when hasFiner i ->
                match inside b i position (b > position.EntryBar) (finerOf b i) with
                | None -> None
                | Some left ->
                    let left = note BracketTie.Assumed left
                    leaveAll b i left [ (stopOf left).Value, BarrierHit.StopLoss ]
            | Unclear ->
                let position = note BracketTie.Assumed position
                leaveAll b i position (judge.Assumed position (o, h, l))

    /// The bar of a fill at the order's own price.
    let entryBar b i (position: Position) : Position option =
        let side = position.From.Side
        let o, h, l, c = bars.Open[b, i], bars.High[b, i], bars.Low[b, i], bars.Close[b, i]

        let decide position (h, l, c) tie =
            let mayLose, mustLose, mayGain, mustGain, last = judge.Sure position (h, l, c)

            if mustLose && not mayGain then
                leaveAll b i (note tie position) [ (stopOf position).Value, BarrierHit.StopLoss ],
                false
            elif not mayLose && (mustGain || not mayGain) then
                let taken = judge.HitsUpTo position last
                let position = if taken.IsEmpty then position else note tie position

                match leaveAll b i position taken with
                | None -> None, false
                | Some left ->
                    let more =
                        match left.Profits with
                        | (level, _) :: _ -> gains side (bestOf side (h, l)) level
                        | [] -> false

                    Some left, more
            else
                Some position, true

        match decide position (h, l, c) BracketTie.None with
        | None, _ -> None
        | Some left, false -> Some left
        | Some position, true when not (hasFiner i) ->
            let position = note BracketTie.Assumed position
            leaveAll b i position (judge.Guess position (o, h, l, c))
        | Some position, true ->
            let fills (_, h, l, _) =
                if isLimit then
                    loses side (worstOf side (h, l)) position.Paid
                else
                    gains side (bestOf side (h, l)) position.Paid

            match finerOf b i |> List.skipWhile (fills >> not) with
            | [] ->
                let position = note BracketTie.Assumed position
                leaveAll b i position (judge.Guess position (o, h, l, c))
            | (fo, fh, fl, fc) :: later ->
                let position = note BracketTie.Resolved position

                let after =
                    if
                        (if isLimit then
                             loses side fo position.Paid
                         else
                             gains side fo position.Paid)
                    then
                        inside b i position false [ fo, fh, fl, fc ]
                    else
                        match decide position (fh, fl, fc) BracketTie.Resolved with
                        | Some position, true ->
                            let position = note BracketTie.Assumed position
                            leaveAll b i position (judge.Guess position (fo, fh, fl, fc))
                        | left, _ -> left

                match after |> Option.bind (fun left -> inside b i left true later) with
                | None -> None
                | Some left ->
                    let isOver price =
                        stopOf left |> Option.exists (loses side price)

                    if isOver (if isLimit then worstOf side (h, l) else c) then
                        leaveAll b i (note BracketTie.Assumed left) [
                            (stopOf left).Value, BarrierHit.StopLoss
                        ]
                    else
                        let taken = judge.HitsUpTo left c

                        leaveAll
                            b
                            i
                            (if taken.IsEmpty then left else note BracketTie.Assumed left)
                            taken

    let open' b i (order: Order) price isWithin =
        names[i] <- { names[i] with Order = None }

        let due =
            match set.TimeExit with
            | ValueNone -> Int32.MaxValue
            | ValueSome vertical -> BarrierReference.verticalBar vertical axes (b - 1)

        let signed = if order.Side = Side.Long then order.Shares else -order.Shares

        let position = {
            Number = entries
            From = order
            EntryBar = b
            Paid = price
            Shares = signed
            EntryShares = order.Shares
            Ratio = 1.0
            Dividends = 0.0
            Borrowed = 0.0
            EntryCost = costOf b i order.DecidedAt (abs (signed * price))
            Profits = [
                for target in set.ProfitTargets ->
                    price * away order.Side true (target.Multiple * order.Unit), target.Fraction
            ]
            Stop =
                match set.StopLoss with
                | StopLoss.Fixed multiple ->
                    Some(price * away order.Side false (multiple * order.Unit))
                | _ -> None
            Best = price
            Tie = BracketTie.None
            Due = due
            MissingInARow = 0
        }

        if order.Shares > 0.0 then
            entries <- entries + 1
            cash <- cash - signed * price - position.EntryCost

        let left =
            if isWithin then
                entryBar b i position
                |> Option.map (fun left ->
                    let met =
                        if isLimit then
                            bars.Close[b, i]
                        else
                            bestOf order.Side (bars.High[b, i], bars.Low[b, i])

                    {
                        left with
                            Best =
                                (if order.Side = Side.Long then max price met else min price met)
                    })
            else
                bar b i position
                |> Option.map (fun left -> {
                    left with
                        Best =
                            if order.Side = Side.Long then
                                max price bars.High[b, i]
                            else
                                min price bars.Low[b, i]
                })

        names[i] <- { names[i] with Position = left }

    let happen b i =
        let kinds = kindsAt b i
        let ratio, paid = ratioOf kinds, cashOf kinds
        let name = names[i]
        let restated = max 0.0 (name.Last - paid) / ratio
        names[i] <- { name with Last = restated }

        match names[i].Position with
        | Some position ->
            cash <- cash + paid * position.Shares

            let position = {
                position with
                    Shares = position.Shares * ratio
                    Dividends = position.Dividends + position.Ratio * paid
                    Ratio = position.Ratio * ratio
                    Profits =
                        position.Profits |> List.map (fun (level, part) -> level / ratio, part)
                    Stop = position.Stop |> Option.map (fun level -> level / ratio)
                    Best = position.Best / ratio
                    MissingInARow = if present b i then 0 else position.MissingInARow + 1
            }

            let unrecorded =
                if position.From.Side = Side.Long then
                    settings.DelistingReturnLong
                else
                    settings.DelistingReturnShort

            let left =
                match endingOf kinds with
                | Some value -> leave b i position (restated * (1.0 + value)) BarrierHit.Delisting
                | None when position.Due = Int32.MaxValue && position.MissingInARow = 6 ->
                    leave b i position (restated * (1.0 + unrecorded)) BarrierHit.Delisting
                | None when
                    position.Due < Int32.MaxValue && b = position.Due + 5 && not (present b i)
                    ->
                    leave b i position (restated * (1.0 + unrecorded)) BarrierHit.Delisting
                | None when not (present b i) -> Some position
                | None when b >= position.Due ->
                    let o = bars.Open[b, i]

                    let hit =
                        match judge.AtOpen position o with
                        | (_, hit) :: _ -> hit
                        | [] -> BarrierHit.Vertical

                    leave b i position o hit
                | None ->
                    bar b i position
                    |> Option.map (fun left -> {
                        left with
                            Best =
                                if left.From.Side = Side.Long then
                                    max left.Best bars.High[b, i]
                                else
                                    min left.Best bars.Low[b, i]
                    })

            names[i] <- { names[i] with Position = left }
        | None ->
            match names[i].Order with
            | Some order ->
                // What was ordered for this bar knew its split.
                let isFirst = b = order.DecidedAt + 1

                let order = {
                    order with
                        Price = order.Price / ratio
                        Shares = if isFirst then order.Shares else order.Shares * ratio
                }

                names[i] <- { names[i] with Order = Some order }

                if present b i && not (isGone b i) then
                    let o, h, l = bars.Open[b, i], bars.High[b, i], bars.Low[b, i]

                    match set.Entry with
                    | BracketEntry.NextOpen -> open' b i order o false
                    | _ ->
                        let reached price =
                            if isLimit then
                                loses order.Side price order.Price
                            else
                                gains order.Side price order.Price

                        if reached o then
                            open' b i order o false
                        elif
                            reached (
                                if isLimit then
                                    worstOf order.Side (h, l)
                                else
                                    bestOf order.Side (h, l)
                            )
                        then
                            open' b i order order.Price true

                if names[i].Order.IsSome && b >= order.Last then
                    names[i] <- { names[i] with Order = None }
            | None -> ()

    let mark b =
        let mutable total = cash

        for i in 0 .. width - 1 do
            if present b i then
                names[i] <- { names[i] with Last = bars.Close[b, i] }

            match names[i].Position with
            | Some position -> total <- total + position.Shares * names[i].Last
            | None -> ()

        equity[b] <- total
        ruined <- total <= 0.0

    let decide b =
        let wanted = [
            for i in 0 .. width - 1 do
                match signalAt b i with
                | Some(side, strength) when
                    names[i].Order.IsNone
                    && names[i].Position.IsNone
                    && strength >= set.MinimumStrength
                    ->
                    let unit = unitAt b i
                    let kinds = if b + 1 < axes.BarCount then kindsAt (b + 1) i else []
                    let needsLiquidity = settings.ImpactCoefficient > 0.0

                    let isLiquid =
                        (not needsLiquidity && Double.IsPositiveInfinity settings.ParticipationCap
                         || market.AverageDailyNotional[b, i] > 0.0)
                        && not (needsLiquidity && Double.IsNaN market.DailyVolatility[b, i])

                    let hasPrice =
                        match set.Entry with
                        | BracketEntry.NextOpen -> names[i].Last > 0.0 && b + 1 < axes.BarCount
                        | _ -> present b i

                    if
                        unit > set.MinimumUnit
                        && b + 1 < axes.BarCount
                        && not (isGone (b + 1) i)
                        && hasPrice
                        && isLiquid
                    then
                        let close = bars.Close[b, i]

                        let price, bars, reference =
                            match set.Entry with
                            | BracketEntry.NextOpen ->
                                nan, 1, max 0.0 (names[i].Last - cashOf kinds) / ratioOf kinds
                            | BracketEntry.Limit(distance, bars) ->
                                let price = close * away side false (distance * unit)
                                price, int bars, price / ratioOf kinds
                            | BracketEntry.Stop(distance, bars) ->
                                let price = close * away side true (distance * unit)
                                price, int bars, price / ratioOf kinds

                        let most = min set.NotionalCap settings.PerNameCap * equity[b] / reference

                        let sized =
                            match stopMultiple with
                            | None -> most
                            | Some multiple ->
                                let loss = abs (away side false (multiple * unit) - 1.0)
                                min most (set.RiskPerTrade * equity[b] / (reference * loss))

                        let sized =
                            if Double.IsPositiveInfinity settings.ParticipationCap then
                                sized
                            else
                                min
                                    sized
                                    (settings.ParticipationCap * market.AverageDailyNotional[b, i]
                                     / reference)

                        let sized = if reference > 0.0 && Double.IsFinite sized then sized else 0.0

                        i,
                        reference,
                        {
                            DecidedAt = b
                            Side = side
                            Unit = unit
                            Price = price
                            Shares = sized
                            Costs = 0.0
                            Last = b + bars
                        }
                | _ -> ()
        ]

        let sumBy f =
            wanted |> List.fold (fun total one -> total + f one) 0.0

        let held =
            [ 0 .. width - 1 ]
            |> List.fold
                (fun total i ->
                    let holding =
                        match names[i].Position with
                        | Some position -> abs position.Shares * names[i].Last
                        | None -> 0.0

                    let resting =
                        match names[i].Order with
                        | Some order -> order.Shares * order.Price
                        | None -> 0.0

                    total + holding + resting)
                0.0

        let notional = sumBy (fun (_, reference, order) -> order.Shares * reference)
        let room = max 0.0 (settings.GrossCap * equity[b] - held)
        let ofGross = if notional > room then room / notional else 1.0

        let buys =
            sumBy (fun (i, reference, order) ->
                let n = order.Shares * reference
                if order.Side = Side.Long then n + costOf (b + 1) i b n else 0.0)

        let bought =
            [ 0 .. width - 1 ]
            |> List.fold
                (fun total i ->
                    match names[i].Order with
                    | Some order when order.Side = Side.Long ->
                        total + (order.Shares * order.Price + order.Costs)
                    | _ -> total)
                0.0

        let free = max 0.0 (cash - bought)
        let ofCash = if settings.MarginAllowed || buys <= free then 1.0 else free / buys

        for i, reference, order in wanted do
            let share = if order.Side = Side.Long then min ofGross ofCash else ofGross
            let shares = toLots (if share < 1.0 then order.Shares * share else order.Shares)
            let costs = if shares > 0.0 then costOf (b + 1) i b (shares * reference) else 0.0
            names[i] <- { names[i] with Order = Some { order with Shares = shares; Costs = costs } }

    let finance b =
        let days = axes.SessionDate b - axes.SessionDate(b - 1)

        if days > 0 then
            let before = cash

            for i in 0 .. width - 1 do
                match names[i].Position with
                | Some position when position.Shares < 0.0 ->
                    let rate =
                        Borrow.annualRate
                            (ReadOnlySpan(Seq.toArray settings.BorrowTiers))
                            market.AverageDailyNotional[b - 1, i]

                    let owed = factor * (-position.Shares * names[i].Last * rate)
                    let paid = owed * float days / 360.0
                    cash <- cash - paid

                    names[i] <- {
                        names[i] with
                            Position =
                                Some {
                                    position with
                                        Borrowed =
                                            position.Borrowed
                                            + paid * position.Ratio / -position.Shares
                                }
                    }
                | _ -> ()

            let rate = if before < 0.0 then settings.MarginRate else settings.CashRate
            cash <- cash + before * rate * float days / 360.0

    for b in 0 .. axes.BarCount - 1 do
        if not ruined then
            if b > 0 then
                finance b

            for i in 0 .. width - 1 do
                happen b i

            mark b

            if not ruined then
                decide b

    let stillOpen = [
        for i in 0 .. width - 1 do
            match names[i].Position with
            | Some position when position.Shares <> 0.0 ->
                let part = abs position.Shares / position.Ratio
                let price = names[i].Last

                {
                    Entry = position.Number
                    Symbol = i
                    Side = position.From.Side
                    DecisionBar = position.From.DecidedAt
                    EntryBar = position.EntryBar
                    EntryPrice = position.Paid
                    Shares = part
                    ExitBar = -1
                    ExitPrice = price
                    Hit = BarrierHit.None
                    Tie = position.Tie
                    GrossReturn =
                        TradeReturn.gross
                            position.From.Side
                            position.Paid
                            price
                            position.Ratio
                            position.Dividends
                    Net =
                        part
                        * (price * position.Ratio + position.Dividends - position.Paid)
                        * (if position.From.Side = Side.Long then 1.0 else -1.0)
                        - position.EntryCost * part / position.EntryShares
                        - part * position.Borrowed
                }
            | _ -> ()
    ]

    { Exits = List.rev exits; Open = stillOpen; Equity = equity }
