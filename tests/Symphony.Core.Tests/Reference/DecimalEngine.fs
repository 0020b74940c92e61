/// The engine's bar as its rules are written, sentence after sentence, in decimal: slow and obvious. It shares no arithmetic with the engine.
module Symphony.Core.Tests.Reference.DecimalEngine

open System

open Symphony.Core
open Symphony.Core.Tests.Reference.DecimalMarket

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
    IsRuined: bool
}

/// One trade: an order that filled, or a holding that ended.
type Trade = {
    Symbol: int
    Kind: TradeKind
    Shares: decimal
    /// Of one contract, in money.
    Price: decimal
    /// As the market quotes it.
    Quoted: decimal
    Cost: FillCost
}

/// Why a wanted trade could not be.
[<RequireQualifiedAccess>]
type Reason =
    | Ended
    | NoPrice
    | NoAdv
    | NoVolatility
    | NoFill
    | NoBorrow

/// One bar: the account at its close and all that happened since the close before.
type Bar = {
    Account: Account
    Borrow: decimal
    Margin: decimal
    Interest: decimal
    /// What one unit of cash earned.
    CashReturn: decimal
    Dividends: decimal
    Proceeds: decimal
    /// Delistings first, then fills, each in the order of the symbols.
    Trades: Trade list
    /// One for each name and reason.
    Untradable: Reason list
    LargeFills: int
}

let private free: FillCost = { Commission = 0m; Spread = 0m; Impact = 0m; Permanent = Some 0m }

/// "Targets are clipped per name, then by sector, gross and net (the larger side scaled)."
let private capped (settings: EngineSettings) (view: View) (weights: decimal list) : decimal list =
    let apply (cap: float) (clip: decimal -> decimal list -> decimal list) weights =
        match limit cap with
        | Some cap -> clip cap weights
        | None -> weights

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
    |> apply settings.PerNameCap perName
    |> apply settings.SectorCap sector
    |> apply settings.GrossCap gross
    |> apply settings.NetCap net

/// A holding after the actions of the next bar.
type private Opened = {
    Shares: decimal
    Price: decimal option
    Open: decimal
    Dividend: decimal
    /// The price a holding was closed at.
    ClosedAt: decimal option
    IsGone: bool
    HasEnded: bool
}

/// Part 1: actions effective at t+1.
let private openedAt (settings: EngineSettings) (view: View) (at: Account) : Opened list =
    let t = at.Bar

    view.Names
    |> List.map (fun i ->
        let announced = view.Announced (t + 1) i
        let held = at.Shares[i]
        let shares = held * announced.Ratio

        let price =
            at.Prices[i]
            |> Option.map (fun price -> max 0m ((price - announced.Dividend) / announced.Ratio))

        let hasEnded = at.Ended[i] || announced.Delisting.IsSome

        // "or without a bar for the 5 bars up to t"
        let isMissing =
            match at.Seen[i] with
            | Some seen -> t - seen >= settings.DelistedAfterMissingBars
            | None -> false

        let isGone = hasEnded || isMissing

        let simpleReturn =
            match announced.Delisting with
            | Some given -> given
            | None when shares > 0m -> decimal settings.DelistingReturnLong
            | None -> decimal settings.DelistingReturnShort

        let isClosed = isGone && shares <> 0m

        {
            Shares = if isClosed then 0m else shares
            Price = price
            Open = if isGone then 0m else at.Open[i] * announced.Ratio
            Dividend = held * announced.Dividend
            ClosedAt = if isClosed then Some(price.Value * (1m + simpleReturn)) else None
            IsGone = isGone
            HasEnded = hasEnded
        })

/// Toward zero to whole lots; whole but for rounding is whole.
let private toLots (settings: EngineSettings) (quantity: decimal) : decimal =
    if settings.LotSize > 0.0 then
        let lots = quantity / decimal settings.LotSize
        let nearest = Math.Round lots

        if nearest <> 0m && abs (lots - nearest) <= min 1e-6m (1e-9m * abs lots) then
            quantity
        else
            Math.Truncate lots * decimal settings.LotSize
    else
        quantity

/// What orders are sized at: equity, the cash buys may spend, prices and holdings.
type private Sizing = {
    Equity: decimal
    Cash: decimal
    Prices: decimal option list
    Held: decimal list
}

/// Part 4, first half: the shares wanted of every name.
let private wanted
    (settings: EngineSettings)
    (view: View)
    (t: int)
    (opened: Opened list)
    (sizing: Sizing)
    (weights: decimal list)
    : decimal list * Reason list =
    let admitted =
        weights
        |> List.mapi (fun i w ->
            if w = 0m then 0m, None
            elif opened[i].IsGone then 0m, Some Reason.Ended
            elif w < 0m && not (view.CanShort t i) then 0m, Some Reason.NoBorrow
            else w, None)

    let ordered =
        admitted
        |> List.map fst
        |> capped settings view
        |> List.mapi (fun i w ->
            match sizing.Prices[i] with
            | Some price when price > 0m ->
                let order = w * sizing.Equity / price - sizing.Held[i]
                let band = decimal settings.NoTradeBand * sizing.Equity
                (if abs (order * price) <= band then 0m else order), None
            | _ -> 0m, (if w <> 0m then Some Reason.NoPrice else None))

    List.map fst ordered, List.choose snd admitted @ List.choose snd ordered

/// Part 4, second half: the shares sent of every name.
let private sent
    (settings: EngineSettings)
    (view: View)
    (t: int)
    (sizing: Sizing)
    (wanted: decimal list)
    : decimal list * Reason list =
    let one i quantity =
        let adv = view.Adv t i

        let lacks =
            if not (Option.exists (fun price -> price > 0m) sizing.Prices[i]) then
                Some Reason.NoPrice
            elif settings.SizeAt = SizeAt.Fill && (view.F (t + 1) i).IsNone then
                Some Reason.NoFill
            elif view.UsesAdv && not (Option.exists (fun adv -> adv > 0m) adv) then
                Some Reason.NoAdv
            elif view.UsesSigma && (view.Sigma t i).IsNone then
                Some Reason.NoVolatility
            else
                None

        if quantity = 0m then
            0m, None
        elif lacks.IsSome then
            0m, lacks
        else
            let size =
                match limit settings.ParticipationCap with
                | Some share -> min (abs quantity) (share * adv.Value / sizing.Prices[i].Value)
                | None -> abs quantity

            let limited = if quantity < 0m then -size else size
            let covered = max 0m sizing.Held[i]

            if limited < -covered && not (view.CanShort t i) then
                toLots settings -covered, Some Reason.NoBorrow
            else
                toLots settings limited, None

    let limited = List.mapi one wanted
    let orders = List.map fst limited
    let reasons = List.choose snd limited

    if settings.MarginAllowed then
        orders, reasons
    else
        let notional i =
            orders[i] * Option.defaultValue 0m sizing.Prices[i]

        let costs i = view.CostKnown t i (abs (notional i))
        let buys = view.Names |> List.filter (fun i -> orders[i] > 0m)
        let sales = view.Names |> List.filter (fun i -> orders[i] < 0m)
        let needed = buys |> List.sumBy (fun i -> notional i + costs i)
        let got = sales |> List.sumBy (fun i -> -(notional i) - costs i)

        // A minimum fee does not shrink with its order: those of all buys are set aside.
        let fees = decimal buys.Length * view.MinimumFee

        let factor =
            if needed > 0m then
                max 0m (min 1m ((sizing.Cash + got - fees) / (needed - fees)))
            else
                1m

        let scaled quantity =
            if quantity > 0m && factor < 1m then
                toLots settings (quantity * factor)
            else
                quantity

        List.map scaled orders, reasons

let private worth (shares: decimal list) (prices: decimal option list) =
    List.map2 (fun s p -> if s = 0m then 0m else s * Option.get p) shares prices |> List.sum

/// One bar: the account at t and the decision of t (if any) to the account at t+1.
let private next
    (settings: EngineSettings)
    (view: View)
    (decision: decimal list option)
    (at: Account)
    : Bar =
    let t = at.Bar
    let names = view.Names
    let year = view.Year t

    // 1. Actions of t+1.
    let opened = openedAt settings view at
    let held = opened |> List.map _.Shares
    let dividends = opened |> List.sumBy _.Dividend

    let delisted = [
        for i in names do
            match opened[i].ClosedAt with
            | Some price -> {
                Symbol = i
                Kind = TradeKind.Delisting
                Shares = -at.Shares[i] * (view.Announced (t + 1) i).Ratio
                Price = price
                Quoted = view.Quoted i price
                Cost = free
              }
            | None -> ()
    ]

    let proceeds = delisted |> List.sumBy (fun trade -> -trade.Shares * trade.Price)
    let cashAtOpen = at.Cash + dividends + proceeds

    // 2. Financing is on the balances at close(t): those of `at`.
    let borrow =
        names
        |> List.sumBy (fun i ->
            if at.Shares[i] < 0m then
                -at.Shares[i] * at.Prices[i].Value * view.BorrowRate t i * year
            else
                0m)

    let margin = if at.Cash < 0m then -at.Cash * view.MarginRate t * year else 0m
    let interest = if at.Cash >= 0m then at.Cash * view.CashRate t * year else 0m
    let cash = cashAtOpen + interest - margin - borrow

    // 3. Mark to F(t+1), or the last price.
    let marks =
        names |> List.map (fun i -> view.F (t + 1) i |> Option.orElse opened[i].Price)

    let equityAtFill = cash + worth held marks

    let seen =
        names
        |> List.map (fun i -> if (view.Close (t + 1) i).IsSome then Some(t + 1) else at.Seen[i])

    let atFill = {
        Bar = t + 1
        Cash = cash
        Shares = held
        Prices = marks
        Seen = seen
        Ended = opened |> List.map _.HasEnded
        Open = opened |> List.map _.Open
        Equity = equityAtFill
        IsRuined = equityAtFill <= 0m
    }

    let bar = {
        Account = atFill
        Borrow = borrow
        Margin = margin
        Interest = interest
        CashReturn = view.CashRate t * year
        Dividends = dividends
        Proceeds = proceeds
        Trades = delisted
        Untradable = []
        LargeFills = 0
    }

    let sizing =
        match settings.SizeAt with
        | SizeAt.Decision -> {
            Equity = at.Equity
            Cash = cashAtOpen
            Prices = opened |> List.map _.Price
            Held = held
          }
        | _ -> { Equity = equityAtFill; Cash = cash; Prices = marks; Held = held }

    if atFill.IsRuined then
        bar
    else
        // 4. Orders.
        let wants, refused =
            match decision with
            | Some weights -> wanted settings view t opened sizing weights
            | None -> opened |> List.map _.Open, []

        let orders, limited = sent settings view t sizing wants
        let refused = refused @ limited

        // 5. Fills at F(t+1), and their costs.
        let fills = [
            for i in names do
                match view.F (t + 1) i with
                | Some price when orders[i] <> 0m -> {
                    Symbol = i
                    Kind = TradeKind.Fill
                    Shares = orders[i]
                    Price = price
                    Quoted = view.Quoted i price
                    Cost = view.CostPaid t i (abs (orders[i] * price))
                  }
                | _ -> ()
        ]

        let unfilled = [
            for i in names do
                if orders[i] <> 0m && (view.F (t + 1) i).IsNone then
                    Reason.NoFill
        ]

        let filled i =
            fills |> List.sumBy (fun fill -> if fill.Symbol = i then fill.Shares else 0m)

        let paid =
            fills |> List.sumBy (fun fill -> fill.Shares * fill.Price + fill.Cost.Total)

        let large =
            fills
            |> List.filter (fun fill ->
                match view.Adv t fill.Symbol with
                | Some adv ->
                    let most = decimal settings.ReportParticipationAbove * adv
                    abs (fill.Shares * fill.Price) > most
                | None -> false)

        // 6. Mark to close(t+1).
        let shares = names |> List.map (fun i -> held[i] + filled i)

        let closes =
            names |> List.map (fun i -> view.Close (t + 1) i |> Option.orElse marks[i])

        let equity = cash - paid + worth shares closes

        {
            bar with
                Account = {
                    atFill with
                        Cash = cash - paid
                        Shares = shares
                        Prices = closes
                        Open =
                            if settings.UnfilledPolicy = UnfilledPolicy.Carry then
                                names |> List.map (fun i -> wants[i] - filled i)
                            else
                                names |> List.map (fun _ -> 0m)
                        Equity = equity
                        IsRuined = equity <= 0m
                }
                Trades = delisted @ fills
                Untradable = refused @ unfilled
                LargeFills = large.Length
        }

let private still (account: Account) : Bar = {
    Account = account
    Borrow = 0m
    Margin = 0m
    Interest = 0m
    CashReturn = 0m
    Dividends = 0m
    Proceeds = 0m
    Trades = []
    Untradable = []
    LargeFills = 0
}

/// The account at the close of a bar that holds this cash and these shares.
let holding
    (settings: EngineSettings)
    (market: EngineMarket)
    (bar: int)
    (cash: decimal)
    (shares: decimal list)
    : Account =
    let view = View(market, settings)

    // What is known of prices by then: every bar's actions, then its close.
    let known, seen, ended =
        view.Names
        |> List.map (fun i ->
            List.fold
                (fun (price, seen, ended) t ->
                    let announced = view.Announced t i

                    let restated =
                        price
                        |> Option.map (fun price ->
                            max 0m ((price - announced.Dividend) / announced.Ratio))

                    let close = view.Close t i

                    Option.orElse restated close,
                    (if close.IsSome then Some t else seen),
                    ended || announced.Delisting.IsSome)
                (None, None, false)
                [ 0..bar ])
        |> List.unzip3

    let equity = cash + worth shares known

    {
        Bar = bar
        Cash = cash
        Shares = shares
        Prices = known
        Seen = seen
        Ended = ended
        Open = view.Names |> List.map (fun _ -> 0m)
        Equity = equity
        IsRuined = equity <= 0m
    }

/// Every bar from an account's to the last, or to ruin; the first is the account itself.
let resume
    (settings: EngineSettings)
    (market: EngineMarket)
    (decisions: Decisions)
    (start: Account)
    : Bar list =
    let view = View(market, settings)

    let decisionAt t =
        if decisions.IsDecided t then
            Some [ for w in decisions.Weights(t).ToArray() -> decimal w ]
        else
            None

    start
    |> List.unfold (fun at ->
        if at.IsRuined || not (view.HasBar(at.Bar + 1)) then
            None
        else
            let following = next settings view (decisionAt at.Bar) at
            Some(following, following.Account))
    |> List.append [ still start ]

/// Every bar from the first close, in cash, to the last bar, or to ruin.
let run (settings: EngineSettings) (market: EngineMarket) (decisions: Decisions) : Bar list =
    let nothing = List.replicate market.Axes.SymbolCount 0m

    holding settings market 0 (decimal settings.Equity) nothing
    |> resume settings market decisions
