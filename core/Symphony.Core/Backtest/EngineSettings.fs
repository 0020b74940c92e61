namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>When target weights become shares.</summary>
[<RequireQualifiedAccess>]
type SizeAt =
    /// <summary>At the decision: equity and close of bar t, all that an order sent before the open can know.</summary>
    | Decision = 0
    /// <summary>At the fill: equity and price of the fill itself; for research only.</summary>
    | Fill = 1

/// <summary>Which price of bar t+1 a decision of bar t fills at.</summary>
[<RequireQualifiedAccess>]
type FillAt =
    /// <summary>The next bar's open.</summary>
    | Open = 0
    /// <summary>The next bar's close.</summary>
    | Close = 1
    /// <summary>The next bar's price in the market's own panel of fill prices (VWAP, auction).</summary>
    | Panel = 2

/// <summary>What becomes of the part of an order that did not fill.</summary>
[<RequireQualifiedAccess>]
type UnfilledPolicy =
    /// <summary>It is forgotten.</summary>
    | Drop = 0
    /// <summary>It is tried again at each bar until the next decision.</summary>
    | Carry = 1

/// <summary>Everything that can be set about the engine's bar; <c>EngineSettings.standard</c> holds the defaults.</summary>
type EngineSettings = {
    /// <summary>Cash at the start, in money, above zero.</summary>
    Equity: float
    /// <summary>A fraction of each fill's notional, not negative, below 0.5; 0.5e-4 is half a basis point.</summary>
    Commission: float
    /// <summary>The least commission of a fill, in money, not negative, below the equity; 0 for none.</summary>
    MinimumFee: float
    /// <summary>A fraction of each fill's notional, not negative, below 0.5; 2.5e-4 is 2.5 basis points.</summary>
    HalfSpread: float
    /// <summary>
    /// Y of the power law, dimensionless, from 0 to 1000; 0 turns impact off whatever the law. It scales nothing
    /// else of <c>ImpactLaw.Almgren2005</c>.
    /// </summary>
    ImpactCoefficient: float
    /// <summary>Which law impact follows.</summary>
    ImpactLaw: ImpactLaw
    /// <summary>The power of participation in <c>ImpactLaw.Power</c>, above zero, at most 1; 0.5 is the square root.</summary>
    ImpactExponent: float
    /// <summary>The coefficients of <c>ImpactLaw.Almgren2005</c>; not read under another law.</summary>
    Almgren: AlmgrenImpact
    /// <summary>Borrow rates by dollar ADV: falling minimum ADV, the last from 0.</summary>
    BorrowTiers: IReadOnlyList<BorrowTier>
    /// <summary>Simple rate a year on negative cash where the market has none per date, from -10 to 10.</summary>
    MarginRate: float
    /// <summary>Whether buying may exceed cash and sales; without it buys are scaled down.</summary>
    MarginAllowed: bool
    /// <summary>Simple rate a year on positive cash where the market has none per date, from -10 to 10.</summary>
    CashRate: float
    /// <summary>An order of at most this fraction of equity is not sent, below 1; 0 sends all.</summary>
    NoTradeBand: float
    /// <summary>Shares in a lot, above zero; 0 for fractional shares.</summary>
    LotSize: float
    /// <summary>Largest order as a fraction of dollar ADV, above zero, at most 1; infinity for none.</summary>
    ParticipationCap: float
    /// <summary>What becomes of the part of an order that did not fill.</summary>
    UnfilledPolicy: UnfilledPolicy
    /// <summary>When target weights become shares.</summary>
    SizeAt: SizeAt
    /// <summary>Which price of the next bar orders fill at.</summary>
    FillAt: FillAt
    /// <summary>Largest absolute weight of one name, above zero; infinity for none.</summary>
    PerNameCap: float
    /// <summary>Largest sum of absolute weights in one sector, above zero; infinity for none.</summary>
    SectorCap: float
    /// <summary>Largest sum of absolute weights, above zero; infinity for none.</summary>
    GrossCap: float
    /// <summary>Largest absolute sum of weights, not negative; infinity for none.</summary>
    NetCap: float
    /// <summary>Simple return of a long in a name that ends without a record, from -1 to 10.</summary>
    DelistingReturnLong: float
    /// <summary>Simple price return of a short in a name that ends without a record, from -1 to 10.</summary>
    DelistingReturnShort: float
    /// <summary>Bars in a row without a row after which a name counts as ended, at least 1.</summary>
    DelistedAfterMissingBars: int
    /// <summary>Fills above this fraction of dollar ADV are counted, above zero.</summary>
    ReportParticipationAbove: float
    /// <summary>Factor on commission, minimum fee, half spread, impact and borrow, from 0 to 1000; 1 leaves them.</summary>
    CostMultiplier: float
}

/// <summary>The defaults, and the check that every run makes first.</summary>
[<RequireQualifiedAccess>]
module EngineSettings =

    /// <summary>The defaults: nothing is silently free.</summary>
    /// <remarks>
    /// Equity 10,000,000; commission 0.5 bp, no minimum; half spread 2.5 bp; square-root impact, Y 1; borrow 50, 100 or 200 bp a year by
    /// ADV; margin 600 bp, allowed; cash 0; no band, lots, caps; unfilled parts are dropped; sized at the
    /// decision, filled at the next open; a name that ends loses longs 30 % and shorts nothing.
    /// </remarks>
    let standard: EngineSettings = {
        Equity = 10e6
        Commission = 0.5e-4
        MinimumFee = 0.0
        HalfSpread = 2.5e-4
        ImpactCoefficient = 1.0
        ImpactLaw = ImpactLaw.Power
        ImpactExponent = PowerImpact.SquareRoot
        Almgren = AlmgrenImpact.standard
        BorrowTiers = Borrow.standardTiers
        MarginRate = 0.06
        MarginAllowed = true
        CashRate = 0.0
        NoTradeBand = 0.0
        LotSize = 0.0
        ParticipationCap = infinity
        UnfilledPolicy = UnfilledPolicy.Drop
        SizeAt = SizeAt.Decision
        FillAt = FillAt.Open
        PerNameCap = infinity
        SectorCap = infinity
        GrossCap = infinity
        NetCap = infinity
        DelistingReturnLong = -0.3
        DelistingReturnShort = 0.0
        DelistedAfterMissingBars = 5
        ReportParticipationAbove = 0.1
        CostMultiplier = 1.0
    }

    /// <summary>The defaults without any cost, rate or limit: what the prices alone would have given.</summary>
    let frictionless: EngineSettings = {
        standard with
            Commission = 0.0
            HalfSpread = 0.0
            ImpactCoefficient = 0.0
            BorrowTiers = Borrow.flat 0.0
            MarginRate = 0.0
    }

    /// Lost is at most all; what is gained at the end of a name is no tenfold.
    let private delistingReturn (parameter: string) (value: float) : Result<unit, Invalid> =
        Check.finite parameter value
        |> Result.bind (fun () -> Check.within parameter -1.0 10.0 value)

    /// A net cap of 0 asks for longs as large as shorts.
    let private netCap (value: float) : Result<unit, Invalid> =
        if value = 0.0 then Ok()
        elif value < 0.0 then Error(Invalid.Negative("NetCap", value))
        else Bounds.limit Bounds.Weight "NetCap" "" value

    let private minimumFee (settings: EngineSettings) : Result<unit, Invalid> =
        Check.notNegative "MinimumFee" settings.MinimumFee
        |> Result.bind (fun () ->
            if settings.MinimumFee < settings.Equity then
                Ok()
            else
                Error(
                    Invalid.Conflict(
                        "MinimumFee",
                        $"{Text.number settings.MinimumFee} for each fill is no less than the whole Equity, {Text.number settings.Equity}"
                    )
                ))

    let private known
        (parameter: string)
        (accepted: string)
        (value: int)
        (count: int)
        : Result<unit, Invalid> =
        if value >= 0 && value < count then
            Ok()
        else
            Error(Invalid.Unknown(parameter, Text.number (float value), accepted))

    /// A cap on a part that lies above the cap on the whole could never be reached: one of the two is not
    /// what was meant.
    let private fitsInto
        (part: string)
        (partCap: float)
        (whole: string)
        (wholeCap: float)
        : Result<unit, Invalid> =
        if not (Double.IsPositiveInfinity partCap) && partCap > wholeCap then
            Error(
                Invalid.Conflict(
                    part,
                    $"{Text.number partCap} can never be reached: {whole} is {Text.number wholeCap}"
                )
            )
        else
            Ok()

    let private caps (settings: EngineSettings) : Result<unit, Invalid> =
        Check.all [
            fitsInto "PerNameCap" settings.PerNameCap "SectorCap" settings.SectorCap
            fitsInto "PerNameCap" settings.PerNameCap "GrossCap" settings.GrossCap
            fitsInto "SectorCap" settings.SectorCap "GrossCap" settings.GrossCap
            fitsInto "NetCap" settings.NetCap "GrossCap" settings.GrossCap
        ]

    /// <summary>The settings themselves when every one is in its range, else the first refusal.</summary>
    /// <param name="settings">Settings to check.</param>
    /// <remarks>
    /// Where a unit is easily mistaken the range is closed above too: commission and half spread below 0.5 of
    /// notional each, rates within 10 a year, the band below 1, the participation cap at most 1, a minimum fee
    /// below the equity, finite caps at most 1,000,000, Y and the cost multiplier at most 1,000.
    /// Caps contradict, and are refused, where a part may be larger than its whole: the cap of a name above
    /// that of a sector or the gross cap, of a sector or of the net above the gross cap.
    /// </remarks>
    let create (settings: EngineSettings) : Result<EngineSettings, Invalid> =
        Check.all [
            Bounds.positiveAtMost Bounds.Money "Equity" settings.Equity
            Bounds.costFraction "Commission" settings.Commission
            minimumFee settings
            Bounds.costFraction "HalfSpread" settings.HalfSpread
            Bounds.atMost Bounds.Factor "ImpactCoefficient" settings.ImpactCoefficient
            known "ImpactLaw" "Power, Almgren2005" (int settings.ImpactLaw) 2
            Bounds.part "ImpactExponent" "" settings.ImpactExponent
            AlmgrenImpact.check settings.Almgren
            Borrow.check settings.BorrowTiers
            Bounds.annualRate "MarginRate" settings.MarginRate
            Bounds.annualRate "CashRate" settings.CashRate
            Bounds.belowWhole "NoTradeBand" settings.NoTradeBand
            Bounds.atMost Bounds.Money "LotSize" settings.LotSize
            Bounds.limit 1.0 "ParticipationCap" "10 % is written 0.1" settings.ParticipationCap
            known "UnfilledPolicy" "Drop, Carry" (int settings.UnfilledPolicy) 2
            known "SizeAt" "Decision, Fill" (int settings.SizeAt) 2
            known "FillAt" "Open, Close, Panel" (int settings.FillAt) 3
            Bounds.limit Bounds.Weight "PerNameCap" "" settings.PerNameCap
            Bounds.limit Bounds.Weight "SectorCap" "" settings.SectorCap
            Bounds.limit Bounds.Weight "GrossCap" "" settings.GrossCap
            netCap settings.NetCap
            caps settings
            delistingReturn "DelistingReturnLong" settings.DelistingReturnLong
            delistingReturn "DelistingReturnShort" settings.DelistingReturnShort
            Check.positive "DelistedAfterMissingBars" (float settings.DelistedAfterMissingBars)
            Bounds.limit
                Bounds.Weight
                "ReportParticipationAbove"
                ""
                settings.ReportParticipationAbove
            Bounds.atMost Bounds.Factor "CostMultiplier" settings.CostMultiplier
        ]
        |> Result.map (fun () -> settings)

    /// <summary>The coefficients of a fill's cost under these settings, the cost multiplier included.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <remarks>
    /// All there is to a fill's cost under the square-root law without a minimum fee; the minimum fee, another
    /// exponent and another law come on top of these.
    /// </remarks>
    let tradingCost (settings: EngineSettings) : TradingCost =
        TradingCost.scale settings.CostMultiplier {
            Commission = settings.Commission
            HalfSpread = settings.HalfSpread
            ImpactCoefficient = settings.ImpactCoefficient
        }

    /// Whether a name must have a dollar ADV to trade: only where some setting uses it.
    /// Borrow by tier does not ask for it: an unknown ADV pays the highest rate.
    let internal needsAverageDailyNotional (settings: EngineSettings) : bool =
        settings.ImpactCoefficient > 0.0
        || not (Double.IsPositiveInfinity settings.ParticipationCap)

    /// Whether a name must have a volatility to trade. The multiplier does not matter here, so that
    /// the same decisions trade the same names at every multiple of the costs.
    let internal needsVolatility (settings: EngineSettings) : bool =
        settings.ImpactCoefficient > 0.0
