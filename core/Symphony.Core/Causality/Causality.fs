namespace Symphony.Core

open System

/// <summary>How hard outputs are tried.</summary>
type CausalitySettings = {
    /// <summary>Decides cuts and perturbations.</summary>
    Seed: uint64
    /// <summary>After how many bars the market is changed, at least 1.</summary>
    Cuts: int
    /// <summary>
    /// After how many bars it is also cut short, and given another short future; 0 for none. Many bars in a row
    /// among them find what looks ahead on few days only.
    /// </summary>
    Dense: int
    /// <summary>How it is changed at each; at least one way.</summary>
    Perturbations: Perturbation list
}

/// <summary>
/// The first law of causality, tried out: changing what comes after a bar changes nothing that was known by it.
/// </summary>
/// <remarks>
/// A computation is run on the market as it is and on markets that differ after a cut only. Every value that
/// either run claims to know by the cut is compared bit for bit; NaN equals NaN. Only where the number of names
/// changes, differences up to 1e-9 of the largest value of the bar count as none: a sum over the names may then
/// be taken in another order. That no leak is found is no theorem: it says how many changed markets were tried,
/// and a look ahead that shows only on rare days needs a cut there. Cuts are therefore the first and the last
/// possible, one of the first twenty bars, some beside actions, first rows, last rows and gaps, one at each kind of
/// day that a calendar knows (weekdays, turns of months, quarters and years, days before holidays, first and last
/// bars of sessions), and the rest spread evenly over the history. Dense cuts follow: bars in a row around a
/// year's end and another quarter's (a whole year where there are so many), and each day of the month.
/// </remarks>
[<RequireQualifiedAccess>]
module Causality =

    /// <summary>24 cuts, all perturbations of the future, and 64 dense cuts.</summary>
    let standard: CausalitySettings = {
        Seed = 1UL
        Cuts = 24
        Dense = 64
        Perturbations = Perturbation.future
    }

    /// <summary>The standard settings with as many cuts as a market of this size is tried with in bearable time.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <remarks>
    /// 24 cuts up to 250,000 cells (bars times symbols), 16 up to a million, else 12; dense cuts such that they
    /// come to 20 million cells, at least 64 and at most 1,024: every bar of a small market.
    /// </remarks>
    let forSize (axes: Axes) : CausalitySettings =
        let cells = max 1L (int64 axes.BarCount * int64 axes.SymbolCount)

        {
            standard with
                Cuts =
                    if cells <= 250_000L then 24
                    elif cells <= 1_000_000L then 16
                    else 12
                Dense = int (min 1024L (max 64L (20_000_000L / cells)))
        }

    let private check
        (settings: CausalitySettings)
        (history: MarketHistory)
        : Result<unit, Invalid> =
        Check.all [
            Check.within "cuts" 1.0 100_000.0 (float settings.Cuts)
            Check.within "dense" 0.0 1_000_000.0 (float settings.Dense)
            if settings.Perturbations.IsEmpty then
                Error(Invalid.Empty "perturbations")
            if history.Bars.Axes.BarCount < 2 then
                Error(Invalid.Insufficient("bars", 2, history.Bars.Axes.BarCount))
        ]

    /// Before the perturbations that were asked for: the same market again, and a market that is all another.
    let private before (axes: Axes) = [|
        struct (axes.BarCount - 1, Perturbation.Repeated)
        struct (-1, Perturbation.Everything)
    |]

    let private proofOf
        (case: CausalityCase)
        (responding: CausalityTrial)
        (tried: CausalityDiagnosis.Finding list)
        (further: CausalityDiagnosis.Finding list)
        (plain: CausalityDiagnosis.Finding list voption)
        (subject: int)
        : SubjectProof =
        let isLeaking = tried |> List.exists (fun each -> each.Difference.Changed > 0L)
        let found = tried @ further

        let diagnosis =
            if isLeaking then
                ValueSome(CausalityDiagnosis.diagnose found plain)
            else
                ValueNone

        let leaks =
            match diagnosis with
            | ValueSome told -> CausalityDiagnosis.leaksOf case subject told found
            | ValueNone -> [||]

        // Only what was computed and stayed the same is known to answer to nothing.
        let isResponsive =
            match responding with
            | CausalityTrial.Compared differences -> differences[subject].Changed > 0L
            | _ -> true

        // The repeated market is no changed one.
        let changed =
            tried |> List.filter (fun each -> each.Perturbation <> Perturbation.Repeated)

        SubjectProof(
            case.Before[subject].Name,
            leaks,
            diagnosis,
            isResponsive,
            changed |> List.sumBy (fun each -> each.Difference.Compared),
            changed |> List.sumBy (fun each -> each.Difference.Present),
            changed.Length
        )

    let private examine
        (plan: WorkPlan)
        (settings: CausalitySettings)
        (case: CausalityCase)
        : CausalityProof =
        let axes = case.History.Bars.Axes
        let cuts = CausalityCuts.choose settings.Seed settings.Cuts case.History
        let dense = CausalityCuts.dense settings.Seed settings.Dense case.History

        let perturbations =
            settings.Perturbations
            |> List.filter ((<>) Perturbation.Repeated)
            |> List.distinct
            |> Array.ofList

        let asked = [|
            for perturbation in perturbations do
                for cut in cuts do
                    struct (cut, perturbation)
        |]

        let all = Array.append (before axes) asked

        let short = [|
            for cut in dense do
                struct (cut, Perturbation.Truncated)
                struct (cut, Perturbation.Everything)
        |]

        let total = float (all.Length + short.Length)

        let trials = CausalityTrial.tryAll plan (fun count -> float count / total) case all

        let shortTrials =
            CausalityTrial.tryShort
                plan
                (fun count -> float (all.Length + count) / total)
                case
                short

        // The market that is all another has no past to leak into.
        let pieces = Array.append (Array.removeAt 1 all) short
        let pastTrials = Array.append (Array.removeAt 1 trials) shortTrials
        let changedTrials = Array.append trials[2..] shortTrials
        let further = CausalityDiagnosis.isolating pieces pastTrials cuts
        let furtherTrials = CausalityTrial.tryAll plan (fun _ -> 1.0) case further

        let plain =
            CausalityDiagnosis.withoutActions
                plan
                case
                (Array.append pieces further)
                (Array.append pastTrials furtherTrials)

        let subjectOf subject =
            proofOf
                case
                trials[1]
                (CausalityDiagnosis.findings subject pieces pastTrials)
                (CausalityDiagnosis.findings subject further furtherTrials)
                (plain
                 |> ValueOption.map (fun struct (again, results) ->
                     CausalityDiagnosis.findings subject again results))
                subject

        let count wanted =
            Array.filter wanted changedTrials |> Array.length

        CausalityProof(
            settings.Seed,
            cuts,
            cuts |> Array.map axes.SessionDate,
            dense,
            axes.BarCount,
            perturbations,
            Array.init case.Before.Length subjectOf,
            count _.IsCompared,
            count _.IsInapplicable,
            count _.IsRefused,
            CausalityTrial.firstRefusal changedTrials,
            Array.append trials shortTrials |> Array.forall (fun trial -> not trial.IsSkipped)
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
            elif CausalityTrial.isShapedAs history.Bars.Axes before then
                Ok(
                    examine plan settings {
                        Seed = settings.Seed
                        History = history
                        Before = before
                        Compute = compute
                    }
                )
            else
                Error(CausalityTrial.wrongBars history.Bars.Axes before))
