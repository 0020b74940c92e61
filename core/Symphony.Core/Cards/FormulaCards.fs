namespace Symphony.Core

/// <summary>The card of every figure of this group: formula, conventions, unit, source and golden values.</summary>
[<RequireQualifiedAccess>]
module FormulaCards =

    /// <summary>The cards by what they are figures of, in reading order.</summary>
    let families: FormulaFamily list = [
        FormulaFamily("Return over risk", SharpeCards.all)
        FormulaFamily("Trials", TrialCards.all)
        FormulaFamily("Overfitting and multiple tests", OverfittingCards.all)
        FormulaFamily("Returns and falls", DrawdownCards.all)
        FormulaFamily("Gains against losses", DownsideCards.all)
        FormulaFamily("Trading and its costs", TurnoverCards.all)
        FormulaFamily("Where profit comes from", ProfitCards.all)
        FormulaFamily("Against a benchmark", BenchmarkCards.all)
        FormulaFamily("Scores against outcomes", ScoreCards.all)
        FormulaFamily("Probabilities against what happened", CalibrationCards.all)
    ]

    /// <summary>All cards in reading order.</summary>
    let all: FormulaCard list =
        families |> List.collect (fun family -> List.ofSeq family.Cards)
