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

/// What one fill costs, by part.
type FillCost = {
    Commission: decimal
    Spread: decimal
    Impact: decimal
} with

    member this.Total = this.Commission + this.Spread + this.Impact

type View(market: EngineMarket, settings: EngineSettings) =
    let cell (panel: Panel) (t: int) i = number panel[t, i]
    let extras = market.Extras
    let times = decimal settings.CostMultiplier

    member _.Names = [ 0 .. market.Axes.SymbolCount - 1 ]
    member _.HasBar t = t < market.Axes.BarCount
    member _.Close t i = cell market.Bars.Close t i

    member _.F t i =
        match settings.FillAt with
        | FillAt.Open -> cell market.Bars.Open t i
        | FillAt.Close -> cell market.Bars.Close t i
        | _ -> cell extras.FillPrices.Value t i

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
                    | ActionKind.Dividend cash -> Some(decimal cash)
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

    /// The cost of a fill of this size of a name, decided at t. Slippage of the bar of the fill is not
    /// known when an order is sized.
    member private view.Cost (slippage: decimal) t i (size: decimal) : FillCost =
        let impact =
            match view.Sigma t i, view.Adv t i with
            | Some sigma, Some adv when settings.ImpactCoefficient > 0.0 && adv > 0m ->
                decimal settings.ImpactCoefficient * (sigma / sqrtOf adv) * size * sqrtOf size
            | _ -> 0m

        if size = 0m then
            { Commission = 0m; Spread = 0m; Impact = 0m }
        else
            {
                Commission = times * size * decimal settings.Commission
                Spread = times * size * (decimal settings.HalfSpread + slippage)
                Impact = times * impact
            }

    member view.CostKnown t i size = (view.Cost 0m t i size).Total

    member view.CostPaid t i size =
        let slippage =
            match extras.FillSlippage with
            | ValueSome panel -> decimal panel[t + 1, i]
            | ValueNone -> 0m

        view.Cost slippage t i size
