namespace Symphony.Core.Interop

open System.Collections.Generic

open Symphony.Core

/// <summary>When a quote of an option counts as a finding, as a C# initialiser writes it.</summary>
[<Sealed; AllowNullLiteral(false)>]
type OptionAuditOptions() =

    /// <summary>How the options may be exercised.</summary>
    member val Exercise: OptionExercise = OptionSettings.standard.Exercise with get, set

    /// <summary>By how much a price may lie beyond a bound without arbitrage, a share of the strike.</summary>
    member val BoundTolerance: float = OptionSettings.standard.BoundTolerance with get, set

    /// <summary>By how much call less put may differ from the line of its expiry, a share of the forward.</summary>
    member val ParityTolerance: float = OptionSettings.standard.ParityTolerance with get, set

    /// <summary>What 1 of a stated volatility is: 1, or 0.01 where the source states per cent.</summary>
    member val VolatilityUnit: float = OptionSettings.standard.VolatilityUnit with get, set

    /// <summary>The least volatility a year that is plausible, above zero.</summary>
    member val MinimumVolatility: float = OptionSettings.standard.MinimumVolatility with get, set

    /// <summary>The greatest, above the least.</summary>
    member val MaximumVolatility: float = OptionSettings.standard.MaximumVolatility with get, set

    member internal this.ToSettings() : OptionSettings = {
        Exercise = this.Exercise
        BoundTolerance = this.BoundTolerance
        ParityTolerance = this.ParityTolerance
        VolatilityUnit = this.VolatilityUnit
        MinimumVolatility = this.MinimumVolatility
        MaximumVolatility = this.MaximumVolatility
    }

/// <summary>What is wrong with quotes of options, or with their settlements.</summary>
[<AbstractClass; Sealed>]
type OptionChains private () =

    static let given (column: float[] | null) : float[] voption =
        match column with
        | null -> ValueNone
        | values -> ValueSome values

    /// <summary>Rows of the options on one underlying in order of time, as a source has them: any value may be wrong.</summary>
    /// <param name="underlying">Its symbol.</param>
    /// <param name="instants">Microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, as many, never decreasing.</param>
    /// <param name="expiries">The last day of each contract, epoch days.</param>
    /// <param name="strikes">Strikes.</param>
    /// <param name="areCalls">True for a call, false for a put.</param>
    /// <param name="bids">Bids, NaN where there is none.</param>
    /// <param name="asks">Asks, likewise.</param>
    /// <param name="marks">One price in place of bid and ask, NaN where there is none; null with quotes.</param>
    /// <param name="volatilities">Stated volatilities a year, in the unit that the options of the audit say, NaN where empty; null for none.</param>
    /// <param name="spots">The underlying's price at each row, NaN where empty; null for none.</param>
    /// <exception cref="RefusedException">Columns of unlike length, or rows out of order.</exception>
    static member Rows
        (
            underlying: string,
            instants: int64[],
            sessionDates: int[],
            expiries: int[],
            strikes: float[],
            areCalls: bool[],
            bids: float[],
            asks: float[],
            marks: float[] | null,
            volatilities: float[] | null,
            spots: float[] | null
        ) : OptionRows =
        Refusal.ifNull "underlying" underlying
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifNull "expiries" expiries
        Refusal.ifNull "strikes" strikes
        Refusal.ifNull "areCalls" areCalls
        Refusal.ifNull "bids" bids
        Refusal.ifNull "asks" asks

        OptionRows.create underlying instants sessionDates expiries strikes areCalls bids asks {
            Marks = given marks
            Volatilities = given volatilities
            Spots = given spots
        }
        |> Refusal.orRaise

    /// <summary>The audit of the options on some underlyings.</summary>
    /// <param name="chains">The rows, each underlying once.</param>
    /// <param name="options">Colours and repairs.</param>
    /// <param name="thresholds">When a quote counts as a finding.</param>
    /// <exception cref="RefusedException">A threshold out of range, an underlying twice, or none.</exception>
    static member Audit
        (chains: IEnumerable<OptionRows>, options: DataAuditOptions, thresholds: OptionAuditOptions)
        : AuditReport =
        Refusal.ifAnyNull "chains" chains
        Refusal.ifNull "options" options
        Refusal.ifNull "thresholds" thresholds

        OptionAudit.run
            WorkPlan.sequential
            (options.ToSettings())
            (thresholds.ToSettings())
            options.RepairList
            (Array.ofSeq chains)
        |> Refusal.orRaise
