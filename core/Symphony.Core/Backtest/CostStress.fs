namespace Symphony.Core

open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>The same decisions at one multiple of the costs.</summary>
[<Sealed; AllowNullLiteral(false)>]
type CostStressRow internal (multiplier: float, result: BacktestResult) =

    /// <summary>Factor on commission, half spread, impact and borrow of the settings.</summary>
    member _.Multiplier: float = multiplier

    /// <summary>The run at these costs, without its trades.</summary>
    member _.Result: BacktestResult = result

    /// <summary>Equity at the last close, in money.</summary>
    member _.FinalEquity: float = result.FinalState.Equity

    /// <summary>Last equity over first equity, less 1.</summary>
    member _.TotalReturn: float = result.FinalState.Equity / result.Row(0).Equity - 1.0

/// <summary>What the same decisions make of other costs.</summary>
[<RequireQualifiedAccess>]
module CostStress =

    /// <summary>No costs, the costs as they are, twice and three times.</summary>
    let standardMultipliers: IReadOnlyList<float> =
        ReadOnlyCollection [| 0.0; 1.0; 2.0; 3.0 |]

    /// <summary>One run for each multiple of commission, half spread, impact and borrow.</summary>
    /// <param name="multipliers">Factors on the settings' own cost multiplier, not negative.</param>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar of each run.</param>
    /// <param name="lastBar">The last bar of each run.</param>
    /// <remarks>
    /// Margin interest and the return of cash stay as they are. Which names can trade does not depend on
    /// the multiple.
    /// </remarks>
    let run
        (multipliers: IReadOnlyList<float>)
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<IReadOnlyList<CostStressRow>, Invalid> =
        let atMultiple (multiplier: float) : Result<CostStressRow, Invalid> =
            let scaled = { settings with CostMultiplier = multiplier * settings.CostMultiplier }

            Engine.create scaled market
            |> Result.bind (fun engine ->
                Engine.inCash firstBar engine
                |> Result.bind (Loop.resume engine decisions TradeRecording.Totals lastBar))
            |> Result.map (fun result -> CostStressRow(multiplier, result))

        let rows = List<CostStressRow>()

        let rec next k =
            if k = multipliers.Count then
                Ok(rows :> IReadOnlyList<CostStressRow>)
            else
                match atMultiple multipliers[k] with
                | Error invalid -> Error invalid
                | Ok row ->
                    rows.Add row
                    next (k + 1)

        next 0
