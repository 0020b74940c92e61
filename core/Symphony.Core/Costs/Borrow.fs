namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>What it costs a year to borrow the shares of a name that trades at least so much.</summary>
[<Struct>]
type BorrowTier = {
    /// <summary>Dollar ADV from which the tier holds, in money a day, not negative.</summary>
    MinimumAverageDailyNotional: float
    /// <summary>Simple rate a year on short notional, from 0 to 10; 0.005 is 50 bp.</summary>
    AnnualRate: float
}

/// <summary>Borrow rates by liquidity.</summary>
[<RequireQualifiedAccess>]
module Borrow =

    /// <summary>50 bp a year from 50 million a day, 100 bp from 5 million, 200 bp below.</summary>
    let standardTiers: IReadOnlyList<BorrowTier> =
        [|
            { MinimumAverageDailyNotional = 50e6; AnnualRate = 0.005 }
            { MinimumAverageDailyNotional = 5e6; AnnualRate = 0.01 }
            { MinimumAverageDailyNotional = 0.0; AnnualRate = 0.02 }
        |]
        :> IReadOnlyList<BorrowTier>

    /// <summary>The same rate for every name.</summary>
    /// <param name="annualRate">Simple rate a year on short notional, from 0 to 10.</param>
    let flat (annualRate: float) : IReadOnlyList<BorrowTier> =
        [| { MinimumAverageDailyNotional = 0.0; AnnualRate = annualRate } |]
        :> IReadOnlyList<BorrowTier>

    /// Tiers fall strictly to a last one that holds from 0.
    let internal check (tiers: IReadOnlyList<BorrowTier>) : Result<unit, Invalid> =
        let limit t = tiers[t].MinimumAverageDailyNotional

        let values =
            Check.all [
                for tier in tiers do
                    Check.notNegative "borrow tier minimum ADV" tier.MinimumAverageDailyNotional
                    Bounds.borrowRate "borrow tier rate" tier.AnnualRate
            ]

        let rising =
            Seq.tryFind (fun t -> limit t >= limit (t - 1)) (seq { 1 .. tiers.Count - 1 })

        match values, rising with
        | _ when tiers.Count = 0 -> Error(Invalid.Empty "borrow tiers")
        | Error invalid, _ -> Error invalid
        | _, Some t ->
            Error(
                Invalid.Conflict(
                    "borrow tiers",
                    $"minimum ADV must fall from tier to tier, but {Text.number (limit t)} follows {Text.number (limit (t - 1))}"
                )
            )
        | _ when limit (tiers.Count - 1) > 0.0 ->
            Error(
                Invalid.Conflict(
                    "borrow tiers",
                    $"the last tier must hold from 0, not from {Text.number (limit (tiers.Count - 1))}"
                )
            )
        | _ -> Ok()

    /// <summary>The highest rate of all tiers.</summary>
    /// <param name="tiers">At least one tier.</param>
    let highestRate (tiers: ReadOnlySpan<BorrowTier>) : float =
        let mutable highest = tiers[0].AnnualRate

        for t in 1 .. tiers.Length - 1 do
            highest <- max highest tiers[t].AnnualRate

        highest

    /// <summary>The rate a year of a name; the highest of all where its ADV is not known.</summary>
    /// <param name="tiers">Tiers of falling minimum ADV, the last from 0.</param>
    /// <param name="averageDailyNotional">Dollar ADV in money a day; NaN where not known.</param>
    let annualRate (tiers: ReadOnlySpan<BorrowTier>) (averageDailyNotional: float) : float =
        let mutable t = 0

        // NaN is at least no limit, so it falls through to the end.
        while t < tiers.Length && not (averageDailyNotional >= tiers[t].MinimumAverageDailyNotional) do
            t <- t + 1

        if t < tiers.Length then tiers[t].AnnualRate else highestRate tiers
