/// The engine's bar as its rules are written, sentence after sentence, in decimal: slow and obvious. It shares no arithmetic with the engine.
module Symphony.Core.Tests.Reference.DecimalEngine

open System

open Symphony.Core

/// The account at a close.
type Account = {
    Bar: int
    Cash: decimal
    Shares: decimal list
    /// Last prices, restated; none before the first bar of a name.
    Prices: decimal option list
    /// The last bar of each name that has had one.
    Seen: int option list
    /// Names whose delisting record is effective.
    Ended: bool list
    /// Shares still wanted under Carry.
    Open: decimal list
    Equity: decimal
    Ruined: bool
}

let private sqrtOf (x: decimal) : decimal =
    if x = 0m then
        0m
    else
        let mutable root = decimal (Math.Sqrt(float x))

        for _ in 1..3 do
            root <- (root + x / root) / 2m

        root

let private number (x: float) : decimal option =
    if Double.IsNaN x then None else Some(decimal x)

type private View(market: EngineMarket, settings: EngineSettings) =
    let cell (panel: Panel) (t: int) i = number panel[t, i]
    let extras = market.Extras
    member _.N = market.Axes.SymbolCount
    member _.Close t i = cell market.Bars.Close t i

    member _.F t i =
        match settings.FillAt with
        | FillAt.Open -> cell market.Bars.Open t i
        | FillAt.Close -> cell market.Bars.Close t i
        | _ -> cell extras.FillPrices.Value t i

    member _.Sigma t i = cell market.DailyVolatility t i
    member _.Adv t i = cell market.AverageDailyNotional t i

    member _.CashRate t =
        match extras.CashRates with
        | ValueSome rates -> decimal rates[t]
        | ValueNone -> decimal settings.CashRate

    member _.MarginRate t =
        match extras.MarginRates with
        | ValueSome rates -> decimal rates[t]
        | ValueNone -> decimal settings.MarginRate

    member _.CanShort t i =
        match extras.BorrowRates with
        | ValueSome panel -> not (Double.IsNaN panel[t, i])
        | ValueNone -> true

    member view.BorrowRate t i =
        let tiers = settings.BorrowTiers |> Seq.toList
        let highest = tiers |> List.map _.AnnualRate |> List.max |> decimal

        match extras.BorrowRates with
        | ValueSome panel -> cell panel t i |> Option.defaultValue highest
        | ValueNone ->
            match view.Adv t i with
            | None -> highest
            | Some adv ->
                tiers
                |> List.find (fun tier -> adv >= decimal tier.MinimumAverageDailyNotional)
                |> _.AnnualRate
                |> decimal

    member _.Slippage t i =
        match extras.FillSlippage with
        | ValueSome panel -> decimal panel[t, i]
        | ValueNone -> 0m

    member _.Sector i = extras.Sectors.Value[i]

    member _.Actions t i = [
        for action in market.Actions.Array do
            if action.Bar = t && action.Symbol = i then
                action.Kind
    ]

    member _.Days t =
        decimal (market.Axes.SessionDate(t + 1) - market.Axes.SessionDate t)

    member _.HasBar t = t < market.Axes.BarCount

/// The cost of one fill of notional n.
let private cost (settings: EngineSettings) (slippage: decimal) sigma adv (n: decimal) : decimal =
    let times = decimal settings.CostMultiplier
    let size = abs n

    let impact =
        match sigma, adv with
        | Some sigma, Some adv when settings.ImpactCoefficient > 0.0 && adv > 0m ->
            decimal settings.ImpactCoefficient * (sigma / sqrtOf adv) * size * sqrtOf size
        | _ -> 0m

    times
    * (size * (decimal settings.Commission + decimal settings.HalfSpread + slippage) + impact)

/// "Targets are clipped per name, then by sector, gross and net (the larger side scaled)."
let private capped (settings: EngineSettings) (view: View) (weights: decimal list) : decimal list =
    let limit (cap: float) (apply: decimal -> decimal list -> decimal list) weights =
        if Double.IsPositiveInfinity cap then weights else apply (decimal cap) weights

    let perName cap =
        List.map (fun w ->
            if w > cap then cap
            elif w < -cap then -cap
            else w)

    let sector cap weights =
        let total s =
            weights
            |> List.indexed
            |> List.sumBy (fun (i, w) -> if view.Sector i = s then abs w else 0m)

        weights
        |> List.mapi (fun i w ->
            let gross = total (view.Sector i)
            if gross > cap then w * cap / gross else w)

    let gross cap weights =
        let total = weights |> List.sumBy abs
        weights |> List.map (fun w -> if total > cap then w * cap / total else w)

    let net cap weights =
        let longs = weights |> List.filter (fun w -> w > 0m) |> List.sum
        let shorts = weights |> List.filter (fun w -> w < 0m) |> List.sum |> abs

        weights
        |> List.map (fun w ->
            if longs - shorts > cap && w > 0m then w * (shorts + cap) / longs
            elif shorts - longs > cap && w < 0m then w * (longs + cap) / shorts
            else w)

    weights
    |> limit settings.PerNameCap perName
    |> limit settings.SectorCap sector
    |> limit settings.GrossCap gross
    |> limit settings.NetCap net

/// One bar: the account at t and the decision of t (if any) to the account at t+1.
let private next
    (settings: EngineSettings)
    (view: View)
    (decision: decimal list option)
    (at: Account)
    =
    let t = at.Bar
    let names = [ 0 .. view.N - 1 ]

    // 2. Financing is on the balances at close(t): taken before anything moves them.
    let borrow =
        names
        |> List.sumBy (fun i ->
            if at.Shares[i] < 0m then
                -at.Shares[i]
                * at.Prices[i].Value
                * view.BorrowRate t i
                * decimal settings.CostMultiplier
            else
                0m)

    let financing =
        let year = view.Days t / 360m

        if at.Cash < 0m then
            at.Cash * view.MarginRate t * year - borrow * year
        else
            at.Cash * view.CashRate t * year - borrow * year

    // 1. Actions of t+1.
    let opened = [
        for i in names do
            let kinds = view.Actions (t + 1) i

            let ratio =
                kinds
                |> List.tryPick (function
                    | ActionKind.Split r -> Some(decimal r)
                    | _ -> None)

            let dividend =
                kinds
                |> List.tryPick (function
                    | ActionKind.Dividend d -> Some(decimal d)
                    | _ -> None)

            let record =
                kinds
                |> List.tryPick (function
                    | ActionKind.Delisting r -> Some(decimal r)
                    | _ -> None)

            let ratio = defaultArg ratio 1m
            let dividend = defaultArg dividend 0m
            let cash = dividend * at.Shares[i]
            let shares = at.Shares[i] * ratio

            let price = at.Prices[i] |> Option.map (fun p -> max 0m ((p - dividend) / ratio))

            let isMissing =
                match at.Seen[i] with
                | Some seen -> t - seen >= settings.DelistedAfterMissingBars
                | None -> false

            let ended = at.Ended[i] || record.IsSome

            let closing =
                match record with
                | Some r -> Some r
                | None when ended || isMissing ->
                    if shares > 0m then
                        Some(decimal settings.DelistingReturnLong)
                    else
                        Some(decimal settings.DelistingReturnShort)
                | None -> None

            match closing with
            | Some r when shares <> 0m -> {|
                Cash = cash + shares * price.Value * (1m + r)
                Shares = 0m
                Price = price
                Open = 0m
                Gone = true
                Ended = ended
              |}
            | _ -> {|
                Cash = cash
                Shares = shares
                Price = price
                Open = (if ended || isMissing then 0m else at.Open[i] * ratio)
                Gone = ended || isMissing
                Ended = ended
              |}
    ]

    let cashBeforeFinancing = at.Cash + (opened |> List.sumBy _.Cash)

    // 3. Mark to F(t+1), or the last price.
    let marks =
        names
        |> List.map (fun i ->
            match view.F (t + 1) i with
            | Some f -> Some f
            | None -> opened[i].Price)

    let cash = cashBeforeFinancing + financing

    let worth (shares: decimal list) (prices: decimal option list) =
        List.map2 (fun s p -> if s = 0m then 0m else s * Option.get p) shares prices |> List.sum

    let held = opened |> List.map _.Shares
    let equityAtFill = cash + worth held marks

    let seen =
        names
        |> List.map (fun i -> if (view.Close (t + 1) i).IsSome then Some(t + 1) else at.Seen[i])

    if equityAtFill <= 0m then
        {
            at with
                Bar = t + 1
                Cash = cash
                Shares = held
                Prices = marks
                Ended = opened |> List.map _.Ended
                Equity = equityAtFill
                Ruined = true
        }
    else
        // 4. Orders.
        let sizing, prices, spendable =
            match settings.SizeAt with
            | SizeAt.Decision -> at.Equity, (opened |> List.map _.Price), cashBeforeFinancing
            | _ -> equityAtFill, marks, cash

        let isPriced i =
            match prices[i] with
            | Some p -> p > 0m
            | None -> false

        let wanted =
            match decision with
            | None -> opened |> List.map _.Open
            | Some weights ->
                let allowed =
                    weights
                    |> List.mapi (fun i w ->
                        if opened[i].Gone then 0m
                        elif w < 0m && not (view.CanShort t i) then 0m
                        else w)

                capped settings view allowed
                |> List.mapi (fun i w ->
                    if isPriced i then
                        let order = w * sizing / prices[i].Value - held[i]

                        if
                            abs (order * prices[i].Value) <= decimal settings.NoTradeBand * sizing
                        then
                            0m
                        else
                            order
                    else
                        0m)

        let usesAdv =
            settings.ImpactCoefficient > 0.0
            || not (Double.IsPositiveInfinity settings.ParticipationCap)

        // Whole but for rounding is whole.
        let toLots (q: decimal) =
            if settings.LotSize > 0.0 then
                let lots = q / decimal settings.LotSize

                let nearest = Math.Round lots

                if nearest <> 0m && abs (lots - nearest) <= min 1e-6m (1e-9m * abs lots) then
                    q
                else
                    Math.Truncate lots * decimal settings.LotSize
            else
                q

        let limited =
            wanted
            |> List.mapi (fun i q ->
                let adv = view.Adv t i

                let lacksAdv =
                    usesAdv
                    && (match adv with
                        | Some a -> a <= 0m
                        | None -> true)

                let lacksSigma = settings.ImpactCoefficient > 0.0 && (view.Sigma t i).IsNone
                let lacksFill = settings.SizeAt = SizeAt.Fill && (view.F (t + 1) i).IsNone

                if q = 0m || lacksAdv || lacksSigma || lacksFill then
                    0m
                else
                    let most =
                        if Double.IsPositiveInfinity settings.ParticipationCap then
                            abs q
                        else
                            decimal settings.ParticipationCap * adv.Value / prices[i].Value

                    let q =
                        if q > most then most
                        elif q < -most then -most
                        else q

                    let floor = if view.CanShort t i then q else max q (-(max 0m held[i]))
                    toLots (if q < 0m then floor else q))

        let orders =
            if settings.MarginAllowed then
                limited
            else
                let notional i =
                    limited[i] * (prices[i] |> Option.defaultValue 0m)

                let costOf i =
                    cost settings 0m (view.Sigma t i) (view.Adv t i) (notional i)

                let buys = names |> List.filter (fun i -> limited[i] > 0m)
                let sales = names |> List.filter (fun i -> limited[i] < 0m)

                let needed = buys |> List.sumBy (fun i -> notional i + costOf i)
                let got = sales |> List.sumBy (fun i -> -(notional i) - costOf i)

                let factor =
                    if needed > 0m then max 0m (min 1m ((spendable + got) / needed)) else 1m

                limited
                |> List.map (fun q -> if q > 0m && factor < 1m then toLots (q * factor) else q)

        // 5. Fills at F(t+1), and their costs.
        let fills =
            names |> List.map (fun i -> if (view.F (t + 1) i).IsSome then orders[i] else 0m)

        let paid =
            names
            |> List.sumBy (fun i ->
                if fills[i] = 0m then
                    0m
                else
                    let n = fills[i] * (view.F (t + 1) i).Value
                    n + cost settings (view.Slippage (t + 1) i) (view.Sigma t i) (view.Adv t i) n)

        let shares = List.map2 (+) held fills
        let cash = cash - paid

        // 6. Mark to close(t+1).
        let closes =
            names
            |> List.map (fun i ->
                match view.Close (t + 1) i with
                | Some close -> Some close
                | None -> marks[i])

        let equity = cash + worth shares closes

        {
            Bar = t + 1
            Cash = cash
            Shares = shares
            Prices = closes
            Seen = seen
            Ended = opened |> List.map _.Ended
            Open =
                if settings.UnfilledPolicy = UnfilledPolicy.Carry then
                    List.map2 (-) wanted fills
                else
                    wanted |> List.map (fun _ -> 0m)
            Equity = equity
            Ruined = equity <= 0m
        }

/// Every account from the first close to the last bar, or to ruin.
let run (settings: EngineSettings) (market: EngineMarket) (decisions: Decisions) : Account list =
    let view = View(market, settings)
    let names = [ 0 .. view.N - 1 ]

    let first = {
        Bar = 0
        Cash = decimal settings.Equity
        Shares = names |> List.map (fun _ -> 0m)
        Prices = names |> List.map (view.Close 0)
        Seen = names |> List.map (fun i -> view.Close 0 i |> Option.map (fun _ -> 0))
        Ended =
            names
            |> List.map (fun i ->
                view.Actions 0 i
                |> List.exists (function
                    | ActionKind.Delisting _ -> true
                    | _ -> false))
        Open = names |> List.map (fun _ -> 0m)
        Equity = decimal settings.Equity
        Ruined = false
    }

    let decisionAt t =
        if decisions.IsDecided t then
            Some [ for w in decisions.Weights(t).ToArray() -> decimal w ]
        else
            None

    first
    |> List.unfold (fun at ->
        if at.Ruined || not (view.HasBar(at.Bar + 1)) then
            None
        else
            let following = next settings view (decisionAt at.Bar) at
            Some(following, following))
    |> List.append [ first ]
