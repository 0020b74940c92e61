namespace Symphony.Core.Interop

open System.Collections.Generic

open Symphony.Core

/// <summary>The engine's settings as a C# initialiser writes them; each starts at its default.</summary>
/// <remarks>Wherever <c>EngineSettings</c> are asked for, these can be given.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type BacktestSettings() =
    let standard = EngineSettings.standard

    /// <summary>Cash at the start, in money, above zero.</summary>
    member val Equity: float = standard.Equity with get, set

    /// <summary>A fraction of each fill's notional, not negative, below 0.5.</summary>
    member val Commission: float = standard.Commission with get, set

    /// <summary>The least commission of a fill, in money, not negative, below the equity; 0 for none.</summary>
    member val MinimumFee: float = standard.MinimumFee with get, set

    /// <summary>A fraction of each fill's notional, not negative, below 0.5.</summary>
    member val HalfSpread: float = standard.HalfSpread with get, set

    /// <summary>Y of the power law, dimensionless, from 0 to 1000; 0 turns impact off whatever the law.</summary>
    member val ImpactCoefficient: float = standard.ImpactCoefficient with get, set

    /// <summary>Which law impact follows.</summary>
    member val ImpactLaw: ImpactLaw = standard.ImpactLaw with get, set

    /// <summary>The power of participation in the power law, above zero, at most 1; 0.5 is the square root.</summary>
    member val ImpactExponent: float = standard.ImpactExponent with get, set

    /// <summary>The coefficients of <c>ImpactLaw.Almgren2005</c>; not read under another law.</summary>
    member val Almgren: AlmgrenImpact = standard.Almgren with get, set

    /// <summary>Borrow rates by dollar ADV: falling minimum ADV, the last from 0.</summary>
    member val BorrowTiers: IReadOnlyList<BorrowTier> = standard.BorrowTiers with get, set

    /// <summary>Simple rate a year on negative cash where the market has none per date, from -10 to 10.</summary>
    member val MarginRate: float = standard.MarginRate with get, set

    /// <summary>Whether buying may exceed cash and sales.</summary>
    member val MarginAllowed: bool = standard.MarginAllowed with get, set

    /// <summary>Simple rate a year on positive cash where the market has none per date, from -10 to 10.</summary>
    member val CashRate: float = standard.CashRate with get, set

    /// <summary>An order of at most this fraction of equity is not sent; below 1.</summary>
    member val NoTradeBand: float = standard.NoTradeBand with get, set

    /// <summary>Shares in a lot, above zero; 0 for fractional shares.</summary>
    member val LotSize: float = standard.LotSize with get, set

    /// <summary>Largest order as a fraction of dollar ADV, at most 1; infinity for none.</summary>
    member val ParticipationCap: float = standard.ParticipationCap with get, set

    /// <summary>What becomes of the part of an order that did not fill.</summary>
    member val UnfilledPolicy: UnfilledPolicy = standard.UnfilledPolicy with get, set

    /// <summary>When target weights become shares.</summary>
    member val SizeAt: SizeAt = standard.SizeAt with get, set

    /// <summary>Which price of the next bar orders fill at.</summary>
    member val FillAt: FillAt = standard.FillAt with get, set

    /// <summary>Largest absolute weight of one name; infinity for none.</summary>
    member val PerNameCap: float = standard.PerNameCap with get, set

    /// <summary>Largest sum of absolute weights in one sector; infinity for none.</summary>
    member val SectorCap: float = standard.SectorCap with get, set

    /// <summary>Largest sum of absolute weights; infinity for none.</summary>
    member val GrossCap: float = standard.GrossCap with get, set

    /// <summary>Largest absolute sum of weights, not negative; infinity for none.</summary>
    member val NetCap: float = standard.NetCap with get, set

    /// <summary>Simple return of a long in a name that ends without a record, from -1 to 10.</summary>
    member val DelistingReturnLong: float = standard.DelistingReturnLong with get, set

    /// <summary>Simple price return of a short in a name that ends without a record, from -1 to 10.</summary>
    member val DelistingReturnShort: float = standard.DelistingReturnShort with get, set

    /// <summary>Bars in a row without a row after which a name counts as ended, at least 1.</summary>
    member val DelistedAfterMissingBars: int = standard.DelistedAfterMissingBars with get, set

    /// <summary>Fills above this fraction of dollar ADV are counted, above zero.</summary>
    member val ReportParticipationAbove: float = standard.ReportParticipationAbove with get, set

    /// <summary>Factor on commission, minimum fee, half spread, impact and borrow, from 0 to 1000.</summary>
    member val CostMultiplier: float = standard.CostMultiplier with get, set

    /// <summary>The default settings.</summary>
    static member Standard: EngineSettings = EngineSettings.standard

    /// <summary>The defaults without any cost, rate or limit.</summary>
    static member Frictionless: EngineSettings = EngineSettings.frictionless

    /// <summary>The settings as the engine takes them, each checked.</summary>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A setting is out of its range.</exception>
    member this.ToEngineSettings() : EngineSettings =
        Refusal.ifNull "BorrowTiers" this.BorrowTiers

        EngineSettings.create {
            Equity = this.Equity
            Commission = this.Commission
            MinimumFee = this.MinimumFee
            HalfSpread = this.HalfSpread
            ImpactCoefficient = this.ImpactCoefficient
            ImpactLaw = this.ImpactLaw
            ImpactExponent = this.ImpactExponent
            Almgren = this.Almgren
            BorrowTiers = this.BorrowTiers
            MarginRate = this.MarginRate
            MarginAllowed = this.MarginAllowed
            CashRate = this.CashRate
            NoTradeBand = this.NoTradeBand
            LotSize = this.LotSize
            ParticipationCap = this.ParticipationCap
            UnfilledPolicy = this.UnfilledPolicy
            SizeAt = this.SizeAt
            FillAt = this.FillAt
            PerNameCap = this.PerNameCap
            SectorCap = this.SectorCap
            GrossCap = this.GrossCap
            NetCap = this.NetCap
            DelistingReturnLong = this.DelistingReturnLong
            DelistingReturnShort = this.DelistingReturnShort
            DelistedAfterMissingBars = this.DelistedAfterMissingBars
            ReportParticipationAbove = this.ReportParticipationAbove
            CostMultiplier = this.CostMultiplier
        }
        |> Refusal.orRaise

    /// <summary>The settings as the engine takes them, each checked.</summary>
    /// <param name="settings">Settings of an initialiser.</param>
    static member op_Implicit(settings: BacktestSettings) : EngineSettings =
        Refusal.ifNull "settings" settings
        settings.ToEngineSettings()
