namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>The order that opens a position, sent after the close of the decision bar.</summary>
[<RequireQualifiedAccess; NoComparison>]
type BracketEntry =
    /// <summary>At the open of the next bar, whatever it is.</summary>
    | NextOpen
    /// <summary>
    /// At a better price than the decision's close: so many units away, 0 or more, for so many bars, at least 1.
    /// An open that is better still fills at the open.
    /// </summary>
    | Limit of distance: float * bars: int<bar>
    /// <summary>
    /// Once the price has gone the trade's own way: so many units from the decision's close, 0 or more, for so
    /// many bars, at least 1. An open beyond fills at the open.
    /// </summary>
    | Stop of distance: float * bars: int<bar>

/// <summary>A price at which a part of the position takes its profit.</summary>
[<Struct; NoComparison>]
type ProfitTarget = {
    /// <summary>Units from the entry price, above zero.</summary>
    Multiple: float
    /// <summary>The part of the entry's shares that leaves there, in (0, 1].</summary>
    Fraction: float
}

/// <summary>What is assumed of a bar that reached both prices, where finer bars do not tell.</summary>
[<RequireQualifiedAccess>]
type TiePolicy =
    /// <summary>The stop came first: the worse of the two.</summary>
    | StopFirst = 0
    /// <summary>The price nearer to the bar's open came first; the stop, should both be equally near.</summary>
    | NearerToOpenFirst = 1

/// <summary>A band from a model's own errors, at least so many mean true ranges wide.</summary>
[<NoComparison>]
type ErrorBand = {
    /// <summary>Residual deviations in the band, above zero.</summary>
    KSigmaErr: float
    /// <summary>
    /// Standard deviation of the model's residuals known at each close, a fraction of price, T x N: above zero,
    /// or NaN where not known.
    /// </summary>
    ResidualDeviation: Panel
    /// <summary>Mean true ranges that the band has at least, 0 or more.</summary>
    KAtrMinTp: float
    /// <summary>Bars of the mean true range, at least 1; not read when <c>KAtrMinTp</c> is 0.</summary>
    TrueRangeWindow: int<bar>
}

/// <summary>What the distances of a bracket are multiples of: a fraction of price known at the decision.</summary>
[<RequireQualifiedAccess; NoComparison>]
type BracketUnit =
    /// <summary>The same as a barrier's target.</summary>
    | Target of target: BarrierTarget
    /// <summary><c>max(kSigmaErr x residual deviation, kAtrMinTp x mean true range)</c>.</summary>
    | ErrorBand of band: ErrorBand

/// <summary>One parameter set: how trades are entered, sized and ended.</summary>
[<NoComparison>]
type BracketSettings = {
    /// <summary>The order that opens a position.</summary>
    Entry: BracketEntry
    /// <summary>
    /// Where profits are taken, nearest first, fractions of at most 1 in sum; none without such an order. What
    /// is left of the position ends by the stop or by time.
    /// </summary>
    ProfitTargets: IReadOnlyList<ProfitTarget>
    /// <summary>The order that ends the trade at a loss, in units from the entry price.</summary>
    StopLoss: StopLoss
    /// <summary>When the trade ends that reached no price, counted from the entry bar; none for never.</summary>
    TimeExit: VerticalBarrier voption
    /// <summary>What the distances are multiples of.</summary>
    Unit: BracketUnit
    /// <summary>A signal whose unit is not above this fraction of price is not followed; 0 or more, below 1.</summary>
    MinimumUnit: float
    /// <summary>How a multiple of the unit becomes a price.</summary>
    Scale: BarrierScale
    /// <summary>What is assumed where both prices were reached and finer bars do not tell.</summary>
    Ties: TiePolicy
    /// <summary>Loss from the entry to the stop, a fraction of equity, above zero, at most 1; not read without a stop.</summary>
    RiskPerTrade: float
    /// <summary>Largest notional of one entry, a fraction of equity, above zero; infinity for none.</summary>
    NotionalCap: float
    /// <summary>A signal of a smaller strength is not followed; 0 or more. A signal without strengths has 1.</summary>
    MinimumStrength: float
}

/// <summary>Usual brackets, those of barriers, and what is accepted.</summary>
[<RequireQualifiedAccess>]
module BracketSettings =

    /// <summary>One price at which the whole position takes its profit.</summary>
    /// <param name="multiple">Units from the entry price, above zero.</param>
    let oneTarget (multiple: float) : IReadOnlyList<ProfitTarget> =
        [| { Multiple = multiple; Fraction = 1.0 } |] :> IReadOnlyList<ProfitTarget>

    /// <summary>No profit is taken at a price.</summary>
    let noTarget: IReadOnlyList<ProfitTarget> = [||] :> IReadOnlyList<ProfitTarget>

    /// <summary>
    /// In at the next open, out at two daily volatilities either way or after ten bars; 1 % of equity at risk,
    /// at most the whole equity in one name; the stop first in doubt.
    /// </summary>
    let standard: BracketSettings = {
        Entry = BracketEntry.NextOpen
        ProfitTargets = oneTarget 2.0
        StopLoss = StopLoss.Fixed 2.0
        TimeExit = ValueSome(VerticalBarrier.Bars 10<bar>)
        Unit = BracketUnit.Target BarrierTarget.DailyVolatility
        MinimumUnit = 0.0
        Scale = BarrierScale.SimpleReturn
        Ties = TiePolicy.StopFirst
        RiskPerTrade = 0.01
        NotionalCap = 1.0
        MinimumStrength = 0.0
    }

    /// <summary>The bracket whose trades are those of triple-barrier labels, one position at a time.</summary>
    /// <param name="barriers">The barriers of the labels.</param>
    /// <param name="settings">Where the rest is taken from.</param>
    let withBarriers
        (barriers: TripleBarrierSettings)
        (settings: BracketSettings)
        : BracketSettings = {
        settings with
            Entry = BracketEntry.NextOpen
            ProfitTargets =
                match barriers.ProfitTaking with
                | ValueSome multiple -> oneTarget multiple
                | ValueNone -> noTarget
            StopLoss = barriers.StopLoss
            TimeExit = ValueSome barriers.Vertical
            Unit = BracketUnit.Target barriers.Target
            MinimumUnit = barriers.MinimumTarget
            Scale = barriers.Scale
            Ties = TiePolicy.StopFirst
    }

    /// <summary>Several prices at which parts of the position take their profit.</summary>
    /// <param name="multiples">Units from the entry price, rising, above zero.</param>
    /// <param name="fractions">The part that leaves at each, at most 1 in sum; empty for equal parts of the whole.</param>
    let targets
        (multiples: IReadOnlyList<float>)
        (fractions: IReadOnlyList<float>)
        : Result<IReadOnlyList<ProfitTarget>, Invalid> =
        let each = 1.0 / float (max 1 multiples.Count)

        let check =
            if fractions.Count = 0 then
                Ok()
            else
                Check.length "profitFractions" multiples.Count fractions.Count

        check
        |> Result.map (fun () ->
            Array.init multiples.Count (fun k -> {
                Multiple = multiples[k]
                Fraction = if fractions.Count = 0 then each else fractions[k]
            })
            :> IReadOnlyList<ProfitTarget>)

    /// Fractions may miss 1 by the rounding of a few decimals.
    let internal whole = 1.0 - 1e-12

    let private checkTargets (targets: IReadOnlyList<ProfitTarget>) : Result<unit, Invalid> =
        let fractions = targets |> Seq.sumBy _.Fraction

        let notFarther =
            seq { 1 .. targets.Count - 1 }
            |> Seq.tryFind (fun k -> not (targets[k].Multiple > targets[k - 1].Multiple))

        Check.all [
            for target in targets do
                Bounds.positiveAtMost Bounds.Multiple "profitTargets" target.Multiple
                Bounds.part "profitFractions" "" target.Fraction
            match notFarther with
            | Some k -> Error(Invalid.NotIncreasing("profitTargets", k))
            | None -> ()
            if fractions > 2.0 - whole then
                Error(Invalid.NotAccepted("profitFractions", fractions, "at most 1 in sum", ""))
        ]

    let private checkEntry (entry: BracketEntry) : Result<unit, Invalid> =
        let check (distance: float) (bars: int<bar>) =
            Check.all [
                Bounds.atMost Bounds.Multiple "entryDistance" distance
                Check.within "entryBars" 1.0 1_000_000.0 (float (int bars))
            ]

        match entry with
        | BracketEntry.NextOpen -> Ok()
        | BracketEntry.Limit(distance, bars)
        | BracketEntry.Stop(distance, bars) -> check distance bars

    /// Every distance as the barriers check theirs.
    let private checkShared (settings: BracketSettings) : Result<unit, Invalid> =
        let barriers = {
            TripleBarrierSettings.standard with
                ProfitTaking = ValueNone
                StopLoss = settings.StopLoss
                Vertical = ValueOption.defaultValue (VerticalBarrier.Bars 1<bar>) settings.TimeExit
                Target =
                    match settings.Unit with
                    | BracketUnit.Target target -> target
                    | BracketUnit.ErrorBand _ -> BarrierTarget.DailyVolatility
        }

        TripleBarrierSettings.check barriers

    /// <summary>The settings themselves when every one is in its range, else the first refusal.</summary>
    /// <param name="settings">Settings to check.</param>
    let create (settings: BracketSettings) : Result<BracketSettings, Invalid> =
        Check.all [
            checkEntry settings.Entry
            checkTargets settings.ProfitTargets
            checkShared settings
            match settings.Unit with
            | BracketUnit.ErrorBand band ->
                Bounds.positiveAtMost Bounds.Multiple "kSigmaErr" band.KSigmaErr
                Bounds.atMost Bounds.Multiple "kAtrMinTp" band.KAtrMinTp

                Check.within "trueRangeWindow" 1.0 1_000_000.0 (float (int band.TrueRangeWindow))
            | BracketUnit.Target _ -> ()
            Bounds.belowWhole "minimumUnit" settings.MinimumUnit
            if int settings.Ties < 0 || int settings.Ties > 1 then
                Error(
                    Invalid.Unknown(
                        "ties",
                        Text.number (float (int settings.Ties)),
                        "StopFirst, NearerToOpenFirst"
                    )
                )
            Bounds.limit Bounds.Weight "notionalCap" "" settings.NotionalCap
            match settings.StopLoss with
            | StopLoss.Absent when Double.IsPositiveInfinity settings.NotionalCap ->
                Error(
                    Invalid.Conflict(
                        "notionalCap",
                        "must be finite where there is no stop: nothing else gives a trade its size"
                    )
                )
            | StopLoss.Absent -> ()
            | _ -> Bounds.part "riskPerTrade" "1 % is written 0.01" settings.RiskPerTrade
            Check.notNegative "minimumStrength" settings.MinimumStrength
        ]
        |> Result.map (fun () -> settings)
