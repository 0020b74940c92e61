namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>From signals to positions, as a C# initialiser writes it; each setting starts at its default.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SignalOptions() =
    let standard = SignalSettings.standard

    /// <summary>Most positions at one time, at least 1.</summary>
    member val MaximumPositions: int = standard.MaximumPositions with get, set

    /// <summary>Sum of absolute weights of a full book, a fraction of equity, above zero, at most 1000.</summary>
    member val Gross: float = standard.Gross with get, set

    /// <summary>How large a position is.</summary>
    member val Sizing: SignalSizing = standard.Sizing with get, set

    /// <summary>What becomes of a position when a signal enters the other side.</summary>
    member val OppositeEntry: OppositeEntry = standard.OppositeEntry with get, set

    /// <summary>What entering and leaving one side at the same bar means.</summary>
    member val Conflict: SignalConflict = standard.Conflict with get, set

    /// <summary>At which bars there is a decision.</summary>
    member val Rebalance: SignalRebalance = standard.Rebalance with get, set

    /// <summary>What one position of a full book is worth at the start, in money.</summary>
    /// <param name="settings">The engine's settings, for the equity.</param>
    member this.SlotNotional(settings: EngineSettings) : float =
        Refusal.ifNull "settings" settings
        SignalSettings.notional (this.ToSettings()) settings.Equity

    member internal this.ToSettings() : SignalSettings = {
        MaximumPositions = this.MaximumPositions
        Gross = this.Gross
        Sizing = this.Sizing
        OppositeEntry = this.OppositeEntry
        Conflict = this.Conflict
        Rebalance = this.Rebalance
    }

/// <summary>Scores at which names are entered and left, as a C# initialiser writes them.</summary>
/// <remarks>Both sides alike until something else is set: long above 0, short below 0.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type ScoreThresholds() =

    /// <summary>Enter long above it; infinity for no longs.</summary>
    member val EnterLong: float = 0.0 with get, set

    /// <summary>Leave a long below it; not above <c>EnterLong</c>.</summary>
    member val ExitLong: float = 0.0 with get, set

    /// <summary>Enter short below it; minus infinity for no shorts; not above <c>EnterLong</c>.</summary>
    member val EnterShort: float = 0.0 with get, set

    /// <summary>Leave a short above it; not below <c>EnterShort</c>.</summary>
    member val ExitShort: float = 0.0 with get, set

    /// <summary>What a held name without a score does.</summary>
    member val MissingScore: MissingScore = MissingScore.Exit with get, set

    /// <summary>
    /// The simple return expected over the holding per unit of score, above zero; null to enter on the
    /// score alone, whatever it costs.
    /// </summary>
    member val ReturnPerScore: Nullable<float> = Nullable() with get, set

    /// <summary>The least expected return after the round trip, in basis points of the position.</summary>
    member val MinimumEdgeBasisPoints: float = 0.0 with get, set

    /// <summary>The size of the position that is costed, in money, above zero.</summary>
    member val EdgeNotional: float = 100_000.0 with get, set

    /// <summary>Calendar days a short is expected to be borrowed, not negative.</summary>
    member val HoldingDays: float = 0.0 with get, set

    /// <summary>Both sides alike: enter beyond one size of score, leave inside another.</summary>
    /// <param name="enter">Long above it, short below its negative; not negative.</param>
    /// <param name="exit">A long is left below it, a short above its negative; at most <c>enter</c>.</param>
    static member Symmetric(enter: float, exit: float) : ScoreThresholds =
        ScoreThresholds(EnterLong = enter, ExitLong = exit, EnterShort = -enter, ExitShort = -exit)

    /// <summary>Longs alone.</summary>
    /// <param name="enter">Long above it.</param>
    /// <param name="exit">Left below it; at most <c>enter</c>.</param>
    static member LongOnly(enter: float, exit: float) : ScoreThresholds =
        ScoreThresholds(
            EnterLong = enter,
            ExitLong = exit,
            EnterShort = Double.NegativeInfinity,
            ExitShort = Double.NegativeInfinity
        )

    member internal this.ToRules() : ScoreRules = {
        EnterLong = this.EnterLong
        ExitLong = this.ExitLong
        EnterShort = this.EnterShort
        ExitShort = this.ExitShort
        MissingScore = this.MissingScore
        MinimumEdge =
            this.ReturnPerScore
            |> ValueOption.ofNullable
            |> ValueOption.map (fun perScore -> {
                ReturnPerScore = perScore
                BasisPoints = this.MinimumEdgeBasisPoints
                Notional = this.EdgeNotional
                HoldingDays = this.HoldingDays
            })
    }

/// <summary>Decisions from entry and exit signals, or from scores and thresholds.</summary>
/// <remarks>A signal of bar t is decided at its close and fills at bar t+1, as every decision does.</remarks>
[<AbstractClass; Sealed>]
type Signals private () =

    /// <summary>Signals by bar and name.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="events">T x N signals, time-major.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A cell contradicts itself; the sentence names it.</exception>
    static member Create(axes: Axes, events: ReadOnlySpan<SignalEvents>) : TradeSignals =
        Refusal.ifNull "axes" axes
        TradeSignals.create axes (events.ToArray()) |> Refusal.orRaise

    /// <summary>Signals from columns of flags, each T x N, time-major, or empty where there are none.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="enterLong">Be long.</param>
    /// <param name="exitLong">Be long no more.</param>
    /// <param name="enterShort">Be short.</param>
    /// <param name="exitShort">Be short no more.</param>
    /// <param name="flip">Turn what is held around.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A cell contradicts itself, or a column has another length.</exception>
    static member Create
        (
            axes: Axes,
            enterLong: ReadOnlySpan<bool>,
            exitLong: ReadOnlySpan<bool>,
            enterShort: ReadOnlySpan<bool>,
            exitShort: ReadOnlySpan<bool>,
            flip: ReadOnlySpan<bool>
        ) : TradeSignals =
        Refusal.ifNull "axes" axes

        TradeSignals.ofFlags
            axes
            (enterLong.ToArray())
            (exitLong.ToArray())
            (enterShort.ToArray())
            (exitShort.ToArray())
            (flip.ToArray())
        |> Refusal.orRaise

    /// <summary>Decisions of entry and exit signals.</summary>
    /// <param name="signals">Signals on the market's bars and symbols.</param>
    /// <param name="market">The market, which says when a name has ended.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="options">How many positions, how large, and what contradictions mean.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member FromSignals
        (
            signals: TradeSignals,
            market: EngineMarket,
            settings: EngineSettings,
            options: SignalOptions
        ) : SignalDecisions =
        Refusal.ifNull "signals" signals
        Refusal.ifNull "market" market
        Refusal.ifNull "settings" settings
        Refusal.ifNull "options" options

        Engine.create settings market
        |> Result.bind (fun engine ->
            SignalDecisions.ofSignals (options.ToSettings()) engine signals)
        |> Refusal.orRaise

    /// <summary>Decisions of scores that cross thresholds.</summary>
    /// <param name="scores">T x N scores, each known at the close of its bar; NaN for none.</param>
    /// <param name="market">The market.</param>
    /// <param name="settings">The engine's settings: their costs are those of the entries.</param>
    /// <param name="thresholds">Scores at which names are entered and left, and the least edge after costs.</param>
    /// <param name="options">How many positions, how large, and what an opposite entry means.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The inputs do not fit together.</exception>
    static member FromScores
        (
            scores: Panel,
            market: EngineMarket,
            settings: EngineSettings,
            thresholds: ScoreThresholds,
            options: SignalOptions
        ) : SignalDecisions =
        Refusal.ifNull "scores" scores
        Refusal.ifNull "market" market
        Refusal.ifNull "settings" settings
        Refusal.ifNull "thresholds" thresholds
        Refusal.ifNull "options" options

        Engine.create settings market
        |> Result.bind (fun engine ->
            SignalDecisions.ofScores (options.ToSettings()) (thresholds.ToRules()) engine scores)
        |> Refusal.orRaise
