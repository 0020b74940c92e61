namespace Symphony.Core

open System

/// What came of one changed market.
[<RequireQualifiedAccess>]
type internal CausalityTrial =
    | Skipped
    | Inapplicable
    | Refused of Invalid
    | Compared of KnownDifference[]

/// What is tried, and on what.
[<NoComparison; NoEquality>]
type internal CausalityCase = {
    Seed: uint64
    History: MarketHistory
    Before: KnownPanel[]
    Compute: MarketHistory -> Result<KnownPanel list, Invalid>
}

/// Computes changed markets and holds what comes out against what came out of the market as it is.
[<RequireQualifiedAccess>]
module internal CausalityTrial =

    /// A sum over the names of a bar may be taken in another order when there are more or fewer of them.
    let private rounding (perturbation: Perturbation) : float =
        match perturbation with
        | Perturbation.NamesAdded
        | Perturbation.NamesRemoved
        | Perturbation.StrangerAdded -> 1e-9
        | _ -> 0.0

    let isShapedAs (axes: Axes) (outputs: KnownPanel[]) : bool =
        outputs |> Array.forall (fun each -> each.Panel.Axes.BarCount = axes.BarCount)

    let wrongBars (axes: Axes) (outputs: KnownPanel[]) : Invalid =
        let wrong =
            outputs |> Array.find (fun each -> each.Panel.Axes.BarCount <> axes.BarCount)

        Invalid.LengthMismatch($"bars of {wrong.Name}", axes.BarCount, wrong.Panel.Axes.BarCount)

    /// The bar by which values are compared: the cut, and all bars where the whole market is another one.
    let private comparedUpTo (cut: int) (axes: Axes) : int =
        if cut < 0 then axes.BarCount - 1 else cut

    let private tryOne
        (case: CausalityCase)
        (cut: int)
        (perturbation: Perturbation)
        (market: MarketHistory voption)
        : CausalityTrial =
        match market with
        | ValueNone -> CausalityTrial.Inapplicable
        | ValueSome changed ->
            match case.Compute changed with
            | Error invalid -> CausalityTrial.Refused invalid
            | Ok outputs ->
                let after = Array.ofList outputs

                if after.Length <> case.Before.Length then
                    CausalityTrial.Refused(
                        Invalid.LengthMismatch("outputs", case.Before.Length, after.Length)
                    )
                elif not (isShapedAs changed.Bars.Axes after) then
                    CausalityTrial.Refused(wrongBars changed.Bars.Axes after)
                else
                    let bar = comparedUpTo cut case.History.Bars.Axes

                    Array.map2 (KnownDifference.upTo (rounding perturbation) bar) case.Before after
                    |> CausalityTrial.Compared

    /// The history up to a few bars after a cut, and those another: a short future is a cheap one.
    let private shortened (case: CausalityCase) (cut: int) (perturbation: Perturbation) =
        let last = min (case.History.Bars.Axes.BarCount - 1) (cut + 20)

        match MarketHistory.upTo last case.History with
        | Ok shorter -> Perturbed.create case.Seed cut perturbation shorter
        | Error _ -> ValueNone

    let private tryEach
        (change: int -> Perturbation -> MarketHistory voption)
        (plan: WorkPlan)
        (share: int -> float)
        (case: CausalityCase)
        (pieces: struct (int * Perturbation)[])
        : CausalityTrial[] =
        let trials = Array.create pieces.Length CausalityTrial.Skipped
        let finished = Array.zeroCreate<bool> pieces.Length

        plan.Schedule pieces.Length (fun piece ->
            if not (plan.IsStopped()) then
                let struct (cut, perturbation) = pieces[piece]
                trials[piece] <- tryOne case cut perturbation (change cut perturbation)
                finished[piece] <- true
                let mutable count = 0

                for each in finished do
                    if each then
                        count <- count + 1

                plan.Progress(share count))

        trials

    /// All pieces, each a cut and a perturbation; the share that is done is told by how many are.
    let tryAll
        (plan: WorkPlan)
        (share: int -> float)
        (case: CausalityCase)
        (pieces: struct (int * Perturbation)[])
        : CausalityTrial[] =
        let change cut perturbation =
            Perturbed.create case.Seed cut perturbation case.History

        tryEach change plan share case pieces

    /// The same on markets that end a few bars after each cut.
    let tryShort
        (plan: WorkPlan)
        (share: int -> float)
        (case: CausalityCase)
        (pieces: struct (int * Perturbation)[])
        : CausalityTrial[] =
        tryEach (shortened case) plan share case pieces

    /// The first refusal among trials.
    let firstRefusal (trials: CausalityTrial[]) : Invalid voption =
        let mutable found = ValueNone

        for trial in trials do
            match trial with
            | CausalityTrial.Refused invalid when found.IsNone -> found <- ValueSome invalid
            | _ -> ()

        found
