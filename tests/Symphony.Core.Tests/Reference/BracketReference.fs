/// Brackets in the obvious slow way: every bar, every name, one after the other.
module Symphony.Core.Tests.BracketReference

open System

open Symphony.Core

/// What one exit left behind, as far as prices go, and its money.
type Exit = {
    Entry: int
    Symbol: int
    Side: Side
    DecisionBar: int
    EntryBar: int
    EntryPrice: float
    Shares: float
    ExitBar: int
    ExitPrice: float
    Hit: BarrierHit
    Tie: BracketTie
    GrossReturn: float
    Net: float
}

type private Order = {
    DecidedAt: int
    Side: Side
    Unit: float
    Price: float
    Shares: float
    Last: int
}

type private Position = {
    Number: int
    From: Order
    EntryBar: int
    Paid: float
    /// Signed, today's.
    Shares: float
    EntryShares: float
    Ratio: float
    Dividends: float
    /// The sums of one entry share, for its return.
    PlainDividends: float
    Borrowed: float
    EntryCost: float
    Profits: (float * float) list
    Stop: float option
    Best: float
    Tie: BracketTie
    Due: int
    MissingInARow: int
}

type private Name = { Order: Order option; Position: Position option; Last: float }

/// What one bar, or one finer bar, does to a position.
type private Step =
    | Stays
    | Leaves of (float * BarrierHit) list
    | Unclear

/// Everything of one run.
type Outcome = {
    Exits: Exit list
    Open: Exit list
    Equity: float[]
    Unfilled: int
    Cash: float
}

let private worse a b =
    if a = BracketTie.Assumed || b = BracketTie.Assumed then BracketTie.Assumed
    elif a = BracketTie.Resolved || b = BracketTie.Resolved then BracketTie.Resolved
    else BracketTie.None

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

    let orFail result =
        result |> Result.defaultWith (fun invalid -> failwith (string (invalid: Invalid)))

    let panel target =
        BarrierTargets.panel target market.Actions bars |> orFail

    let unitAt =
        match set.Unit with
        | BracketUnit.Target target ->
            let values = panel target
            fun t i -> values[t, i]
        | BracketUnit.ErrorBand band ->
            let ranges = panel (BarrierTarget.AverageTrueRange band.TrueRangeWindow)

            fun t i ->
                let error = band.KSigmaErr * band.ResidualDeviation[t, i]

                if band.KAtrMinTp = 0.0 then
                    error
                else
                    let range = band.KAtrMinTp * ranges[t, i]
                    if Double.IsNaN error || Double.IsNaN range then nan else max error range

    let signalAt =
        let found =
            [
                for n in 0 .. signals.Count - 1 do
                    let key = signals.Events.Bars.Span[n], signals.Events.Symbols.Span[n]
                    key, (signals.Events.Side n, signals.Strength n)
            ]
            |> Map.ofList

        fun t i -> Map.tryFind (t, i) found

    let present t i = not (Double.IsNaN bars.Close[t, i])

    let kindsAt t i =
        market.Actions.Array
        |> Array.filter (fun action -> action.Bar = t && action.Symbol = i)
        |> Array.map _.Kind
        |> List.ofArray

    let cashOf kinds =
        kinds
        |> List.sumBy (function
            | ActionKind.Dividend cash -> cash
            | _ -> 0.0)

    let ratioOf kinds =
        kinds
        |> List.tryPick (function
            | ActionKind.Split ratio -> Some ratio
            | _ -> None)
        |> Option.defaultValue 1.0

    let endingOf kinds =
        kinds
        |> List.tryPick (function
            | ActionKind.Delisting value -> Some value
            | _ -> None)

    let isGone t i =
        Seq.exists (fun b -> (endingOf (kindsAt b i)).IsSome) (seq { 0..t })

    let factor = settings.CostMultiplier

    let away side isGain distance =
        let isUp = isGain = (side = Side.Long)

        match set.Scale with
        | BarrierScale.SimpleReturn when isUp -> 1.0 + distance
        | BarrierScale.SimpleReturn -> 1.0 - distance
        | BarrierScale.LogReturn when isUp -> Elementary.exp distance
        | BarrierScale.LogReturn -> Elementary.exp -distance

    let stopMultiple =
        match set.StopLoss with
        | StopLoss.Absent -> None
        | StopLoss.Fixed multiple
        | StopLoss.Trailing multiple -> Some multiple

    let stopOf (position: Position) =
        match set.StopLoss, stopMultiple with
        | StopLoss.Trailing _, Some multiple ->
            Some(position.Best * away position.From.Side false (multiple * position.From.Unit))
        | _ -> position.Stop

    let gains side price level =
        if side = Side.Long then price >= level else price <= level

    let loses side price level =
        if side = Side.Long then price <= level else price >= level

    let bestOf side (h, l) = if side = Side.Long then h else l
    let worstOf side (h, l) = if side = Side.Long then l else h

    let isLimit =
        match set.Entry with
        | BracketEntry.Limit _ -> true
        | _ -> false

    let isNearer = set.Ties = TiePolicy.NearerToOpenFirst

    // A bar after its open, for a position that was there at its open.
    let within (position: Position) (h, l) =
        let side = position.From.Side
        let stop = stopOf position
        let isLoss = stop |> Option.exists (loses side (worstOf side (h, l)))

        let gained =
            position.Profits
            |> List.takeWhile (fun (level, _) -> gains side (bestOf side (h, l)) level)

        match isLoss, gained with
        | true, [] -> Leaves [ stop.Value, BarrierHit.StopLoss ]
        | true, _ -> Unclear
        | false, [] -> Stays
        | false, _ -> Leaves(gained |> List.map (fun (level, _) -> level, BarrierHit.ProfitTaking))

    let assumed (position: Position) (o, h, l) =
        let side = position.From.Side
        let stop = (stopOf position).Value

        let first =
            if isNearer then
                position.Profits
                |> List.takeWhile (fun (level, _) ->
                    gains side (bestOf side (h, l)) level && abs (level - o) < abs (stop - o))
                |> List.map (fun (level, _) -> level, BarrierHit.ProfitTaking)
            else
                []

        first @ [ stop, BarrierHit.StopLoss ]

    let atOpen (position: Position) o =
        let side = position.From.Side

        if stopOf position |> Option.exists (loses side o) then
            [ o, BarrierHit.StopLoss ]
        else
            position.Profits
            |> List.takeWhile (fun (level, _) -> gains side o level)
            |> List.map (fun _ -> o, BarrierHit.ProfitTaking)

    // The bar in which an order filled at its own price.
    let sure (position: Position) (h, l, c) =
        let side = position.From.Side
        let stop = stopOf position

        let isOver price =
            stop |> Option.exists (loses side price)

        let isHad price =
            match position.Profits with
            | (level, _) :: _ -> gains side price level
            | [] -> false

        let worst, best = worstOf side (h, l), bestOf side (h, l)
        let mayLose, mustLose = isOver worst, (if isLimit then isOver worst else isOver c)
        let last = if isLimit then c else best
        let mayGain, mustGain = isHad best, isHad last
        mayLose, mustLose, mayGain, mustGain, last

    let hitsUpTo (position: Position) price =
        position.Profits
        |> List.takeWhile (fun (level, _) -> gains position.From.Side price level)
        |> List.map (fun (level, _) -> level, BarrierHit.ProfitTaking)

    let guess (position: Position) (o, h, l, c) =
        let side = position.From.Side
        let mayLose, _, _, _, last = sure position (h, l, c)

        if isNearer then
            let reach = abs (position.Paid - o)

            let isLoss =
                mayLose
                && (isLimit
                    || loses side c (stopOf position).Value
                    || abs ((stopOf position).Value - o) > reach)

            let had =
                position.Profits
                |> List.takeWhile (fun (level, _) ->
                    gains side (bestOf side (h, l)) level
                    && (not isLimit || gains side c level || abs (level - o) > reach)
                    && not (isLoss && abs (level - o) >= abs ((stopOf position).Value - o)))
                |> List.map (fun (level, _) -> level, BarrierHit.ProfitTaking)

            let takesAll =
                had.Length = position.Profits.Length
                && Seq.sumBy _.Fraction set.ProfitTargets >= 1.0 - 1e-12
                && not had.IsEmpty

            if isLoss && not takesAll then
                had @ [ (stopOf position).Value, BarrierHit.StopLoss ]
            else
                had
        elif mayLose then
            [ (stopOf position).Value, BarrierHit.StopLoss ]
        else
            hitsUpTo position last

    let names = Array.create width { Order = None; Position = None; Last = 0.0 }
    let equity = Array.create axes.BarCount nan
    let mutable cash = settings.Equity
    let mutable exits: Exit list = []
    let mutable entries = 0
    let mutable unfilled = 0
    let mutable ruined = false

    let toLots shares =
        if settings.LotSize > 0.0 then
            let lots = shares / settings.LotSize
            let nearest = Math.Round lots

            if nearest <> 0.0 && abs (lots - nearest) <= min 1e-6 (1e-9 * abs lots) then
                shares
            else
                Math.Truncate lots * settings.LotSize
        else
            shares

    let costOf b i decided size =
        let known =
            market.AverageDailyNotional[b - 1, i] > 0.0
            && not (Double.IsNaN market.DailyVolatility[b - 1, i])

        let d = if known then b - 1 else decided
        let y = settings.ImpactCoefficient * factor

        let impact =
            if y = 0.0 then
                0.0
            else
                y
                * (market.DailyVolatility[d, i] / sqrt market.AverageDailyNotional[d, i]
                   * (size * sqrt size))

        size * (settings.Commission * factor + settings.HalfSpread * factor) + impact

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
                            position.PlainDividends
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

    let finerOf b i =
        match finer with
        | None -> []
        | Some finer ->
            let column = finer.Axes.IndexOf axes.Symbols[i]

            [
                for k in 0 .. finer.Axes.BarCount - 1 do
                    if
                        column >= 0
                        && b > 0
                        && finer.Axes.Instant k > axes.Instant(b - 1)
                        && finer.Axes.Instant k <= axes.Instant b
                        && not (Double.IsNaN finer.Close[k, column])
                    then
                        finer.Open[k, column],
                        finer.High[k, column],
                        finer.Low[k, column],
                        finer.Close[k, column]
            ]

    let hasFiner i =
        match finer with
        | Some finer -> finer.Axes.IndexOf axes.Symbols[i] >= 0
        | None -> false

    /// Finer bars after the position is there; the first of them may have no orders at its open.
    let rec inside b i (position: Position) rests finerBars =
        match finerBars with
        | [] -> Some position
        | (o, h, l, _) :: later ->
            let gap = if rests then atOpen position o else []
            let position = if gap.IsEmpty then position else note BracketTie.Resolved position

            match leaveAll b i position gap with
            | None -> None
            | Some position ->
                match within position (h, l) with
                | Stays -> inside b i position true later
                | Leaves hits ->
                    leaveAll b i (note BracketTie.Resolved position) hits
                    |> Option.bind (fun left -> inside b i left true later)
                | Unclear ->
                    let position = note BracketTie.Assumed position

                    leaveAll b i position (assumed position (o, h, l))
                    |> Option.bind (fun left -> inside b i left true later)

    /// A bar of a position that was there at its open.
    let bar b i (position: Position) : Position option =
        let o, h, l = bars.Open[b, i], bars.High[b, i], bars.Low[b, i]
        let gap = if b > position.EntryBar then atOpen position o else []

        match leaveAll b i position gap with
        | None -> None
        | Some position ->
            match within position (h, l) with
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
                leaveAll b i position (assumed position (o, h, l))

    /// The bar of a fill at the order's own price.
    let entryBar b i (position: Position) : Position option =
        let side = position.From.Side
        let o, h, l, c = bars.Open[b, i], bars.High[b, i], bars.Low[b, i], bars.Close[b, i]

        let decide position (h, l, c) tie =
            let mayLose, mustLose, mayGain, mustGain, last = sure position (h, l, c)

            if mustLose && not mayGain then
                leaveAll b i (note tie position) [ (stopOf position).Value, BarrierHit.StopLoss ],
                false
            elif not mayLose && (mustGain || not mayGain) then
                let taken = hitsUpTo position last
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
            leaveAll b i position (guess position (o, h, l, c))
        | Some position, true ->
            let fills (_, h, l, _) =
                if isLimit then
                    loses side (worstOf side (h, l)) position.Paid
                else
                    gains side (bestOf side (h, l)) position.Paid

            match finerOf b i |> List.skipWhile (fills >> not) with
            | [] ->
                let position = note BracketTie.Assumed position
                leaveAll b i position (guess position (o, h, l, c))
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
                            leaveAll b i position (guess position (fo, fh, fl, fc))
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
                        let taken = hitsUpTo left c

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
            PlainDividends = 0.0
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
                    PlainDividends = position.PlainDividends + position.Ratio * paid
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
                        match atOpen position o with
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
                    unfilled <- unfilled + 1
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
                        | BracketEntry.NextOpen ->
                            names[i].Last > 0.0 && b + 1 < axes.BarCount && present (b + 1) i
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
                    | Some order when order.Side = Side.Long -> total + order.Shares * order.Price
                    | _ -> total)
                0.0

        let free = max 0.0 (cash - bought)
        let ofCash = if settings.MarginAllowed || buys <= free then 1.0 else free / buys

        for i, _, order in wanted do
            let share = if order.Side = Side.Long then min ofGross ofCash else ofGross
            let shares = toLots (if share < 1.0 then order.Shares * share else order.Shares)
            names[i] <- { names[i] with Order = Some { order with Shares = shares } }

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
                            position.PlainDividends
                    Net =
                        part
                        * (price * position.Ratio + position.Dividends - position.Paid)
                        * (if position.From.Side = Side.Long then 1.0 else -1.0)
                        - position.EntryCost * part / position.EntryShares
                        - part * position.Borrowed
                }
            | _ -> ()
    ]

    {
        Exits = List.rev exits
        Open = stillOpen
        Equity = equity
        Unfilled = unfilled
        Cash = cash
    }
