namespace Symphony.Core

open System

/// <summary>Computations whose outputs <c>Causality.prove</c> can try.</summary>
[<RequireQualifiedAccess>]
module CausalOutputs =

    /// <summary>One output from a function of the market, known bar by bar.</summary>
    /// <param name="name">What the values are.</param>
    /// <param name="compute">From a market to values over its bars and symbols.</param>
    /// <param name="history">The market.</param>
    let panel
        (name: string)
        (compute: MarketHistory -> Result<Panel, Invalid>)
        (history: MarketHistory)
        : Result<KnownPanel list, Invalid> =
        compute history |> Result.map (fun values -> [ KnownPanel.ofPanel name values ])

    /// <summary>One output for each feature.</summary>
    /// <param name="features">What to compute.</param>
    /// <param name="history">The market, with volume if a feature needs it.</param>
    let features
        (features: Feature list)
        (history: MarketHistory)
        : Result<KnownPanel list, Invalid> =
        FeaturePanels.ofMarket Schedule.sequential history.Bars history.Actions features
        |> Result.map (
            List.map2 (fun (feature: Feature) -> KnownPanel.ofPanel feature.Name) features
        )

    /// <summary>The returns and the span ends of labels, each known when its span has ended.</summary>
    /// <param name="name">What the labels are.</param>
    /// <param name="compute">From a market to its labels.</param>
    /// <param name="history">The market.</param>
    let labels
        (name: string)
        (compute: MarketHistory -> Result<Labels, Invalid>)
        (history: MarketHistory)
        : Result<KnownPanel list, Invalid> =
        compute history |> Result.map (KnownPanel.ofLabels name)

    /// <summary>The values and the span ends of outcomes, each known when its span has ended.</summary>
    /// <param name="name">What the outcomes are.</param>
    /// <param name="compute">From a market to its outcomes.</param>
    /// <param name="history">The market.</param>
    let outcomes
        (name: string)
        (compute: MarketHistory -> Result<LabelOutcomes, Invalid>)
        (history: MarketHistory)
        : Result<KnownPanel list, Invalid> =
        compute history |> Result.map (KnownPanel.ofOutcomes name)

    /// Decisions over the bars and symbols of another market: by number of bar, by name of symbol.
    let private onto (axes: Axes) (decisions: Decisions) : Decisions =
        let columns = [| for symbol in axes.Symbols -> decisions.Axes.IndexOf symbol |]
        let width = decisions.Axes.SymbolCount

        let isGiven bar =
            bar < decisions.Axes.BarCount && decisions.IsDecided bar

        let weights =
            Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
                let bar = cell / axes.SymbolCount
                let column = columns[cell % axes.SymbolCount]

                if isGiven bar && column >= 0 then
                    decisions.Array[bar * width + column]
                else
                    0.0)

        Decisions(axes, Array.init axes.BarCount isGiven, weights)

    /// <summary>The account of a run at every bar, for given decisions.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="decisions">The decisions, the same on every market; a name they do not know has the weight 0.</param>
    /// <param name="history">The market, with volume if a setting needs it.</param>
    let engine
        (settings: EngineSettings)
        (decisions: Decisions)
        (history: MarketHistory)
        : Result<KnownPanel list, Invalid> =
        EngineMarket.create history.Bars history.Actions
        |> Result.bind (fun market -> Loop.run settings market (onto history.Bars.Axes decisions))
        |> Result.map (fun result -> [ KnownPanel.ofBacktest "account" result ])
