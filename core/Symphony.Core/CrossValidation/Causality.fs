namespace Symphony.Core

open System

/// <summary>How hard outputs are tried.</summary>
type CausalitySettings = {
    /// <summary>Decides cuts and perturbations.</summary>
    Seed: uint64
    /// <summary>After how many bars the market is changed, at least 1.</summary>
    Cuts: int
    /// <summary>How it is changed at each; at least one way.</summary>
    Perturbations: Perturbation list
}

/// <summary>How long work is carried out, watched and stopped.</summary>
[<NoComparison; NoEquality>]
type WorkPlan = {
    /// <summary>Does pieces 0 to count - 1, in any order, perhaps several at once, and returns when all are done.</summary>
    Schedule: int -> (int -> unit) -> unit
    /// <summary>Is told the share that is done, from 0 to 1, by any thread that works.</summary>
    Progress: float -> unit
    /// <summary>True as soon as no further piece shall be started.</summary>
    IsStopped: unit -> bool
}

/// <summary>Ways to carry out work.</summary>
[<RequireQualifiedAccess>]
module WorkPlan =

    /// <summary>One piece after the other, unwatched, to the end.</summary>
    let sequential: WorkPlan = {
        Schedule =
            fun count piece ->
                for each in 0 .. count - 1 do
                    piece each
        Progress = ignore
        IsStopped = fun () -> false
    }

/// <summary>
/// The first law of causality, tried out: changing what comes after a bar changes nothing that was known by it.
/// </summary>
/// <remarks>
/// A computation is run on the market as it is and on markets that differ after a cut only. Every value that
/// either run claims to know by the cut is compared bit for bit; NaN equals NaN. Only where the number of names
/// changes, differences up to 1e-9 of the largest value of the bar count as none: a sum over the names may then
/// be taken in another order. That no leak is found is no theorem: it says how many changed markets were tried,
/// and a look ahead that shows only beside rare events needs a cut there. Cuts are therefore the first and the
/// last possible, one of the first twenty bars, some beside actions, first rows, last rows, gaps and ends of
/// sessions, and the rest spread evenly over history and days of the week.
/// </remarks>
[<RequireQualifiedAccess>]
module Causality =

    /// <summary>Twelve cuts, all perturbations of the future.</summary>
    let standard: CausalitySettings = { Seed = 1UL; Cuts = 12; Perturbations = Perturbation.future }

    /// What came of one changed market.
    [<RequireQualifiedAccess>]
    type private Trial =
        | Skipped
        | Inapplicable
        | Refused of Invalid
        | Compared of KnownDifference[]

    /// What is tried, and on what.
    [<NoComparison; NoEquality>]
    type private Case = {
        Seed: uint64
        History: MarketHistory
        Before: KnownPanel[]
        Compute: MarketHistory -> Result<KnownPanel list, Invalid>
    }

    /// A sum over the names of a bar may be taken in another order when there are more or fewer of them.
    let private rounding (perturbation: Perturbation) : float =
        match perturbation with
        | Perturbation.NamesAdded
        | Perturbation.NamesRemoved
        | Perturbation.StrangerAdded -> 1e-9
        | _ -> 0.0

    let private isShapedAs (axes: Axes) (outputs: KnownPanel[]) : bool =
        outputs |> Array.forall (fun each -> each.Panel.Axes.BarCount = axes.BarCount)

    let private wrongBars (axes: Axes) (outputs: KnownPanel[]) : Invalid =
        let wrong =
            outputs |> Array.find (fun each -> each.Panel.Axes.BarCount <> axes.BarCount)

        Invalid.LengthMismatch($"bars of {wrong.Name}", axes.BarCount, wrong.Panel.Axes.BarCount)

    let private tryOne (case: Case) (cut: int) (perturbation: Perturbation) : Trial =
        match Perturbed.create case.Seed cut perturbation case.History with
        | ValueNone -> Trial.Inapplicable
        | ValueSome changed ->
            match case.Compute changed with
            | Error invalid -> Trial.Refused invalid
            | Ok outputs ->
                let after = Array.ofList outputs

                if after.Length <> case.Before.Length then
                    Trial.Refused(
                        Invalid.LengthMismatch("outputs", case.Before.Length, after.Length)
                    )
                elif not (isShapedAs changed.Bars.Axes after) then
                    Trial.Refused(wrongBars changed.Bars.Axes after)
                else
                    let compare = KnownDifference.upTo (rounding perturbation) cut
                    Array.map2 compare case.Before after |> Trial.Compared

    let private tryAll
        (plan: WorkPlan)
        (share: int -> float)
        (case: Case)
        (pieces: struct (int * Perturbation)[])
        : Trial[] =
        let trials = Array.create pieces.Length Trial.Skipped
        let finished = Array.zeroCreate<bool> pieces.Length

        plan.Schedule pieces.Length (fun piece ->
            if not (plan.IsStopped()) then
                let struct (cut, perturbation) = pieces[piece]
                trials[piece] <- tryOne case cut perturbation
                finished[piece] <- true
                let mutable count = 0

                for each in finished do
                    if each then
                        count <- count + 1

                plan.Progress(share count))

        trials

    let private leakOf
        (case: Case)
        (subject: int)
        (struct (cut, perturbation): struct (int * Perturbation))
        (difference: KnownDifference)
        : Leak =
        let axes = case.History.Bars.Axes

        {
            Subject = case.Before[subject].Name
            Symbol = case.Before[subject].Panel.Axes.Symbols[difference.Symbol]
            Bar = difference.Bar
            SessionDate = axes.SessionDate difference.Bar
            KnownFrom = difference.KnownFrom
            Before = difference.Before
            After = difference.After
            Perturbation = perturbation
            Cut = cut
            CutDate = axes.SessionDate cut
            ChangedValues = difference.Changed
        }

    let private values = [ Perturbation.Prices; Perturbation.ExtremePrices; Perturbation.Volumes ]
    let private actions = [ Perturbation.ActionsRemoved; Perturbation.ActionsAdded ]

    let private universe = [
        Perturbation.NamesEnded
        Perturbation.NamesAdded
        Perturbation.NamesRemoved
        Perturbation.RowsRemoved
        Perturbation.RowsAdded
    ]

    /// All that is known of one subject under one perturbation at one cut.
    [<Struct; NoComparison>]
    type private Finding = { Cut: int; Perturbation: Perturbation; Difference: KnownDifference }

    let private findings
        (subject: int)
        (pieces: struct (int * Perturbation)[])
        (trials: Trial[])
        : Finding list = [
        for piece in 0 .. pieces.Length - 1 do
            match trials[piece] with
            | Trial.Compared differences ->
                let struct (cut, perturbation) = pieces[piece]

                { Cut = cut; Perturbation = perturbation; Difference = differences[subject] }
            | _ -> ()
    ]

    let private changed (among: Perturbation list) (found: Finding list) : Finding list =
        found
        |> List.filter (fun each ->
            each.Difference.Changed > 0L && List.contains each.Perturbation among)

    /// Whether a look ahead goes as far as there are values, where that is furthest, or so many bars.
    let private reach (found: Finding list) : Diagnosis =
        let latest = found |> List.map _.Cut |> List.max
        let there = found |> List.filter (fun each -> each.Cut = latest)

        if there |> List.exists (fun each -> each.Difference.ReachShare > 0.9) then
            Diagnosis.UsesWholeSample
        else
            let bars = found |> List.map (fun each -> each.Difference.Reach) |> List.max
            Diagnosis.LooksAheadBy(bars * 1<bar>)

    /// Names what was found. <c>plain</c> is what the values did on the market without any action.
    let private diagnose (found: Finding list) (plain: Finding list voption) : Diagnosis =
        let byValues = changed values found
        let byActions = changed actions found

        let valuesAlone =
            match plain with
            | ValueSome tried -> changed values tried
            | ValueNone -> byValues

        if not (changed [ Perturbation.Repeated ] found).IsEmpty then
            Diagnosis.NotRepeatable
        elif not byValues.IsEmpty && not valuesAlone.IsEmpty then
            reach valuesAlone
        elif not byActions.IsEmpty then
            Diagnosis.UsesFutureActions
        elif not byValues.IsEmpty then
            reach byValues
        elif not (changed universe found).IsEmpty then
            Diagnosis.UsesFutureUniverse
        elif not (changed [ Perturbation.Truncated ] found).IsEmpty then
            Diagnosis.UsesSampleEnd
        elif not (changed [ Perturbation.Everything ] found).IsEmpty then
            reach (changed [ Perturbation.Everything ] found)
        else
            Diagnosis.UsesOtherNames

    /// Which perturbations tell most of each diagnosis, so that a leak is shown at its clearest.
    let private telling (diagnosis: Diagnosis) : Perturbation list =
        match diagnosis with
        | Diagnosis.NotRepeatable -> [ Perturbation.Repeated ]
        | Diagnosis.LooksAheadBy _
        | Diagnosis.UsesWholeSample -> values
        | Diagnosis.UsesFutureActions -> actions
        | Diagnosis.UsesFutureUniverse -> universe
        | Diagnosis.UsesSampleEnd -> [ Perturbation.Truncated ]
        | Diagnosis.UsesOtherNames -> [ Perturbation.StrangerAdded ]

    /// For each perturbation the earliest value it changed, the telling ones first.
    let private leaksOf
        (case: Case)
        (subject: int)
        (diagnosis: Diagnosis)
        (found: Finding list)
        : Leak[] =
        let order = telling diagnosis

        found
        |> List.filter (fun each -> each.Difference.Changed > 0L)
        |> List.groupBy _.Perturbation
        |> List.map (fun (perturbation, changes) ->
            let first =
                changes
                |> List.minBy (fun each ->
                    struct (each.Difference.Bar, each.Difference.Symbol, each.Cut))

            leakOf case subject (struct (first.Cut, perturbation)) first.Difference)
        |> List.sortBy (fun leak ->
            match List.tryFindIndex ((=) leak.Perturbation) order with
            | Some place -> struct (place, int leak.Perturbation)
            | None -> struct (order.Length, int leak.Perturbation))
        |> Array.ofList

    /// The perturbations that tell one kind of leak from another, where they were not tried, at some leaking cuts.
    let private isolating
        (pieces: struct (int * Perturbation)[])
        (trials: Trial[])
        (cuts: int[])
        : struct (int * Perturbation)[] =
        let isLeaking piece =
            match trials[piece] with
            | Trial.Compared differences ->
                differences |> Array.exists (fun each -> each.Changed > 0L)
            | _ -> false

        let leaking =
            [| 0 .. pieces.Length - 1 |]
            |> Array.filter isLeaking
            |> Array.map (fun piece ->
                let struct (cut, _) = pieces[piece]
                cut)
            |> Array.distinct
            |> Array.sortDescending

        let probed =
            if leaking.Length = 0 then
                [||]
            else
                [|
                    leaking[0]
                    leaking[leaking.Length / 2]
                    leaking[leaking.Length - 1]
                    Array.last cuts
                |]
                |> Array.distinct

        [|
            for cut in probed do
                for perturbation in values @ actions @ universe @ [ Perturbation.Truncated ] do
                    if not (Array.contains (struct (cut, perturbation)) pieces) then
                        struct (cut, perturbation)
        |]

    /// What later prices and volumes do where there is no action at all; none where there never was one.
    let private withoutActions
        (plan: WorkPlan)
        (case: Case)
        (pieces: struct (int * Perturbation)[])
        (trials: Trial[])
        : (struct (int * Perturbation)[] * Trial[]) voption =
        let isMoved piece =
            let struct (_, perturbation) = pieces[piece]

            match trials[piece] with
            | Trial.Compared differences ->
                List.contains perturbation values
                && differences |> Array.exists (fun each -> each.Changed > 0L)
            | _ -> false

        let moved = [| 0 .. pieces.Length - 1 |] |> Array.filter isMoved
        let plain = { case.History with Actions = CorporateActions.None }

        if case.History.Actions.Count = 0 || moved.Length = 0 then
            ValueNone
        else
            match case.Compute plain with
            | Error _ -> ValueNone
            | Ok outputs ->
                let before = Array.ofList outputs

                if before.Length = case.Before.Length && isShapedAs plain.Bars.Axes before then
                    let again = moved |> Array.map (fun piece -> pieces[piece])
                    let there = { case with History = plain; Before = before }
                    ValueSome(again, tryAll plan (fun _ -> 1.0) there again)
                else
                    ValueNone

    let private check
        (settings: CausalitySettings)
        (history: MarketHistory)
        : Result<unit, Invalid> =
        Check.all [
            Check.within "cuts" 1.0 100_000.0 (float settings.Cuts)
            if settings.Perturbations.IsEmpty then
                Error(Invalid.Empty "perturbations")
            if history.Bars.Axes.BarCount < 2 then
                Error(Invalid.Insufficient("bars", 2, history.Bars.Axes.BarCount))
        ]

    let private examine
        (plan: WorkPlan)
        (settings: CausalitySettings)
        (case: Case)
        : CausalityProof =
        let axes = case.History.Bars.Axes
        let cuts = CausalityCuts.choose settings.Seed settings.Cuts case.History

        let perturbations =
            settings.Perturbations
            |> List.filter ((<>) Perturbation.Repeated)
            |> List.distinct
            |> Array.ofList

        let pieces = [|
            struct (axes.BarCount - 1, Perturbation.Repeated)
            for perturbation in perturbations do
                for cut in cuts do
                    struct (cut, perturbation)
        |]

        let trials =
            tryAll plan (fun count -> float count / float pieces.Length) case pieces

        let further = isolating pieces trials cuts
        let furtherTrials = tryAll plan (fun _ -> 1.0) case further

        let allPieces, allTrials =
            Array.append pieces further, Array.append trials furtherTrials

        let plain = withoutActions plan case allPieces allTrials

        let proofOf subject =
            let asked = findings subject pieces trials

            let known = asked |> List.map _.Difference
            let isLeaking = known |> List.exists (fun each -> each.Changed > 0L)
            let found = asked @ findings subject further furtherTrials

            let diagnosis =
                if isLeaking then
                    plain
                    |> ValueOption.map (fun (again, results) -> findings subject again results)
                    |> diagnose found
                    |> ValueSome
                else
                    ValueNone

            let leaks =
                match diagnosis with
                | ValueSome told -> leaksOf case subject told found
                | ValueNone -> [||]

            // The repeated market is no changed one.
            let tried =
                asked |> List.filter (fun each -> each.Perturbation <> Perturbation.Repeated)

            SubjectProof(
                case.Before[subject].Name,
                leaks,
                diagnosis,
                tried |> List.sumBy (fun each -> each.Difference.Compared),
                tried |> List.sumBy (fun each -> each.Difference.Present),
                tried.Length
            )

        let count wanted =
            Array.filter wanted trials[1..] |> Array.length

        CausalityProof(
            settings.Seed
            , cuts
            , cuts |> Array.map axes.SessionDate
            , perturbations
            , Array.init case.Before.Length proofOf
            , count _.IsCompared
            , count _.IsInapplicable
            , count _.IsRefused
            , trials
              |> Array.tryPick (function
                  | Trial.Refused invalid -> Some invalid
                  | _ -> None)
              |> function
                  | Some invalid -> ValueSome invalid
                  | None -> ValueNone
            , trials |> Array.forall (fun trial -> not trial.IsSkipped)
        )

    /// <summary>Tries all outputs of a computation.</summary>
    /// <param name="plan">How the work is carried out; each piece is one changed market.</param>
    /// <param name="settings">Seed, cuts and perturbations.</param>
    /// <param name="compute">
    /// From a market to its named outputs, always the same ones in the same order, each over the market's
    /// bars; it is called by several threads at once where the plan's schedule does so.
    /// </param>
    /// <param name="history">The market as it is, at least 2 bars.</param>
    /// <remarks>
    /// A computation may refuse a changed market, such as one that is too short for it: that is counted and
    /// proves nothing. What it refuses on the market as it is, is refused here.
    /// </remarks>
    let prove
        (plan: WorkPlan)
        (settings: CausalitySettings)
        (compute: MarketHistory -> Result<KnownPanel list, Invalid>)
        (history: MarketHistory)
        : Result<CausalityProof, Invalid> =
        check settings history
        |> Result.bind (fun () -> compute history)
        |> Result.bind (fun outputs ->
            let before = Array.ofList outputs

            if before.Length = 0 then
                Error(Invalid.Empty "outputs")
            elif isShapedAs history.Bars.Axes before then
                Ok(
                    examine plan settings {
                        Seed = settings.Seed
                        History = history
                        Before = before
                        Compute = compute
                    }
                )
            else
                Error(wrongBars history.Bars.Axes before))
