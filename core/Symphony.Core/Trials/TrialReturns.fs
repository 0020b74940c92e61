namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>One trial's returns and the bars they belong to.</summary>
[<NoComparison; NoEquality>]
type TrialSeries = {
    /// <summary>The trial's name, its own among the trials.</summary>
    Name: string
    /// <summary>The instants of the bars, n values, strictly increasing.</summary>
    Instants: ReadOnlyMemory<int64>
    /// <summary>Simple returns per bar in excess of cash, n finite values.</summary>
    Returns: ReadOnlyMemory<float>
}

/// <summary>The returns of several trials on the same bars.</summary>
/// <remarks>One contiguous array, trial after trial.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type TrialReturns internal (names: string[], bars: int, values: float[]) =

    /// <summary>How many trials, at least 1.</summary>
    member _.TrialCount: int = names.Length

    /// <summary>How many bars, at least 1.</summary>
    member _.BarCount: int = bars

    /// <summary>The trials' names, in order.</summary>
    member _.Names: IReadOnlyList<string> = ReadOnlyCollection names

    /// <summary>One trial's simple returns per bar.</summary>
    /// <param name="trial">The trial's number, from 0.</param>
    member _.Returns(trial: int) : ReadOnlyMemory<float> =
        ReadOnlyMemory(values, trial * bars, bars)

    /// One trial's returns.
    member internal _.Series(trial: int) : ReadOnlySpan<float> =
        ReadOnlySpan(values, trial * bars, bars)

    /// All returns, trial after trial.
    member internal _.Array: float[] = values

/// <summary>Whether trials can be compared bar by bar.</summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type TrialBars =
    /// <summary>All trials have the same bars.</summary>
    | Same of returns: TrialReturns
    /// <summary>Two trials have not.</summary>
    | Different of first: string * other: string

/// <summary>Puts the returns of trials side by side.</summary>
[<RequireQualifiedAccess>]
module TrialReturns =

    let private duplicate (names: string[]) : Result<unit, Invalid> =
        let seen = HashSet<string>(StringComparer.Ordinal)

        match names |> Array.tryFind (fun name -> not (seen.Add name)) with
        | Some name -> Error(Invalid.Duplicate("names", name))
        | None -> Ok()

    /// <summary>The returns of trials that were run on the same bars.</summary>
    /// <param name="names">The trials' names, n different ones, at least one.</param>
    /// <param name="returns">
    /// For each trial its simple returns per bar, in excess of cash where cash earned anything: n arrays of
    /// one length, at least 1, finite. They are copied.
    /// </param>
    let create (names: string[]) (returns: float[][]) : Result<TrialReturns, Invalid> =
        if names.Length = 0 then
            Error(Invalid.Empty "names")
        elif returns.Length <> names.Length then
            Error(Invalid.LengthMismatch("returns", names.Length, returns.Length))
        else
            let bars = returns[0].Length

            let checks = [
                duplicate names
                (if bars = 0 then Error(Invalid.Empty "returns") else Ok())
                (match returns |> Array.tryFind (fun series -> series.Length <> bars) with
                 | Some series -> Check.length "returns" bars series.Length
                 | None -> Ok())
                (match returns |> Array.tryPick (Array.tryFind (Double.IsFinite >> not)) with
                 | Some value -> Error(Invalid.NotFinite("returns", value))
                 | None -> Ok())
            ]

            Check.all checks
            |> Result.map (fun () -> TrialReturns(Array.copy names, bars, Array.concat returns))

    /// <summary>The returns of trials side by side, or the names of two trials whose bars differ.</summary>
    /// <param name="series">The trials, at least one.</param>
    let ofSeries (series: TrialSeries[]) : Result<TrialBars, Invalid> =
        match series |> Array.tryFind (fun one -> one.Instants.Length <> one.Returns.Length) with
        | Some one ->
            Error(Invalid.LengthMismatch("returns", one.Instants.Length, one.Returns.Length))
        | None when series.Length = 0 -> Error(Invalid.Empty "series")
        | None ->
            let differs (one: TrialSeries) =
                not (one.Instants.Span.SequenceEqual series[0].Instants.Span)

            match series |> Array.tryFind differs with
            | Some other -> Ok(TrialBars.Different(series[0].Name, other.Name))
            | None ->
                create (series |> Array.map _.Name) (series |> Array.map _.Returns.ToArray())
                |> Result.map TrialBars.Same

    /// <summary>How many trials there are, and the variance (divisor n - 1) of their Sharpe ratios per bar.</summary>
    /// <param name="trials">All trials that were made; one whose returns never differ counts and does not spread.</param>
    let summary (trials: TrialReturns) : TrialSummary =
        let ratios =
            Array.init trials.TrialCount (fun trial -> Sharpe.perBar (trials.Series trial))

        let known = ratios |> Array.filter ValueOption.isSome |> Array.map ValueOption.get
        TrialSummary.OfKnown(trials.TrialCount, known)
