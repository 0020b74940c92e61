namespace Symphony.Core

/// <summary>A random number generator as a value: SplitMix64.</summary>
/// <remarks>
/// Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA,
/// figure 16 with the finaliser constants of Stafford's mix 13. Every draw returns the next state.
/// </remarks>
[<Struct; NoComparison>]
type Rng = private { Seed: uint64; Gamma: uint64 }

/// <summary>Draws from a generator and splits it into independent ones.</summary>
[<RequireQualifiedAccess>]
module Rng =

    let private goldenGamma = 0x9e3779b97f4a7c15UL

    let private mix64 (z: uint64) : uint64 =
        let z = (z ^^^ (z >>> 30)) * 0xbf58476d1ce4e5b9UL
        let z = (z ^^^ (z >>> 27)) * 0x94d049bb133111ebUL
        z ^^^ (z >>> 31)

    let private mixGamma (z: uint64) : uint64 =
        let z = (z ^^^ (z >>> 33)) * 0xff51afd7ed558ccdUL
        let z = (z ^^^ (z >>> 33)) * 0xc4ceb9fe1a85ec53UL
        let z = (z ^^^ (z >>> 33)) ||| 1UL

        if System.Numerics.BitOperations.PopCount(z ^^^ (z >>> 1)) < 24 then
            z ^^^ 0xaaaaaaaaaaaaaaaaUL
        else
            z

    /// <summary>The generator that this seed decides.</summary>
    /// <param name="seed">Any 64-bit number.</param>
    let ofSeed (seed: uint64) : Rng = { Seed = seed; Gamma = goldenGamma }

    /// <summary>64 random bits and the next state.</summary>
    /// <param name="rng">The state to draw from.</param>
    let next (rng: Rng) : struct (uint64 * Rng) =
        let seed = rng.Seed + rng.Gamma
        struct (mix64 seed, { rng with Seed = seed })

    /// <summary>A uniform number in (0, 1), never 0 or 1, and the next state.</summary>
    /// <param name="rng">The state to draw from.</param>
    let uniform (rng: Rng) : struct (float * Rng) =
        let struct (bits, following) = next rng
        // 52 bits and a half: the centre of one of 2^52 equal cells, so neither end can come out.
        struct ((float (bits >>> 12) + 0.5) * (1.0 / 4503599627370496.0), following)

    /// <summary>Two generators whose streams differ: one to go on with, one to hand away.</summary>
    /// <param name="rng">The state to split.</param>
    let split (rng: Rng) : struct (Rng * Rng) =
        let seed = rng.Seed + rng.Gamma
        let second = seed + rng.Gamma

        struct ({ rng with Seed = second }, { Seed = mix64 seed; Gamma = mixGamma second })
