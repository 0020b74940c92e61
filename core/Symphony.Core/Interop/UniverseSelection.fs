namespace Symphony.Core.Interop

open System
open System.Runtime.InteropServices

open Symphony.Core

/// <summary>The screens of a universe, as a C# initialiser writes them; none to begin with.</summary>
[<Sealed; AllowNullLiteral(false)>]
type UniverseOptions() =

    /// <summary>Least last price, as traded, in the prices' currency; 0 for none.</summary>
    member val MinimumPrice: float = UniverseSettings.standard.MinimumPrice with get, set

    /// <summary>Least mean money traded a session over the window, at prices as traded, in their currency; 0 for none.</summary>
    member val MinimumDollarVolume: float =
        UniverseSettings.standard.MinimumDollarVolume with get, set

    /// <summary>The name's own completed sessions that the mean is over, all of which it must have; 1 to 10,000.</summary>
    member val WindowSessions: int = UniverseSettings.standard.WindowSessions with get, set

    /// <summary>Completed sessions a name must have behind it, the bar's own among them; 0 for none.</summary>
    member val MinimumHistory: int = UniverseSettings.standard.MinimumHistory with get, set

    /// <summary>When the three screens are looked at anew; membership counts at every bar.</summary>
    member val Review: UniverseReview = UniverseSettings.standard.Review with get, set

    /// The settings of the core.
    member internal this.ToSettings() : UniverseSettings = {
        MinimumPrice = this.MinimumPrice
        MinimumDollarVolume = this.MinimumDollarVolume
        WindowSessions = this.WindowSessions
        MinimumHistory = this.MinimumHistory
        Review = this.Review
    }

    /// <summary>Nothing where the screens are possible on any bars.</summary>
    /// <exception cref="RefusedException">A screen is out of its range.</exception>
    member this.Check() : unit =
        Refusal.ifUndefined "review" this.Review
        UniverseSettings.check (this.ToSettings()) |> Refusal.orRaise

/// <summary>Who was a member of an index or a list when.</summary>
[<AbstractClass; Sealed>]
type Memberships =

    /// <summary>From spells in any order; those of a name do not overlap.</summary>
    /// <param name="symbols">Names as the bars call them, one for each spell.</param>
    /// <param name="firstDays">First days as a member, epoch days; <c>int.MinValue</c> where that is not known.</param>
    /// <param name="lastDays">Last days as a member, epoch days; <c>int.MaxValue</c> where it still is one.</param>
    /// <exception cref="RefusedException">No spell, one that ends before it begins, or two that meet.</exception>
    static member OfSpells(symbols: string[], firstDays: int[], lastDays: int[]) : Membership =
        Refusal.ifAnyNull "symbols" symbols
        Refusal.ifNull "firstDays" firstDays
        Refusal.ifNull "lastDays" lastDays
        Membership.ofColumns symbols firstDays lastDays |> Refusal.orRaise

    /// <summary>From whole lists: the rows of a day are all members from it to the day before the next list.</summary>
    /// <param name="days">Epoch days, one for each row, in any order.</param>
    /// <param name="symbols">Names, one for each row; a name once a day.</param>
    /// <exception cref="RefusedException">No row, or the same row twice.</exception>
    static member OfLists(days: int[], symbols: string[]) : Membership =
        Refusal.ifNull "days" days
        Refusal.ifAnyNull "symbols" symbols
        Membership.ofLists days symbols |> Refusal.orRaise

    /// <summary>From changes: a row says that a name is a member from its day on, or no longer.</summary>
    /// <param name="days">Epoch days, one for each row, in any order.</param>
    /// <param name="symbols">Names, one for each row; a name once a day.</param>
    /// <param name="joins">True where the name is a member from the day on, false where it no longer is.</param>
    /// <exception cref="RefusedException">No row, the same row twice, or a name that joins or leaves twice running.</exception>
    static member OfChanges(days: int[], symbols: string[], joins: bool[]) : Membership =
        Refusal.ifNull "days" days
        Refusal.ifAnyNull "symbols" symbols
        Refusal.ifNull "joins" joins
        Membership.ofChanges days symbols joins |> Refusal.orRaise

/// <summary>Decides who may be held, and measures who is missing.</summary>
[<AbstractClass; Sealed>]
type UniverseSelection =

    /// <summary>The universe of bars: who is in at the close of each, from what was known then.</summary>
    /// <param name="bars">Bars as traded where there is a least price or a least of money traded; with volume for the latter.</param>
    /// <param name="actions">The market's actions: a name is out from the bar at which its delisting is effective.</param>
    /// <param name="membership">Who was a member when; null where every name is one.</param>
    /// <param name="options">The screens.</param>
    /// <exception cref="RefusedException">A screen out of range, or one that these bars cannot be put through.</exception>
    static member Create
        (
            bars: Bars,
            actions: CorporateActions,
            membership: Membership | null,
            options: UniverseOptions
        ) : Universe =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Refusal.ifNull "options" options
        Refusal.ifUndefined "review" options.Review

        Universe.create (options.ToSettings()) (ValueOption.ofObj membership) actions bars
        |> Refusal.orRaise

    /// <summary>The values of names that are in; NaN for the others.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="values">A panel, such as a feature: observations need a value of each.</param>
    /// <exception cref="RefusedException">Other bars or symbols.</exception>
    static member Restrict(universe: Universe, values: Panel) : Panel =
        Refusal.ifNull "universe" universe
        Refusal.ifNull "values" values
        Universe.restrict universe values |> Refusal.orRaise

    /// <summary>The decisions with the target 0 for every name that is out at the decision's bar.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="decisions">Target weights.</param>
    /// <exception cref="RefusedException">Other bars or symbols.</exception>
    static member Restrict(universe: Universe, decisions: Decisions) : RestrictedDecisions =
        Refusal.ifNull "universe" universe
        Refusal.ifNull "decisions" decisions
        UniverseDecisions.restrict universe decisions |> Refusal.orRaise

    /// <summary>The signals of names that are in at the close of the signal's bar; a name that is out is not entered.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="signals">The signals.</param>
    /// <exception cref="RefusedException">Other bars or symbols.</exception>
    static member Restrict(universe: Universe, signals: BracketSignals) : RestrictedSignals =
        Refusal.ifNull "universe" universe
        Refusal.ifNull "signals" signals
        BracketSignals.within universe signals |> Refusal.orRaise

    /// <summary>Equal weights in the names that are in, made of the benchmark's equal weights in all that can trade.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="equalWeights">Equal weights in all tradable names, decided whenever their set changes.</param>
    /// <exception cref="RefusedException">Other bars or symbols.</exception>
    static member EqualWeight(universe: Universe, equalWeights: Decisions) : Decisions =
        Refusal.ifNull "universe" universe
        Refusal.ifNull "equalWeights" equalWeights

        UniverseDecisions.equalWeight universe EqualWeightBenchmark.RebalanceBars equalWeights
        |> Refusal.orRaise

    /// <summary>How much of the market's past is missing because it did not survive.</summary>
    /// <param name="bars">The market's bars.</param>
    /// <param name="actions">The market's actions: delistings are records of ends.</param>
    /// <param name="membership">Who was a member when; null where that is not known.</param>
    static member Measure
        (bars: Bars, actions: CorporateActions, membership: Membership | null)
        : Survivorship =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        Survivorship.measure (ValueOption.ofObj membership) actions bars

    /// <summary>Whether the names at each date are those that could have been known then, and why.</summary>
    /// <param name="survivorship">What the bars themselves tell.</param>
    /// <param name="membership">Who was a member when; null where that is not known.</param>
    /// <param name="everyListed">True where the bars are stated to hold every name listed at each date, those that ended too.</param>
    static member Judge
        (survivorship: Survivorship, membership: Membership | null, everyListed: bool)
        : PointInTime =
        Refusal.ifNull "survivorship" survivorship
        PointInTime.judge (ValueOption.ofObj membership) everyListed survivorship

    /// <summary>True and the members without a bar as a share of members, over all bars; false without members.</summary>
    /// <param name="survivorship">The measure.</param>
    /// <param name="share">The share, in [0, 1], or NaN.</param>
    static member TryMissingShare(survivorship: Survivorship, [<Out>] share: byref<float>) : bool =
        Refusal.ifNull "survivorship" survivorship
        share <- ValueOption.defaultValue nan survivorship.MissingShare
        survivorship.MissingShare.IsSome
