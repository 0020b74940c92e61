namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>What the same decisions make of one size of account.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CapacityRow internal (equity: float, result: BacktestResult, summary: PerformanceSummary) =

    let turnover = Turnover.ofBacktest result

    let orNull (value: float voption) : Nullable<float> =
        match value with
        | ValueSome number -> Nullable number
        | ValueNone -> Nullable()

    let basisPoints (part: CostPart) : Nullable<float> =
        let row = result.CostTable |> Seq.find (fun row -> row.Part = part)
        row.BasisPointsOfTurnover

    let impact = basisPoints CostPart.Impact
    let finalEquity = result.FinalState.Equity
    let status = result.Status
    let isRuined = status = RunStatus.Ruined
    let ruinBar = if isRuined then result.FinalState.Bar else -1
    let fillCount = result.FillCount
    let largeFillCount = result.LargeFillCount

    /// A run that ended in ruin has no figure of a year: its returns stop where its money did.
    let unlessRuined (value: float voption) : Nullable<float> =
        if isRuined then Nullable() else orNull value

    member internal _.Summary: PerformanceSummary = summary

    /// <summary>True when nothing was left before the last bar: no figure a year then, no ratio and no probability.</summary>
    member _.IsRuined: bool = isRuined

    /// <summary>The bar at which nothing was left; null unless ruined.</summary>
    member _.RuinBar: Nullable<int> = if isRuined then Nullable ruinBar else Nullable()

    /// <summary>Equity at the start, in money.</summary>
    member _.Equity: float = equity

    /// <summary>Equity at the last close, in money.</summary>
    member _.FinalEquity: float = finalEquity

    /// <summary>Whether the run came to its last bar.</summary>
    member _.Status: RunStatus = status

    /// <summary>The compounded return a year, a fraction; null without returns or after ruin.</summary>
    member _.AnnualReturn: Nullable<float> = unlessRuined summary.AnnualReturn

    /// <summary>Standard deviation of returns a year, a fraction; null of fewer than two returns or after ruin.</summary>
    member _.AnnualVolatility: Nullable<float> = unlessRuined summary.AnnualVolatility

    /// <summary>The deepest fall from a peak, a fraction, at most 0.</summary>
    member _.MaximumDrawdown: float = summary.MaximumDrawdown

    /// <summary>Sharpe ratio a year in excess of cash, after all costs; null of fewer than two or of constant returns, or after ruin.</summary>
    member _.SharpeRatio: Nullable<float> = unlessRuined summary.SharpeRatio

    /// <summary>The probability that the true Sharpe ratio is above 0, in [0, 1]; null without a ratio.</summary>
    member _.ProbabilisticSharpeRatio: Nullable<float> =
        unlessRuined summary.ProbabilisticSharpeRatio

    /// <summary>The probability that it is above what the best of the trials reaches by luck, in [0, 1]; null without a ratio.</summary>
    member _.DeflatedSharpeRatio: Nullable<float> =
        unlessRuined summary.DeflatedSharpeRatio

    /// <summary>Fill notional over equity, two-sided, a year; null without returns or a calendar, or after ruin.</summary>
    member _.TurnoverPerYear: Nullable<float> = unlessRuined turnover.TwoSidedPerYear

    /// <summary>All costs over equity, a year, a fraction; null without returns or a calendar, or after ruin.</summary>
    member _.CostPerYear: Nullable<float> = unlessRuined turnover.CostPerYear

    /// <summary>All costs in basis points of fill notional; null when nothing was traded.</summary>
    member _.CostBasisPointsOfTurnover: Nullable<float> =
        orNull turnover.CostBasisPointsOfTurnover

    /// <summary>Market impact in basis points of fill notional; null when nothing was traded.</summary>
    member _.ImpactBasisPointsOfTurnover: Nullable<float> = impact

    /// <summary>How many orders filled.</summary>
    member _.FillCount: int64 = fillCount

    /// <summary>The share of fills above the settings' <c>ReportParticipationAbove</c> of dollar ADV, in [0, 1]; null when nothing was traded.</summary>
    member _.LargeFillShare: Nullable<float> =
        if fillCount > 0L then
            Nullable(float largeFillCount / float fillCount)
        else
            Nullable()

/// Where ratios of larger and larger accounts come down to a level.
[<RequireQualifiedAccess>]
module internal SharpeDecline =

    /// The place of the highest ratio, the first of several; -1 where there is none.
    let best (ratios: float voption[]) : int =
        let mutable found = -1
        let mutable highest = -infinity

        for k in 0 .. ratios.Length - 1 do
            match ratios[k] with
            | ValueSome ratio when ratio > highest ->
                highest <- ratio
                found <- k
            | _ -> ()

        found

    /// The first account after a place at which the ratio is down to a level, on straight lines in the
    /// logarithm of equity; null where it stays above, or a ratio is missing before.
    let crossing
        (start: int)
        (level: float)
        (equities: float[])
        (ratios: float voption[])
        : Nullable<float> =
        let rec next k =
            if k + 1 >= ratios.Length then
                Nullable()
            else
                match ratios[k], ratios[k + 1] with
                | ValueSome above, ValueSome below when below <= level ->
                    let low = Elementary.log equities[k]
                    let high = Elementary.log equities[k + 1]
                    let share = (above - level) / (above - below)
                    Nullable(Elementary.exp (low + share * (high - low)))
                | ValueSome _, ValueSome _ -> next (k + 1)
                | _ -> Nullable()

        next start

/// <summary>What the same decisions make of larger and larger accounts.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CapacityCurve internal (rows: CapacityRow[], trials: TrialSummary, settings: EngineSettings) =

    /// A ruined run has no ratio.
    let ratioOf (row: CapacityRow) : float voption =
        if row.IsRuined then ValueNone else row.Summary.SharpeRatio

    let ratios = rows |> Array.map ratioOf
    let best = SharpeDecline.best ratios
    let equities = rows |> Array.map _.Equity

    let crossing (level: float -> float) =
        if best >= 0 && ratios[best].Value > 0.0 then
            SharpeDecline.crossing best (level ratios[best].Value) equities ratios
        else
            Nullable()

    let half = crossing (fun ratio -> 0.5 * ratio)
    let zero = crossing (fun _ -> 0.0)

    /// <summary>One row for each size of account, the smallest first.</summary>
    member _.Rows: IReadOnlyList<CapacityRow> = ReadOnlyCollection rows

    /// <summary>The trials behind the deflated ratios.</summary>
    member _.Trials: TrialSummary = trials

    /// <summary>The participation above which fills count as large, a fraction of dollar ADV.</summary>
    member _.ReportParticipationAbove: float = settings.ReportParticipationAbove

    /// <summary>The account of the highest Sharpe ratio, in money; null when no run has one.</summary>
    member _.BestEquity: Nullable<float> =
        if best < 0 then Nullable() else Nullable rows[best].Equity

    /// <summary>The highest Sharpe ratio a year of all accounts; null when no run has one.</summary>
    member _.BestSharpeRatio: Nullable<float> =
        if best < 0 then Nullable() else Nullable ratios[best].Value

    /// <summary>The account at which the highest Sharpe ratio has halved, in money; null when it does not within the rows, or is not above 0.</summary>
    /// <remarks>
    /// Between two rows a straight line in the logarithm of equity, from the best account upwards. A ruined
    /// run has no ratio: the curve ends before it.
    /// </remarks>
    member _.HalfSharpeEquity: Nullable<float> = half

    /// <summary>The account at which the Sharpe ratio comes down to 0, in money; null when it does not within the rows, or never was above 0.</summary>
    /// <remarks>Between two rows as for <c>HalfSharpeEquity</c>.</remarks>
    member _.ZeroSharpeEquity: Nullable<float> = zero

/// <summary>How much money decisions can carry before impact takes their edge.</summary>
[<RequireQualifiedAccess>]
module Capacity =

    /// <summary>Accounts from 100,000 to 10 billion, two to each step of ten, and this one among them, in rising order.</summary>
    /// <param name="equity">The account in money, above zero.</param>
    let standardEquities (equity: float) : IReadOnlyList<float> =
        [| 1e5; 3e5; 1e6; 3e6; 1e7; 3e7; 1e8; 3e8; 1e9; 3e9; 1e10; equity |]
        |> Array.distinct
        |> Array.sort
        |> ReadOnlyCollection
        :> IReadOnlyList<float>

    let private checkEquities (equities: IReadOnlyList<float>) : Result<unit, Invalid> =
        let late =
            Seq.tryFind
                (fun k -> not (equities[k] > equities[k - 1]))
                (seq { 1 .. equities.Count - 1 })

        Check.all [
            if equities.Count = 0 then
                Error(Invalid.Empty "equities")
            for equity in equities do
                Check.positive "equities" equity
            match late with
            | Some k -> Error(Invalid.NotIncreasing("equities", k))
            | None -> ()
        ]

    /// One run for each equity, from the account that this size starts with.
    let private curveWith
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialSummary)
        (equities: IReadOnlyList<float>)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (lastBar: int)
        (start: Engine -> float -> Result<EngineState, Invalid>)
        : Result<CapacityCurve, Invalid> =
        let atEquity (equity: float) : Result<CapacityRow, Invalid> =
            Engine.create { settings with Equity = equity } market
            |> Result.bind (fun engine ->
                start engine equity
                |> Result.bind (Loop.resume engine decisions TradeRecording.Totals lastBar))
            |> Result.map (fun result ->
                CapacityRow(equity, result, PerformanceSummary.ofBacktest trials result))

        checkEquities equities
        |> Result.bind (fun () ->
            let made: Result<CapacityRow, Invalid> voption[] =
                Array.create equities.Count ValueNone

            schedule equities.Count (fun k -> made[k] <- ValueSome(atEquity equities[k]))

            let rows = List<CapacityRow>()

            let rec next k =
                if k = made.Length then
                    Ok(CapacityCurve(rows.ToArray(), trials, settings))
                else
                    match made[k] with
                    | ValueSome(Ok row) ->
                        rows.Add row
                        next (k + 1)
                    | ValueSome(Error invalid) -> Error invalid
                    | ValueNone ->
                        Error(Invalid.Conflict("schedule", $"piece {k} of the work was not done"))

            next 0)

    /// <summary>One run of the same decisions for each size of account, each from cash.</summary>
    /// <param name="schedule">Carries out independent pieces; see <c>Schedule</c>. It changes no bit.</param>
    /// <param name="trials">The trials behind the decisions, for the deflated ratio.</param>
    /// <param name="equities">Accounts in money, above zero, rising; <c>standardEquities</c> for the usual ones.</param>
    /// <param name="settings">The engine's settings; their equity is not used.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <remarks>
    /// Costs that grow with size are impact, and what participation caps and lots leave undone; commission
    /// and spread are the same fraction of any account. Refused as a run of the engine would be.
    /// </remarks>
    let curve
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialSummary)
        (equities: IReadOnlyList<float>)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<CapacityCurve, Invalid> =
        curveWith schedule trials equities settings market decisions lastBar (fun engine _ ->
            Engine.inCash firstBar engine)

    /// <summary>One run of the same decisions for each size of account, each a multiple of one account's cash and shares.</summary>
    /// <param name="schedule">Carries out independent pieces; see <c>Schedule</c>. It changes no bit.</param>
    /// <param name="trials">The trials behind the decisions, for the deflated ratio.</param>
    /// <param name="equities">Accounts in money, above zero, rising.</param>
    /// <param name="settings">The engine's settings; their equity is not used.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="account">The account whose cash and shares are multiplied, without open orders; its bar is the first.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <remarks>
    /// A size is the account's equity times a factor, and so are its cash and each holding: what it holds at the start
    /// was not paid for here at any size. The account's own equity gives its own run, bit for bit.
    /// </remarks>
    let curveFrom
        (schedule: int -> (int -> unit) -> unit)
        (trials: TrialSummary)
        (equities: IReadOnlyList<float>)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (account: EngineState)
        (lastBar: int)
        : Result<CapacityCurve, Invalid> =
        if account.OpenOrdersArray |> Array.exists (fun order -> order <> 0.0) then
            Error(Invalid.Conflict("account", "must have no open orders: they have no other size"))
        else
            curveWith
                schedule
                trials
                equities
                settings
                market
                decisions
                lastBar
                (fun engine equity ->
                    if equity = account.Equity then
                        Ok account
                    else
                        // Shares of equity, so that cash alone is the size itself to the last bit.
                        let at (held: float) = equity * (held / account.Equity)

                        engine
                        |> Engine.holding
                            account.Bar
                            (at account.Cash)
                            (account.SharesArray |> Array.map at))
