/// The features of the catalogue, and those that a caller writes, under the leakage prover.
module Symphony.Core.Tests.CatalogueProofs

open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private history: MarketHistory =
    let bars, actions =
        MarketPlan.build {
            Bars = 70
            Names = 5
            Seed = 11UL
            Gaps = [ 1, 30, 3; 3, 0, 12; 4, 60, 10 ]
            Actions = [
                0, 35, ActionKind.Split 2.0
                2, 50, ActionKind.Dividend 0.4
                1, 40, ActionKind.Dividend 0.3
            ]
        }

    { Bars = bars; Actions = actions }

let private prove (features: Feature list) =
    Causality.prove
        WorkPlan.sequential
        { Causality.standard with Cuts = 6; Dense = 12 }
        (CausalOutputs.features features)
        history
    |> accepted

[<Test>]
let ``every family, with small windows, is proved on a market with gaps, late names and actions``
    ()
    =
    let proof = prove CatalogueLaws.features

    for subject in proof.Subjects do
        Assert.That(
            subject.Verdict,
            Is.Not.EqualTo CausalityVerdict.LeakFound,
            $"{subject.Subject}: {subject.Explanation}"
        )

    Assert.That(proof.IsProved)

[<Test>]
let ``a feature of the caller's own is proved as the catalogue's are, and caught where it peeks``
    ()
    =
    let close shift (bars: Bars) (_: CorporateActions) =
        let last = bars.Axes.BarCount - 1
        Ok(Panel.init bars.Axes (fun t i -> bars.Close[min last (t + shift), i]))

    let own name shift =
        accepted (Feature.ofFunction name 0<bar> "the close" (close shift))

    let swing =
        Feature.ofReturns
            "largest_move_4"
            4<bar>
            "largest |log return| of the last 4"
            (fun returns -> returns |> Array.map abs |> Array.max)
        |> accepted

    Assert.That((prove [ own "honest_close" 0; swing ]).IsProved)
    let caught = (prove [ own "next_close" 1 ]).Subjects[0]
    Assert.That(caught.Verdict, Is.EqualTo CausalityVerdict.LeakFound)
    Assert.That(caught.Diagnosis, Is.EqualTo(ValueSome(Diagnosis.LooksAheadBy 1<bar>)))

[<Test>]
let ``a caller's feature with a bad name, or values on other bars, is refused`` () =
    let refusal name compute =
        match
            Feature.ofFunction name 0<bar> "" compute
            |> Result.bind (Feature.ofMarket history.Bars history.Actions)
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    let shorter = accepted (MarketHistory.upTo 9 history)
    Assert.That(refusal "My Feature" (fun bars _ -> Ok bars.Close), Does.Contain "lower-case")

    Assert.That(
        refusal "short" (fun _ _ -> Ok shorter.Bars.Close),
        Does.Contain "other bars or symbols"
    )
