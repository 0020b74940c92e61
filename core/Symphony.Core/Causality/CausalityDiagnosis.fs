namespace Symphony.Core

open System

/// Tells from what changed under which perturbation how far, what a leak is.
[<RequireQualifiedAccess>]
module internal CausalityDiagnosis =

    let private leakOf
        (case: CausalityCase)
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
    type Finding = { Cut: int; Perturbation: Perturbation; Difference: KnownDifference }

    let findings
        (subject: int)
        (pieces: struct (int * Perturbation)[])
        (trials: CausalityTrial[])
        : Finding list = [
        for piece in 0 .. pieces.Length - 1 do
            match trials[piece] with
            | CausalityTrial.Compared differences ->
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
    let diagnose (found: Finding list) (plain: Finding list voption) : Diagnosis =
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
    let leaksOf
        (case: CausalityCase)
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
    let isolating
        (pieces: struct (int * Perturbation)[])
        (trials: CausalityTrial[])
        (cuts: int[])
        : struct (int * Perturbation)[] =
        let isLeaking piece =
            match trials[piece] with
            | CausalityTrial.Compared differences ->
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
    let withoutActions
        (plan: WorkPlan)
        (case: CausalityCase)
        (pieces: struct (int * Perturbation)[])
        (trials: CausalityTrial[])
        : struct (struct (int * Perturbation)[] * CausalityTrial[]) voption =
        let isMoved piece =
            let struct (_, perturbation) = pieces[piece]

            match trials[piece] with
            | CausalityTrial.Compared differences ->
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

                if
                    before.Length = case.Before.Length
                    && CausalityTrial.isShapedAs plain.Bars.Axes before
                then
                    let again = moved |> Array.map (fun piece -> pieces[piece])
                    let there = { case with History = plain; Before = before }
                    ValueSome(struct (again, CausalityTrial.tryAll plan (fun _ -> 1.0) there again))
                else
                    ValueNone
