module Symphony.Core.Tests.ScalingLaws

open System
open FsCheck
open FsCheck.FSharp
open NUnit.Framework

open Symphony.Core

/// Rows of features with ties, and which of them train.
type ScalingPlan = { Width: int; Values: float[]; Train: int[] }

type ScalingPlans =
    static member Plans() : Arbitrary<ScalingPlan> =
        let gen =
            gen {
                let! width = Gen.choose (1, 3)
                let! rows = Gen.choose (2, 30)
                let value = Gen.map (fun x -> float x / 3.0) (Gen.choose (-12, 12))
                let! values = Gen.arrayOfLength (width * rows) value
                let! train = Gen.arrayOf (Gen.choose (0, rows - 1))
                let train = Array.distinct train

                return {
                    Width = width
                    Values = values
                    Train = (if train.Length = 0 then [| 0 |] else train)
                }
            }

        let simpler plan =
            seq {
                for i in 0 .. plan.Train.Length - 1 do
                    if plan.Train.Length > 1 then
                        { plan with Train = Array.removeAt i plan.Train }

                for i in 0 .. plan.Values.Length - 1 do
                    if plan.Values[i] <> 0.0 then
                        { plan with Values = Array.updateAt i 0.0 plan.Values }
            }

        Arb.fromGenShrink (gen, simpler)

[<AttributeUsage(AttributeTargets.Method)>]
type ScalingPropertyAttribute() as this =
    inherit DomainPropertyAttribute()
    do this.Arbitrary <- [| typeof<ScalingPlans> |]

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private methods = [
    ScalingMethod.Standard
    ScalingMethod.Robust
    ScalingMethod.Quantile
    ScalingMethod.RankGauss
]

let private scaled method (plan: ScalingPlan) (values: float[]) : float[] =
    FeatureScaling.fit method plan.Width (ReadOnlyMemory plan.Values) (ReadOnlyMemory plan.Train)
    |> Result.bind (FeatureScaling.transform (ReadOnlyMemory values))
    |> accepted

[<ScalingProperty>]
let ``a scaling knows its training rows alone: other rows change no bit`` (plan: ScalingPlan) =
    let changed =
        plan.Values
        |> Array.mapi (fun cell x ->
            if Array.contains (cell / plan.Width) plan.Train then x else x * 7.0 + 1e6)

    methods
    |> List.forall (fun method ->
        let other = { plan with Values = changed }
        Bits.sameAll (scaled method plan plan.Values) (scaled method other plan.Values))

[<ScalingProperty>]
let ``every scaling equals its definition, column by column`` (plan: ScalingPlan) =
    let near (a: float) (b: float) = Tolerance.near 1e-9 (1.0 + abs b) a b
    let rows = plan.Values.Length / plan.Width

    [ 0 .. plan.Width - 1 ]
    |> List.forall (fun j ->
        let train = plan.Train |> Array.map (fun row -> plan.Values[row * plan.Width + j])
        let n = float train.Length
        let mean = Array.average train

        let deviation =
            if train.Length < 2 then
                0.0
            else
                sqrt ((train |> Array.sumBy (fun x -> (x - mean) * (x - mean))) / (n - 1.0))

        let quantile share =
            accepted (Quantile.linear share (ReadOnlySpan train)) |> ValueOption.get

        let spread = (quantile 0.75 - quantile 0.25) / 1.3489795003921634

        /// The mean rank of a value of the training rows.
        let rank x =
            let below = train |> Array.filter (fun y -> y < x) |> Array.length
            let same = train |> Array.filter (fun y -> y = x) |> Array.length
            float below + (float same + 1.0) / 2.0

        let unit scale = if scale > 1e-12 then scale else 1.0

        Seq.forall
            (fun row ->
                let x = plan.Values[row * plan.Width + j]

                let of' method =
                    (scaled method plan plan.Values)[row * plan.Width + j]

                let known = Array.contains x train

                near (of' ScalingMethod.Standard) ((x - mean) / unit deviation)
                && near (of' ScalingMethod.Robust) ((x - quantile 0.5) / unit spread)
                && (not known
                    || near
                        (of' ScalingMethod.Quantile)
                        (if n > 1.0 then (rank x - 1.0) / (n - 1.0) else 0.5)
                       && near
                           (of' ScalingMethod.RankGauss)
                           (Elementary.normalQuantile ((rank x - 0.5) / n))))
            (seq { 0 .. rows - 1 }))

[<ScalingProperty>]
let ``scalings keep the order of values, and quantiles stay between 0 and 1`` (plan: ScalingPlan) =
    let column = Array.init 60 (fun k -> float (k - 30) / 4.0)
    let one = { plan with Width = 1 }

    methods
    |> List.forall (fun method ->
        let values = scaled method one column

        Array.pairwise values |> Array.forall (fun (a, b) -> a <= b)
        && (method <> ScalingMethod.Quantile
            || values |> Array.forall (fun x -> x >= 0.0 && x <= 1.0)))

[<Test>]
let ``rows that are not there, lengths that do not fit and values that are not finite are refused``
    ()
    =
    let refusal (values: float[]) (train: int[]) width =
        match
            FeatureScaling.fit
                ScalingMethod.Robust
                width
                (ReadOnlyMemory values)
                (ReadOnlyMemory train)
        with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    Assert.That(refusal [| 1.0; 2.0 |] [| 2 |] 1, Does.Contain "trainRows must lie in [0, 1]")
    Assert.That(refusal [| 1.0; 2.0; 3.0 |] [| 0 |] 2, Does.Contain "features must have length 4")
    Assert.That(refusal [| 1.0; nan |] [| 1 |] 1, Does.Contain "features must be finite")
    Assert.That(refusal [| 1.0 |] [||] 1, Does.Contain "trainRows is empty")

[<ScalingProperty>]
let ``what is kept of a scaling is all of it: restored it gives the same bits``
    (plan: ScalingPlan)
    =
    methods
    |> List.forall (fun method ->
        let scaling =
            FeatureScaling.fit
                method
                plan.Width
                (ReadOnlyMemory plan.Values)
                (ReadOnlyMemory plan.Train)
            |> accepted

        let again =
            accepted (FeatureScaling.restore method (FeatureScaling.columns scaling))

        let transformed = FeatureScaling.transform (ReadOnlyMemory plan.Values) >> accepted
        Bits.sameAll (transformed scaling) (transformed again))

[<ScalingProperty>]
let ``a thinned scaling keeps its ends and so many knots, and is off by less than two neighbours differ``
    (plan: ScalingPlan)
    =
    [ ScalingMethod.Quantile; ScalingMethod.RankGauss ]
    |> List.forall (fun method ->
        let scaling =
            FeatureScaling.fit
                method
                plan.Width
                (ReadOnlyMemory plan.Values)
                (ReadOnlyMemory plan.Train)
            |> accepted

        let thin = accepted (FeatureScaling.thinned 4 scaling)
        let transformed = FeatureScaling.transform (ReadOnlyMemory plan.Values) >> accepted
        let exact, near = transformed scaling, transformed thin

        Array.zip (FeatureScaling.columns scaling) (FeatureScaling.columns thin)
        |> Array.indexed
        |> Array.forall (fun (j, (all, kept)) ->
            let knots, values = kept.Knots.ToArray(), kept.Values.ToArray()
            let steps = Array.pairwise values |> Array.map (fun (a, b) -> b - a)
            let most = if steps.Length > 0 then Array.max steps else 0.0

            knots.Length = min 4 (all.Knots.Length)
            && knots[0] = all.Knots.Span[0]
            && Array.last knots = all.Knots.Span[all.Knots.Length - 1]
            && Array.forall
                (fun knot ->
                    Bits.same
                        values[Array.IndexOf(knots, knot)]
                        all.Values.Span[Array.IndexOf(all.Knots.ToArray(), knot)])
                knots
            && Seq.forall
                (fun row ->
                    abs (exact[row * plan.Width + j] - near[row * plan.Width + j])
                    <= most + 1e-12)
                (seq { 0 .. exact.Length / plan.Width - 1 })))

[<Test>]
let ``columns that are no scaling are refused`` () =
    let line centre scale = {
        Centre = centre
        Scale = scale
        Knots = ReadOnlyMemory.Empty
        Values = ReadOnlyMemory.Empty
    }

    let curve (knots: float[]) (values: float[]) = {
        line 0.0 1.0 with
            Knots = ReadOnlyMemory knots
            Values = ReadOnlyMemory values
    }

    let refusal method columns =
        match FeatureScaling.restore method columns with
        | Ok _ -> "accepted"
        | Error invalid -> string invalid

    let quantile column =
        refusal ScalingMethod.Quantile [| column |]

    Assert.That(refusal ScalingMethod.Standard [||], Does.Contain "columns is empty")

    Assert.That(
        refusal ScalingMethod.Standard [| line 0.0 0.0 |],
        Does.Contain "scale of column 0 must be above zero"
    )

    Assert.That(
        refusal ScalingMethod.Robust [| line nan 1.0 |],
        Does.Contain "centre of column 0 must be finite"
    )

    Assert.That(
        refusal ScalingMethod.Robust [| curve [| 1.0 |] [| 0.5 |] |],
        Does.Contain "knots of column 0 must have length 0"
    )

    Assert.That(quantile (line 0.0 1.0), Does.Contain "knots of column 0 is empty")

    Assert.That(
        quantile (curve [| 1.0; 1.0 |] [| 0.0; 1.0 |]),
        Does.Contain "knots of column 0 must be strictly increasing"
    )

    Assert.That(
        quantile (curve [| 1.0; 2.0 |] [| 1.0; 0.0 |]),
        Does.Contain "values of column 0: they must never decrease"
    )

    Assert.That(
        quantile (curve [| 1.0; 2.0 |] [| 1.0 |]),
        Does.Contain "values of column 0 must have length 2"
    )

    Assert.That(quantile (curve [| 1.0; infinity |] [| 0.0; 1.0 |]), Does.Contain "must be finite")
