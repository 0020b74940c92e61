namespace Symphony.Core

open System

/// <summary>Evenly spaced values that a search may choose from.</summary>
[<Struct; NoComparison>]
type BarrierGrid = {
    /// <summary>The lowest, above zero.</summary>
    Minimum: float
    /// <summary>The highest, not below the lowest; the last step may fall short of it.</summary>
    Maximum: float
    /// <summary>From one value to the next, above zero.</summary>
    Step: float
}

/// <summary>What the trades of a configuration are judged by, within one fold.</summary>
[<RequireQualifiedAccess>]
type BarrierObjective =
    /// <summary>The mean net return of a trade.</summary>
    | NetPerTrade = 0
    /// <summary>The sum of the net returns by the sum of the bars held: longer trades tie up capital.</summary>
    | NetPerBar = 1
    /// <summary>The mean of the net returns by their standard deviation (divisor n - 1).</summary>
    | NetSharpePerTrade = 2

/// <summary>How configurations are judged out of sample.</summary>
[<RequireQualifiedAccess; NoComparison>]
type OuterSplits =
    /// <summary>Each window of a walk trades what was chosen on the past: the tradable curve.</summary>
    | Walk of settings: WalkForwardSettings
    /// <summary>Each split of groups trades what was chosen on the other groups.</summary>
    | Combinatorial of settings: CombinatorialSettings

/// <summary>What is searched, by what it is judged, and where.</summary>
[<NoComparison>]
type BarrierTuningSettings = {
    /// <summary>Target, scale and delisting; its three barriers are replaced, a trailing stop by a trailing one.</summary>
    Barriers: TripleBarrierSettings
    /// <summary>Profit-taking multiples of the target.</summary>
    ProfitTaking: BarrierGrid
    /// <summary>Stop-loss multiples of the target.</summary>
    StopLoss: BarrierGrid
    /// <summary>Fewest bars to the vertical barrier, at least 1.</summary>
    MinimumVerticalBars: int<bar>
    /// <summary>Most bars to the vertical barrier.</summary>
    MaximumVerticalBars: int<bar>
    /// <summary>What trades are judged by.</summary>
    Objective: BarrierObjective
    /// <summary>Fewest trades in each inner fold; a configuration with fewer has no fitness. At least 2.</summary>
    MinimumTrades: int
    /// <summary>Commission and half spread of each fill; the impact coefficient is not read.</summary>
    Cost: TradingCost
    /// <summary>How a configuration is searched for.</summary>
    Search: GeneticSettings
    /// <summary>The folds within each outer training set.</summary>
    Inner: PurgedKFoldSettings
    /// <summary>The outer splits.</summary>
    Outer: OuterSplits
}

/// <summary>Usual searches, and what is accepted.</summary>
[<RequireQualifiedAccess>]
module BarrierTuningSettings =

    /// <summary>
    /// Half to four daily volatilities in quarters either way, 2 to 40 bars, net return per bar held after the
    /// standard costs, over 4 inner folds of a walk forward.
    /// </summary>
    let standard: BarrierTuningSettings = {
        Barriers = TripleBarrierSettings.standard
        ProfitTaking = { Minimum = 0.5; Maximum = 4.0; Step = 0.25 }
        StopLoss = { Minimum = 0.5; Maximum = 4.0; Step = 0.25 }
        MinimumVerticalBars = 2<bar>
        MaximumVerticalBars = 40<bar>
        Objective = BarrierObjective.NetPerBar
        MinimumTrades = 10
        Cost = EngineSettings.tradingCost EngineSettings.standard
        Search = GeneticSearch.standard
        Inner = { PurgedKFold.standard with Folds = 4 }
        Outer = OuterSplits.Walk WalkForward.standard
    }

    /// The number of the last value of a grid; values are numbered from 0.
    let internal lastOf (grid: BarrierGrid) : int =
        // A step that divides the range up to rounding reaches its end.
        int (Math.Floor((grid.Maximum - grid.Minimum) / grid.Step + 1e-9))

    let internal valueOf (grid: BarrierGrid) (place: float) : float =
        grid.Minimum + grid.Step * place

    let private checkGrid (parameter: string) (grid: BarrierGrid) : Result<unit, Invalid> =
        Check.all [
            Check.positive parameter grid.Minimum
            Check.positive parameter grid.Step
            Check.within parameter grid.Minimum 1e6 grid.Maximum
            Check.within parameter 0.0 1e6 ((grid.Maximum - grid.Minimum) / grid.Step)
        ]

    let internal check (settings: BarrierTuningSettings) : Result<unit, Invalid> =
        let fewest = float (int settings.MinimumVerticalBars)

        Check.all [
            checkGrid "profitTaking" settings.ProfitTaking
            checkGrid "stopLoss" settings.StopLoss
            Check.within "minimumVerticalBars" 1.0 1_000_000.0 fewest
            Check.within
                "maximumVerticalBars"
                fewest
                1_000_000.0
                (float (int settings.MaximumVerticalBars))
            Check.within "objective" 0.0 2.0 (float (int settings.Objective))
            Check.within "minimumTrades" 2.0 1_000_000.0 (float settings.MinimumTrades)
            Check.notNegative "commission" settings.Cost.Commission
            Check.notNegative "halfSpread" settings.Cost.HalfSpread
            GeneticSearch.check settings.Search
        ]

    /// The barriers of a genome: numbers of the two grids, and bars.
    let internal barriersOf
        (settings: BarrierTuningSettings)
        (genes: float[])
        : TripleBarrierSettings =
        let multiple = valueOf settings.StopLoss genes[1]

        {
            settings.Barriers with
                ProfitTaking = ValueSome(valueOf settings.ProfitTaking genes[0])
                StopLoss =
                    match settings.Barriers.StopLoss with
                    | StopLoss.Trailing _ -> StopLoss.Trailing multiple
                    | StopLoss.Absent
                    | StopLoss.Fixed _ -> StopLoss.Fixed multiple
                Vertical = VerticalBarrier.Bars(int genes[2] * 1<bar>)
        }

    let internal genes (settings: BarrierTuningSettings) : Gene list = [
        Gene.Whole(0, lastOf settings.ProfitTaking)
        Gene.Whole(0, lastOf settings.StopLoss)
        Gene.Whole(int settings.MinimumVerticalBars, int settings.MaximumVerticalBars)
    ]

    /// No barriers but the last vertical one: no label of the search spans more than its own.
    let internal widest (settings: BarrierTuningSettings) : TripleBarrierSettings = {
        settings.Barriers with
            ProfitTaking = ValueNone
            StopLoss = StopLoss.Absent
            Vertical = VerticalBarrier.Bars settings.MaximumVerticalBars
    }
