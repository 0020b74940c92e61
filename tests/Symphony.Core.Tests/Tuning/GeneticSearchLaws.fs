module Symphony.Core.Tests.GeneticSearchLaws

open System
open System.Collections.Generic
open FsCheck
open FsCheck.FSharp
open NUnit.Framework

open Symphony.Core

let private orFail (result: Result<'value, Invalid>) =
    result |> Result.defaultWith (fun invalid -> failwith (string invalid))

/// A small search: settings, genes and a seed.
type Search = { Settings: GeneticSettings; Genes: Gene list; Seed: uint64 }

type Searches =

    static member Small() : Arbitrary<Search> =
        let gene =
            Gen.oneof [
                Gen.map2
                    (fun low width -> Gene.Whole(low, low + width))
                    (Gen.choose (-9, 9))
                    (Gen.choose (0, 30))
                Gen.map2
                    (fun low width -> Gene.Real(float low / 4.0, float (low + width) / 4.0))
                    (Gen.choose (-9, 9))
                    (Gen.choose (0, 30))
            ]

        let gen =
            gen {
                let! population = Gen.choose (2, 12)
                let! generations = Gen.choose (1, 6)
                let! tournament = Gen.choose (1, population)
                let! elite = Gen.choose (0, population - 1)
                let! crossover = Gen.elements [ 0.0; 0.5; 1.0 ]
                let! mutation = Gen.elements [ 0.0; 0.3; 1.0 ]
                let! count = Gen.choose (1, 4)
                let! genes = Gen.listOfLength count gene
                let! seed = Gen.choose (0, 1_000_000)

                return {
                    Settings = {
                        Population = population
                        Generations = generations
                        Tournament = tournament
                        Crossover = crossover
                        Mutation = mutation
                        Elite = elite
                    }
                    Genes = genes
                    Seed = uint64 seed
                }
            }

        let simpler search =
            seq {
                if search.Genes.Length > 1 then
                    { search with Genes = List.tail search.Genes }

                if search.Settings.Generations > 1 then
                    { search with Settings.Generations = search.Settings.Generations - 1 }

                if search.Seed > 0UL then
                    { search with Seed = search.Seed / 2UL }
            }

        Arb.fromGenShrink (gen, simpler)

[<AttributeUsage(AttributeTargets.Method)>]
type SearchPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Searches> |]

/// Rough, with places that have no fitness.
let private rough (genome: float[]) : float voption =
    let sum = Array.sum genome

    if Math.Floor sum % 5.0 = 0.0 then
        ValueNone
    else
        ValueSome(Elementary.sin (3.0 * sum) - 0.01 * sum * sum)

let private run fitness search =
    GeneticSearch.run search.Settings search.Genes (Rng.ofSeed search.Seed) fitness |> orFail

let private same (a: GeneticResult) (b: GeneticResult) =
    let best (result: GeneticResult) =
        result.Best
        |> ValueOption.map (fun found -> List.ofArray (found.Genes.ToArray()), found.Fitness)

    best a = best b
    && a.Evaluations = b.Evaluations
    && Seq.forall2
        (fun (x: Generation) (y: Generation) ->
            Bits.same x.BestFitness y.BestFitness
            && Bits.same x.MeanFitness y.MeanFitness
            && x.Evaluations = y.Evaluations)
        a.History
        b.History

[<SearchProperty>]
let ``no genome is evaluated twice, each is within its ranges, and the count is told``
    (search: Search)
    =
    let seen = HashSet<float[]>(HashIdentity.Structural)
    let mutable fault = false

    let fitness (genome: float[]) =
        let isWithin gene (value: float) =
            match gene with
            | Gene.Whole(low, high) ->
                Math.Floor value = value && value >= float low && value <= float high
            | Gene.Real(low, high) -> value >= low && value <= high

        if not (seen.Add(Array.copy genome)) then
            fault <- true

        if not (List.forall2 isWithin search.Genes (List.ofArray genome)) then
            fault <- true

        rough genome

    let found = run fitness search
    not fault && found.Evaluations = seen.Count

[<SearchProperty>]
let ``the best is the highest of all that were evaluated, and never falls`` (search: Search) =
    let mutable highest = ValueNone

    let fitness genome =
        let value = rough genome

        match value, highest with
        | ValueSome x, ValueSome y when x <= y -> ()
        | ValueSome x, _ -> highest <- ValueSome x
        | ValueNone, _ -> ()

        value

    let found = run fitness search
    let bests = found.History |> Seq.map _.BestFitness |> Array.ofSeq

    (found.Best |> ValueOption.map _.Fitness) = highest
    && found.History.Count = search.Settings.Generations
    && Array.pairwise bests |> Array.forall (fun (a, b) -> Double.IsNaN a || a <= b)

[<SearchProperty>]
let ``the result does not depend on the schedule`` (search: Search) =
    let backwards count (action: int -> unit) =
        for n in count - 1 .. -1 .. 0 do
            action n

    let found =
        GeneticSearch.runWith
            backwards
            ignore
            (fun () -> false)
            search.Settings
            search.Genes
            (Rng.ofSeed search.Seed)
            rough
        |> orFail

    same found (run rough search)

[<SearchProperty>]
let ``a longer search goes on from a shorter one`` (search: Search) =
    let found = run rough search

    let longer =
        run rough { search with Settings.Generations = search.Settings.Generations + 2 }

    Seq.forall2
        (fun (a: Generation) (b: Generation) ->
            Bits.same a.BestFitness b.BestFitness && a.Evaluations = b.Evaluations)
        found.History
        (Seq.truncate found.History.Count longer.History)

[<SearchProperty>]
let ``stopped after some generations, it gives what a search of as many gives`` (search: Search) =
    let mutable asked = 0
    let parts = ResizeArray<float>()

    let found =
        GeneticSearch.runWith
            Schedule.sequential
            parts.Add
            (fun () ->
                asked <- asked + 1
                asked >= 2)
            search.Settings
            search.Genes
            (Rng.ofSeed search.Seed)
            rough
        |> orFail

    let generations = min 2 search.Settings.Generations

    found.History.Count = generations
    && found.WasStopped = (search.Settings.Generations > 2)
    && parts.Count = generations
    && same found (run rough { search with Settings.Generations = generations })

[<Test>]
let ``the top of a hill of two whole numbers and a real one is found`` () =
    let hill (genome: float[]) =
        ValueSome(-((genome[0] - 7.0) ** 2.0 + (genome[1] + 3.0) ** 2.0 + (genome[2] - 0.5) ** 2.0))

    let genes = [ Gene.Whole(-50, 50); Gene.Whole(-50, 50); Gene.Real(0.0, 1.0) ]

    for seed in 1UL .. 10UL do
        let found =
            GeneticSearch.run
                { GeneticSearch.standard with Generations = 40 }
                genes
                (Rng.ofSeed seed)
                hill
            |> orFail

        let best = found.Best.Value.Genes.ToArray()
        Assert.That(best[0], Is.EqualTo 7.0)
        Assert.That(best[1], Is.EqualTo -3.0)
        Assert.That(best[2], Is.EqualTo(0.5).Within 0.05)

[<Test>]
let ``where nothing has a fitness there is no best, and NaN is none`` () =
    for value in [ ValueNone; ValueSome nan; ValueSome infinity ] do
        let found =
            GeneticSearch.run GeneticSearch.standard [ Gene.Whole(0, 3) ] (Rng.ofSeed 1UL) (fun _ ->
                value)
            |> orFail

        Assert.That(found.Best.IsNone)
        Assert.That(found.Evaluations, Is.LessThanOrEqualTo 4)
        Assert.That(found.History[0].BestFitness, Is.NaN)

[<Test>]
let ``settings and ranges that make no search are refused`` () =
    let refused settings genes =
        match GeneticSearch.run settings genes (Rng.ofSeed 1UL) rough with
        | Error invalid -> invalid.Parameter
        | Ok _ -> "accepted"

    let standard = GeneticSearch.standard
    let gene = [ Gene.Whole(0, 3) ]
    Assert.That(refused { standard with Population = 1 } gene, Is.EqualTo "population")
    Assert.That(refused { standard with Generations = 0 } gene, Is.EqualTo "generations")
    Assert.That(refused { standard with Tournament = 25 } gene, Is.EqualTo "tournament")
    Assert.That(refused { standard with Crossover = 1.1 } gene, Is.EqualTo "crossover")
    Assert.That(refused { standard with Mutation = nan } gene, Is.EqualTo "mutation")
    Assert.That(refused { standard with Elite = 24 } gene, Is.EqualTo "elite")
    Assert.That(refused standard [], Is.EqualTo "genes")
    Assert.That(refused standard [ Gene.Whole(3, 0) ], Is.EqualTo "genes")
    Assert.That(refused standard [ Gene.Real(0.0, infinity) ], Is.EqualTo "genes")
    Assert.That(refused standard [ Gene.Real(1.0, 0.0) ], Is.EqualTo "genes")
