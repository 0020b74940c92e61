/// What one bar does to a position, in the obvious slow way.
module Symphony.Core.Tests.BracketBarReference

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

/// Everything of one run.
type Outcome = { Exits: Exit list; Open: Exit list; Equity: float[] }

/// The less certain of two.
let worse a b =
    if a = BracketTie.Assumed || b = BracketTie.Assumed then BracketTie.Assumed
    elif a = BracketTie.Resolved || b = BracketTie.Resolved then BracketTie.Resolved
    else BracketTie.None

type Order = {
    DecidedAt: int
    Side: Side
    Unit: float
    Price: float
    Shares: float
    /// What its fill is expected to cost besides its notional.
    Costs: float
    Last: int
}

type Position = {
    Number: int
    From: Order
    EntryBar: int
    Paid: float
    /// Signed, today's.
    Shares: float
    EntryShares: float
    Ratio: float
    Dividends: float
    Borrowed: float
    EntryCost: float
    Profits: (float * float) list
    Stop: float option
    Best: float
    Tie: BracketTie
    Due: int
    MissingInARow: int
}

type Name = { Order: Order option; Position: Position option; Last: float }

/// What one bar, or one finer bar, does to a position.
type Step =
    | Stays
    | Leaves of (float * BarrierHit) list
    | Unclear

/// One parameter set before the bars it meets.
type BarJudge(set: BracketSettings) =

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

    member _.Away side isGain distance = away side isGain distance
    member _.StopMultiple = stopMultiple
    member _.StopOf position = stopOf position
    member _.Gains side (price: float) level = gains side price level
    member _.Loses side (price: float) level = loses side price level
    member _.BestOf side (prices: float * float) = bestOf side prices
    member _.WorstOf side (prices: float * float) = worstOf side prices
    member _.IsLimit = isLimit
    member _.Within position prices = within position prices
    member _.Assumed position prices = assumed position prices
    member _.AtOpen position price = atOpen position price
    member _.Sure position prices = sure position prices
    member _.HitsUpTo position price = hitsUpTo position price
    member _.Guess position prices = guess position prices

/// What a slow run reads of the market.
type SlowMarket
    (
        settings: EngineSettings,
        market: EngineMarket,
        finer: Bars option,
        signals: BracketSignals,
        set: BracketSettings
    ) =

    let bars = market.Bars
    let axes = bars.Axes

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

    member _.UnitAt t i = unitAt t i
    member _.SignalAt t i = signalAt t i
    member _.Present t i = present t i
    member _.KindsAt t i = kindsAt t i
    member _.CashOf kinds = cashOf kinds
    member _.RatioOf kinds = ratioOf kinds
    member _.EndingOf kinds = endingOf kinds
    member _.IsGone t i = isGone t i
    member _.ToLots shares = toLots shares
    member _.CostOf bar i decided size = costOf bar i decided size
    member _.FinerOf bar i = finerOf bar i
    member _.HasFiner i = hasFiner i
