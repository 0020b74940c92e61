namespace Symphony.Core.Tests

open System
open System.Globalization
open NUnit.Framework
open Symphony.Core

/// The pipeline against markets whose truth is known: it finds what is planted, and nothing where nothing is.
/// Three seeds by default; SYMPHONY_SEEDS=20 runs the whole trial.
[<TestFixture>]
type OracleTests() =

    let seedCount =
        match Environment.GetEnvironmentVariable "SYMPHONY_SEEDS" with
        | null
        | "" -> 3
        | text -> Int32.Parse(text, CultureInfo.InvariantCulture)

    let outcomes (slowSignal: float) (fastSignal: float) : Research.Outcome[] =
        let found =
            Array.init seedCount (fun i ->
                Research.walkForward slowSignal fastSignal (uint64 (i + 1)))

        for outcome in found do
            TestContext.Out.WriteLine(
                FormattableString.Invariant
                    $"rank IC {outcome.RankCorrelation:F4}, gross {outcome.GrossSharpe:F2}, net {outcome.NetSharpe:F2}, DSR {outcome.DeflatedSharpe:F3}"
            )

        found

    /// Nine in ten of the seeds: 18 of 20, all of 3.
    let most = seedCount - seedCount / 10

    let count (holds: Research.Outcome -> bool) (found: Research.Outcome[]) : int =
        found |> Array.filter holds |> Array.length

    let withinThreeStandardErrorsOfZero (values: float[]) : bool =
        match Moments.mean (ReadOnlySpan values), Moments.variance (ReadOnlySpan values) with
        | ValueSome mean, ValueSome variance ->
            abs mean <= 3.0 * sqrt (variance / float values.Length)
        | _ -> false

    [<Test>]
    member _.``without a signal nothing is found``() =
        let found = outcomes 0.0 0.0
        let ratios = found |> Array.map _.GrossSharpe
        Assert.That(withinThreeStandardErrorsOfZero (found |> Array.map _.RankCorrelation))
        Assert.That(withinThreeStandardErrorsOfZero ratios)
        Assert.That(count (fun outcome -> outcome.DeflatedSharpe > 0.95) found, Is.Zero)

    [<Test>]
    member _.``the slow signal survives its costs``() =
        let found = outcomes 1.0 0.0
        Assert.That(count (fun outcome -> outcome.NetSharpe > 0.0) found, Is.EqualTo seedCount)

        Assert.That(
            count (fun outcome -> outcome.DeflatedSharpe > 0.95) found,
            Is.GreaterThanOrEqualTo most
        )

    [<Test>]
    member _.``the fast signal earns before costs and loses after``() =
        let found = outcomes 0.0 1.0

        let lost (outcome: Research.Outcome) =
            outcome.GrossSharpe > 0.0 && outcome.NetSharpe < 0.0

        Assert.That(count lost found, Is.GreaterThanOrEqualTo most)
