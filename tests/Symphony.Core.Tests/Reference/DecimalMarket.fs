/// A market and settings as the engine's rules speak of them, in decimal: a number that is not known is none.
module Symphony.Core.Tests.Reference.DecimalMarket

open System

open Symphony.Core

let number (x: float) : decimal option =
    if Double.IsNaN x then None else Some(decimal x)

/// None where infinity stands for no limit.
let limit (x: float) : decimal option =
    if Double.IsPositiveInfinity x then None else Some(decimal x)

let sqrtOf (x: decimal) : decimal =
    if x = 0m then
        0m
    else
        let mutable root = decimal (Math.Sqrt(float x))

        for _ in 1..3 do
            root <- (root + x / root) / 2m

        root

/// What was announced for a name and a bar.
type Announced = { Ratio: decimal; Dividend: decimal; Delisting: decimal option }

let power (x: decimal) (exponent: float) : decimal = decimal (Math.Pow(float x, exponent))

/// What one fill costs, by part; the permanent impact is a part of the impact, none where it is not known.
type FillCost = {
    Commission: decimal
    Spread: decimal
    Impact: decimal
    Permanent: decimal option
} with

    member this.Total = this.Commission + this.Spread + this.Impact

/// Prices and dividends are of one contract in money.
type View(market: EngineMarket, settings: EngineSettings) =
    let cell (panel: Panel) (t: int) i = number panel[t, i]
    let extras = market.Extras
    let times = decimal settings.CostMultiplier
    let multiplier i = decimal market.ContractMultipliers[i]

    let price (panel: Panel) t i =
        cell panel t i |> Option.map (fun quoted -> quoted * multiplier i)

    member _.Names = [ 0 .. market.Axes.SymbolCount - 1 ]
    member _.HasBar t = t < market.Axes.BarCount
    member _.Quoted i money = money / multiplier i
    member _.Close t i = price market.Bars.Close t i

    member _.F t i =
        match settings.FillAt with
        | FillAt.Open -> price market.Bars.Open t i
        | FillAt.Close -> price market.Bars.Close t i
        | _ -> price extras.FillPrices.Value t i

    member _.Sigma t i = cell market.DailyVolatility t i
    member _.Adv t i = cell market.AverageDailyNotional t i
    member _.Sector i = extras.Sectors.Value[i]

    /// The share of a year of 360 days from bar t to the next.
    member _.Year t =
        decimal (market.Axes.SessionDate(t + 1) - market.Axes.SessionDate t) / 360m

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

    /// A recalled share, and a name of unknown ADV, pay the highest rate of the tiers.
    member view.BorrowRate t i =
        let tiers = settings.BorrowTiers |> Seq.toList
        let highest = tiers |> List.map _.AnnualRate |> List.max |> decimal

        times
        * match extras.BorrowRates with
          | ValueSome panel -> cell panel t i |> Option.defaultValue highest
          | ValueNone ->
              match view.Adv t i with
              | None -> highest
              | Some adv ->
                  tiers
                  |> List.find (fun tier -> adv >= decimal tier.MinimumAverageDailyNotional)
                  |> _.AnnualRate
                  |> decimal

    member _.Announced t i =
        let kinds = [
            for action in market.Actions.Array do
                if action.Bar = t && action.Symbol = i then
                    action.Kind
        ]

        let pick choose = List.tryPick choose kinds

        {
            Ratio =
                pick (function
                    | ActionKind.Split ratio -> Some(decimal ratio)
                    | _ -> None)
                |> Option.defaultValue 1m
            Dividend =
                pick (function
                    | ActionKind.Dividend cash -> Some(decimal cash * multiplier i)
                    | _ -> None)
                |> Option.defaultValue 0m
            Delisting =
                pick (function
                    | ActionKind.Delisting simpleReturn -> Some(decimal simpleReturn)
                    | _ -> None)
        }

    /// Whether a name without dollar ADV, or without volatility, cannot trade.
    member _.UsesAdv =
        settings.ImpactCoefficient > 0.0
        || not (Double.IsPositiveInfinity settings.ParticipationCap)

    member _.UsesSigma = settings.ImpactCoefficient > 0.0

    /// The last price known at the close of t, restated for what has happened since it was made.
    member view.LastPrice t i : decimal option =
        List.fold
            (fun known u ->
                let announced: Announced = view.Announced u i

                let restated =
                    known
                    |> Option.map (fun known ->
                        max 0m ((known - announced.Dividend) / announced.Ratio))

                view.Close u i |> Option.orElse restated)
            None
            [ 0..t ]

    /// The least commission of a fill, in money.
    member _.MinimumFee = times * decimal settings.MinimumFee

    /// Permanent and whole impact of a fill of this size, decided at t, in money.
    member private view.Impact t i (size: decimal) : decimal option * decimal =
        match view.Sigma t i, view.Adv t i with
        | Some sigma, Some adv when settings.ImpactCoefficient > 0.0 && adv > 0m ->
            let share = size / adv

            match settings.ImpactLaw with
            | ImpactLaw.Almgren2005 ->
                let law = settings.Almgren

                // I = gamma sigma (X/V) (Theta/V)^(1/4); shares over shares is money over money.
                let permanent =
                    extras.SharesOutstanding
                    |> ValueOption.toOption
                    |> Option.bind (fun panel -> cell panel t i)
                    |> Option.map2
                        (fun price shares ->
                            let kept = power (shares * price / adv) 0.25
                            decimal law.Gamma * sigma * share * kept)
                        (view.LastPrice t i)

                // J = eta sigma |X/(V T)|^(3/5)
                let temporary =
                    decimal law.Eta * sigma * power (share / decimal law.DurationDays) 0.6

                let half = permanent |> Option.map (fun kept -> size * kept / 2m)
                half, Option.defaultValue 0m half + size * temporary
            | _ when settings.ImpactExponent = 0.5 ->
                let root = sqrtOf size
                Some 0m, decimal settings.ImpactCoefficient * (sigma / sqrtOf adv) * size * root
            | _ ->
                let fraction = sigma * power share settings.ImpactExponent
                Some 0m, decimal settings.ImpactCoefficient * size * fraction
        | _ -> Some 0m, 0m

    /// The cost of a fill of this size of a name, decided at t. Slippage of the bar of the fill is not
    /// known when an order is sized.
    member private view.Cost (slippage: decimal) t i (size: decimal) : FillCost =
        if size = 0m then
            { Commission = 0m; Spread = 0m; Impact = 0m; Permanent = Some 0m }
        else
            let permanent, impact = view.Impact t i size

            {
                Commission = max view.MinimumFee (times * size * decimal settings.Commission)
                Spread = times * size * (decimal settings.HalfSpread + slippage)
                Impact = times * impact
                Permanent =
                    if settings.CostMultiplier = 0.0 then
                        Some 0m
                    else
                        permanent |> Option.map (fun part -> times * part)
            }

    member view.CostKnown t i size = (view.Cost 0m t i size).Total

    member view.CostPaid t i size =
        let slippage =
            match extras.FillSlippage with
            | ValueSome panel -> decimal panel[t + 1, i]
            | ValueNone -> 0m

        view.Cost slippage t i size
