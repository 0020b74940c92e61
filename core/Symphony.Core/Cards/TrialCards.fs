namespace Symphony.Core

open System

/// Cards of counting trials and of comparing them.
[<RequireQualifiedAccess>]
module internal TrialCards =

    let private deflatedSharpe =
        "Bailey and López de Prado (2014), The deflated Sharpe ratio, Journal of Portfolio Management 40(5)"

    let private ledgerOf (entries: Result<TrialEntry, Invalid> list) : TrialLedger voption =
        let grown =
            (TrialLedger.create "study", entries)
            ||> List.fold (fun ledger entry ->
                match ledger, entry with
                | Ok held, Ok one -> TrialLedger.append one held
                | Error invalid, _
                | _, Error invalid -> Error invalid)

        match grown with
        | Ok ledger -> ValueSome ledger
        | Error _ -> ValueNone

    let private identity (configuration: string) (decisions: string) (inputs: string) =
        TrialIdentity.create "study" configuration decisions inputs

    let private outcome configuration decisions inputs (ratio: float) =
        identity configuration decisions inputs
        |> Result.bind (fun whose ->
            TrialOutcome.create (ValueSome ratio) 250 0 364
            |> Result.map (TrialEntry.ofOutcome whose))

    let private sixRecords () : TrialSummary voption =
        ledgerOf [
            identity "a" "a" "data" |> Result.bind (TrialEntry.ofWork TrialKind.SplitFits 28)
            outcome "a" "a" "data" 0.02
            outcome "a at twice the costs" "a" "data" 0.01
            outcome "a" "a" "data and a month" 0.03
            outcome "b" "b" "data" 0.04
            identity "b" "b" "data" |> Result.bind (TrialEntry.ofWork TrialKind.Paths 7)
        ]
        |> ValueOption.bind TrialLedger.summary

    let private six =
        "fits of 28 splits; A (0.02 per bar), A at other costs, A on newer data, B (0.04); 7 paths"

    /// Four trials with the same returns, 3 % and −1 % in turn.
    let private fourAlike () : TrialComparison voption =
        let bars = [| 0..15 |]
        let returns = bars |> Array.map (fun i -> if i % 2 = 0 then 0.03 else -0.01)

        match
            NetReturns.create
                (ReadOnlySpan(Array.map int64 bars))
                (ReadOnlySpan bars)
                (ReadOnlySpan<float>())
                (ReadOnlySpan returns)
        with
        | Error _ -> ValueNone
        | Ok series ->
            ledgerOf [
                for name in [ "a"; "b"; "c"; "d" ] do
                    identity name name "data"
                    |> Result.bind (fun whose ->
                        TrialOutcome.ofReturns series
                        |> TrialOutcome.withReturnsHash name
                        |> Result.map (TrialEntry.ofOutcome whose))
            ]
            |> ValueOption.map (fun ledger ->
                TrialComparison.ofLedger
                    Schedule.sequential
                    (fun _ -> series)
                    (Array.last (TrialLedger.records ledger))
                    ledger)

    let private count =
        FormulaCard(
            name = "Number of trials N",
            formula = "N = |{ decisions whose net out-of-sample returns were computed }|",
            convention =
                "Counted over the study’s ledger up to the reported record. Changes of cost or capital alone, repeats, split fits, evaluations inside training sets and paths are recorded and not counted.",
            unit = "trials, at least 1",
            reference = deflatedSharpe,
            golden = [
                GoldenValue(
                    inputs = six,
                    value = 2.0,
                    tolerance = 1e-12,
                    source = "by hand: A and B",
                    recompute =
                        fun () ->
                            sixRecords () |> ValueOption.map (fun trials -> float trials.Count)
                )
            ]
        )

    let private variance =
        FormulaCard(
            name = "Variance of trials",
            formula = "V = Σ (SRᵢ − mean SR)² / (n − 1)",
            convention =
                "Over the counted trials that have a Sharpe ratio per bar, each as it was first recorded; never annualised; 0 for one.",
            unit = "squared Sharpe ratio per bar",
            reference = deflatedSharpe,
            golden = [
                GoldenValue(
                    inputs = six,
                    value = 0.0002,
                    tolerance = 1e-15,
                    source = "by hand: 0.02 and 0.04, squares 0.0001 each about 0.03, over 1",
                    recompute = fun () -> sixRecords () |> ValueOption.map _.Variance
                )
            ]
        )

    let private deflatedAtEffective =
        FormulaCard(
            name = "Deflated Sharpe ratio at the effective number of trials",
            formula = "PSR at SR* = √Vₖ E[max of K]; K clusters of trials",
            convention =
                "Trials with nine tenths of the reported bars are clustered on the bars they all have; a trial that cannot be compared is a cluster by itself. Vₖ is the variance of the clusters’ Sharpe ratios per bar. Shown beside the ratio at N, which alone decides.",
            unit = "probability, 0 to 1",
            reference =
                "López de Prado and Lewis (2019), Detection of false investment strategies using unsupervised learning methods, Quantitative Finance 19(9)",
            golden = [
                GoldenValue(
                    inputs = "four trials, each 3 % and −1 % in turn over 16 bars: K = 1",
                    value = 0.969603638234748,
                    tolerance = 1e-12,
                    source =
                        "by hand: SR = ½ √(15/16), skewness 0, kurtosis 1, so Φ(SR √15) = Φ(1.875)",
                    recompute = fun () -> fourAlike () |> ValueOption.bind _.DeflatedSharpeRatio
                )
                GoldenValue(
                    inputs = "the same four: K",
                    value = 1.0,
                    tolerance = 1e-12,
                    source = "by hand: four times the same returns are one trial",
                    recompute =
                        fun () ->
                            fourAlike ()
                            |> ValueOption.map (fun found -> float found.Effective.Count)
                )
            ]
        )

    let all: FormulaCard list = [ count; variance; deflatedAtEffective ]
