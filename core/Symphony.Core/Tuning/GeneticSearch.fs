namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>What one number of a genome may be.</summary>
[<RequireQualifiedAccess>]
type Gene =
    /// <summary>A whole number, both bounds included.</summary>
    | Whole of minimum: int * maximum: int
    /// <summary>Any number between two finite bounds.</summary>
    | Real of minimum: float * maximum: float

/// <summary>How a population is bred.</summary>
type GeneticSettings = {
    /// <summary>Genomes in a generation, at least 2.</summary>
    Population: int
    /// <summary>Generations, the first random one among them, at least 1.</summary>
    Generations: int
    /// <summary>Genomes drawn for each parent, of which the best is taken, at least 1.</summary>
    Tournament: int
    /// <summary>Chance that a child mixes two parents instead of copying one, 0 to 1.</summary>
    Crossover: float
    /// <summary>Chance of each gene of a child to change, 0 to 1.</summary>
    Mutation: float
    /// <summary>Best genomes that live on unchanged, fewer than the population.</summary>
    Elite: int
}

/// <summary>A genome and how fit it is.</summary>
type ScoredGenome = {
    /// <summary>One number for each gene; whole ones are whole.</summary>
    Genes: ReadOnlyMemory<float>
    /// <summary>What the objective gave, finite; more is better.</summary>
    Fitness: float
}

/// <summary>One generation of a search.</summary>
[<Struct; NoComparison>]
type Generation = {
    /// <summary>The best fitness found so far; NaN while no genome had one.</summary>
    BestFitness: float
    /// <summary>The mean fitness of the generation's genomes that have one; NaN without any.</summary>
    MeanFitness: float
    /// <summary>Distinct genomes evaluated so far.</summary>
    Evaluations: int
}

/// <summary>What a search found.</summary>
[<Sealed; AllowNullLiteral(false)>]
type GeneticResult
    internal (best: ScoredGenome voption, evaluations: int, history: Generation[], wasStopped: bool)
    =

    /// <summary>The fittest genome, the first found of equals; none if no genome had a fitness.</summary>
    member _.Best: ScoredGenome voption = best

    /// <summary>How many distinct genomes were evaluated: none twice.</summary>
    member _.Evaluations: int = evaluations

    /// <summary>The generations in order.</summary>
    member _.History: IReadOnlyList<Generation> =
        Array.AsReadOnly history :> IReadOnlyList<Generation>

    /// <summary>True when it was stopped before its last generation.</summary>
    member _.WasStopped: bool = wasStopped

/// <summary>Looks for the fittest genome by selection, mixing and mutation.</summary>
/// <remarks>
/// Each child has two parents, each the best of a few drawn at random; gene by gene it takes the one's or the
/// other's; a gene that mutates is drawn anew, or moved by about a tenth of its range, half and half. The best
/// live on. Everything random is drawn from the one generator in a written order before any genome is evaluated,
/// so that the result is the same however the evaluations are scheduled.
/// Source: Goldberg (1989), "Genetic algorithms in search, optimization and machine learning", chapters 3 and 4;
/// Deb and Goyal (1996) for mixed whole and real genes.
/// </remarks>
[<RequireQualifiedAccess>]
module GeneticSearch =

    /// <summary>24 genomes over 12 generations, tournaments of 3, 90 % mixed, each gene changed by 20 %, 2 live on.</summary>
    let standard: GeneticSettings = {
        Population = 24
        Generations = 12
        Tournament = 3
        Crossover = 0.9
        Mutation = 0.2
        Elite = 2
    }

    let internal check (settings: GeneticSettings) : Result<unit, Invalid> =
        Check.all [
            Check.within "population" 2.0 100_000.0 (float settings.Population)
            Check.within "generations" 1.0 100_000.0 (float settings.Generations)
            Check.within "tournament" 1.0 (float settings.Population) (float settings.Tournament)
            Check.within "crossover" 0.0 1.0 settings.Crossover
            Check.within "mutation" 0.0 1.0 settings.Mutation
            Check.within "elite" 0.0 (float (settings.Population - 1)) (float settings.Elite)
        ]

    let private checkGene (gene: Gene) : Result<unit, Invalid> =
        match gene with
        | Gene.Whole(minimum, maximum) when minimum > maximum ->
            Error(Invalid.Conflict("genes", $"the range {minimum} to {maximum} is reversed"))
        | Gene.Whole _ -> Ok()
        | Gene.Real(minimum, maximum) ->
            Check.all [
                Check.finite "genes" minimum
                Check.finite "genes" maximum
                Check.finite "genes" (maximum - minimum)
                if minimum > maximum then
                    let range = $"{Text.number minimum} to {Text.number maximum}"
                    Error(Invalid.Conflict("genes", $"the range {range} is reversed"))
            ]

    /// Draws from one generator, one after the other.
    [<Sealed>]
    type private Draws(rng: Rng) =
        let mutable state = rng

        member _.Uniform() : float =
            let struct (value, following) = Rng.uniform state
            state <- following
            value

        /// A whole number below the count.
        member this.Below(count: int64) : int64 =
            min (count - 1L) (int64 (this.Uniform() * float count))

    let private anew (draws: Draws) (gene: Gene) : float =
        match gene with
        | Gene.Whole(minimum, maximum) ->
            float (int64 minimum + draws.Below(int64 maximum - int64 minimum + 1L))
        | Gene.Real(minimum, maximum) -> minimum + (maximum - minimum) * draws.Uniform()

    /// A step of about a tenth of the range, held within it; a whole one of at least 1.
    let private moved (draws: Draws) (gene: Gene) (value: float) : float =
        match gene with
        | Gene.Whole(minimum, maximum) ->
            let most = max 1L ((int64 maximum - int64 minimum) / 10L)
            let size = 1L + draws.Below most
            let step = if draws.Uniform() < 0.5 then -size else size
            max (float minimum) (min (float maximum) (value + float step))
        | Gene.Real(minimum, maximum) ->
            let step = 0.1 * (maximum - minimum) * Elementary.normalQuantile (draws.Uniform())
            max minimum (min maximum (value + step))

    let private mutated (draws: Draws) (chance: float) (genes: Gene[]) (genome: float[]) : float[] =
        Array.map2
            (fun gene value ->
                if draws.Uniform() >= chance then value
                elif draws.Uniform() < 0.5 then anew draws gene
                else moved draws gene value)
            genes
            genome

    /// A parent: the lowest rank of a few drawn.
    let private parent (draws: Draws) (settings: GeneticSettings) (ranked: float[][]) : float[] =
        let mutable best = Int64.MaxValue

        for _ in 1 .. settings.Tournament do
            best <- min best (draws.Below(int64 ranked.Length))

        ranked[int best]

    let private child
        (draws: Draws)
        (settings: GeneticSettings)
        (genes: Gene[])
        (ranked: float[][])
        : float[] =
        let first = parent draws settings ranked
        let second = parent draws settings ranked

        let mixed =
            if draws.Uniform() < settings.Crossover then
                Array.map2 (fun a b -> if draws.Uniform() < 0.5 then a else b) first second
            else
                first

        mutated draws settings.Mutation genes mixed

    /// The genomes from the fittest on, those without a fitness last, equals in the order they came in.
    let private rank (fitnessOf: float[] -> float voption) (population: float[][]) : float[][] =
        population
        |> Array.indexed
        |> Array.sortWith (fun (i, a) (j, b) ->
            match fitnessOf a, fitnessOf b with
            | ValueSome x, ValueSome y when x <> y -> y.CompareTo x
            | ValueSome _, ValueNone -> -1
            | ValueNone, ValueSome _ -> 1
            | _ -> i.CompareTo j)
        |> Array.map snd

    /// <summary>Searches with a schedule, a report of progress, and a way to stop.</summary>
    /// <param name="schedule">Runs the actions 0 to n - 1, in any order or at once.</param>
    /// <param name="progress">Called after each generation with the part that is done, 0 to 1.</param>
    /// <param name="isStopped">Asked before each generation but the first; the best so far is kept.</param>
    /// <param name="settings">How to breed.</param>
    /// <param name="genes">What each number of a genome may be, at least one.</param>
    /// <param name="rng">What every draw comes from.</param>
    /// <param name="fitness">
    /// How fit a genome is, more is better; none, or what is not finite, for one that cannot be used. Must
    /// depend on the genome alone, and may be called from several threads by the schedule.
    /// </param>
    let runWith
        (schedule: int -> (int -> unit) -> unit)
        (progress: float -> unit)
        (isStopped: unit -> bool)
        (settings: GeneticSettings)
        (genes: Gene list)
        (rng: Rng)
        (fitness: float[] -> float voption)
        : Result<GeneticResult, Invalid> =
        let checks =
            Check.all [
                check settings
                if genes.IsEmpty then
                    Error(Invalid.Empty "genes")
                for gene in genes do
                    checkGene gene
            ]

        checks
        |> Result.map (fun () ->
            let genes = Array.ofList genes
            let draws = Draws rng
            let known = Dictionary<float[], float voption>(HashIdentity.Structural)
            let history = ResizeArray<Generation>(settings.Generations)
            let mutable best = ValueNone
            let mutable stopped = false

            let mutable population =
                Array.init settings.Population (fun _ -> Array.map (anew draws) genes)

            let evaluate () =
                let fresh =
                    population
                    |> Array.distinct
                    |> Array.filter (fun genome -> not (known.ContainsKey genome))

                let found = Array.create fresh.Length ValueNone

                schedule fresh.Length (fun n ->
                    found[n] <-
                        match fitness (Array.copy fresh[n]) with
                        | ValueSome value when Double.IsFinite value -> ValueSome value
                        | _ -> ValueNone)

                for n in 0 .. fresh.Length - 1 do
                    known[fresh[n]] <- found[n]

                    match found[n], best with
                    | ValueSome value, ValueSome before when value <= before.Fitness -> ()
                    | ValueSome value, _ ->
                        best <- ValueSome { Genes = ReadOnlyMemory fresh[n]; Fitness = value }
                    | ValueNone, _ -> ()

            let summarise () =
                let values =
                    population
                    |> Array.map (fun genome -> known[genome])
                    |> Array.filter _.IsSome
                    |> Array.map _.Value

                history.Add {
                    BestFitness =
                        match best with
                        | ValueSome genome -> genome.Fitness
                        | ValueNone -> nan
                    MeanFitness = ValueOption.defaultValue nan (Moments.mean (ReadOnlySpan values))
                    Evaluations = known.Count
                }

            while history.Count < settings.Generations && not stopped do
                if history.Count > 0 then
                    let ranked = rank (fun genome -> known[genome]) population

                    population <-
                        Array.init settings.Population (fun n ->
                            if n < settings.Elite then
                                ranked[n]
                            else
                                child draws settings genes ranked)

                evaluate ()
                summarise ()
                progress (float history.Count / float settings.Generations)
                stopped <- history.Count < settings.Generations && isStopped ()

            GeneticResult(best, known.Count, history.ToArray(), stopped))

    /// <summary>Searches on one thread to the end.</summary>
    /// <param name="settings">How to breed.</param>
    /// <param name="genes">What each number of a genome may be, at least one.</param>
    /// <param name="rng">What every draw comes from.</param>
    /// <param name="fitness">How fit a genome is, more is better; none for one that cannot be used.</param>
    let run
        (settings: GeneticSettings)
        (genes: Gene list)
        (rng: Rng)
        (fitness: float[] -> float voption)
        : Result<GeneticResult, Invalid> =
        runWith Schedule.sequential ignore (fun () -> false) settings genes rng fitness
