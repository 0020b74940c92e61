namespace Symphony.Core.Interop

open System.Collections.Generic

open Symphony.Core

/// <summary>A made-up market for demonstrations and tests: bars and actions that a seed decides.</summary>
[<Sealed; AllowNullLiteral(false)>]
type SyntheticBars private (market: SyntheticMarket) =

    let actions = market.Actions.Array

    let column (value: CorporateAction -> 'value) : IReadOnlyList<'value> =
        System.Array.AsReadOnly(Array.map value actions) :> IReadOnlyList<'value>

    /// <summary>As-traded daily bars with volume; a label of the data must say that they are synthetic.</summary>
    member _.Bars: Bars = market.Bars

    /// <summary>The splits and delistings that happened.</summary>
    member _.Actions: CorporateActions = market.Actions

    /// <summary>The symbol of each action, in bar order.</summary>
    member _.ActionSymbols: IReadOnlyList<string> =
        column (fun action -> market.Bars.Axes.Symbols[action.Symbol])

    /// <summary>The session date at whose open each action is effective, an epoch day.</summary>
    member _.ActionDates: IReadOnlyList<int> =
        column (fun action -> market.Bars.Axes.SessionDate action.Bar)

    /// <summary>The kind of each action: split, dividend or delisting.</summary>
    member _.ActionKinds: IReadOnlyList<string> =
        column (fun action -> ActionKind.name action.Kind)

    /// <summary>The ratio, cash per share or simple return of each action.</summary>
    member _.ActionValues: IReadOnlyList<float> =
        column (fun action -> ActionKind.value action.Kind)

    /// <summary>60 names over eight years with the signals planted at these strengths.</summary>
    /// <param name="seed">The seed that decides every number.</param>
    /// <param name="slowSignal">Strength of the slow signal, not negative: 1 as in the demonstration, 0 for none.</param>
    /// <param name="fastSignal">Strength of the fast signal, likewise.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A strength is negative or not finite.</exception>
    static member Generate(seed: uint64, slowSignal: float, fastSignal: float) : SyntheticBars =
        {
            SyntheticMarket.demonstration seed with
                SlowSignal = slowSignal
                FastSignal = fastSignal
        }
        |> SyntheticMarket.generate
        |> Refusal.orRaise
        |> SyntheticBars
