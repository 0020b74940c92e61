namespace Symphony.Core

open System

/// What call less put of one strike lies between.
[<Struct; NoComparison; NoEquality>]
type internal ParityRange = { Strike: float; Least: float; Most: float }

/// What the absence of arbitrage says of call less put where both may be exercised at any time: no line, but limits,
/// S - PV(dividends) - K <= C - P <= S - K exp(-rT). Merton (1973), "The relationship between put and call option prices:
/// comment", Journal of Finance 28(1); Hull, Options, Futures, and Other Derivatives, on properties of stock options.
/// Rates and dividends are not known here, only that they are no greater than these.
[<RequireQualifiedAccess>]
module internal AmericanParity =

    /// Continuous, a year.
    [<Literal>]
    let private GreatestRate = 0.12

    /// Dividends: a share of the price at once, and a share of it for each year.
    [<Literal>]
    let private GreatestDividend = 0.05

    [<Literal>]
    let private GreatestYield = 0.1

    /// Strikes beside one that say what it may be.
    [<Literal>]
    let private Neighbours = 6

    /// One strike's limit is that of the third tightest of its neighbours, so that two bad ones say nothing of it.
    [<Literal>]
    let private Rank = 2

    let private leastDiscount (years: float) : float =
        Elementary.exp -(GreatestRate * max 0.0 years)

    /// The limits from the underlying's price.
    let ofSpot (years: float) (spot: float) (strike: float) : struct (float * float) =
        let dividends = (GreatestDividend + GreatestYield * max 0.0 years) * spot
        struct (spot - dividends - strike, spot - leastDiscount years * strike)

    /// The limits of a strike from the strikes nearest to it. From one strike to a higher one call less put falls by no
    /// less than their discounted difference, as one of the two is exercised on every path, and by no more than twice the
    /// difference, as either loses one difference at most. The strikes are increasing; without limit where there are too few.
    let ofNeighbours
        (years: float)
        (ranges: ParityRange[])
        (strike: float)
        : struct (float * float) =
        let discount = leastDiscount years

        let near =
            ranges
            |> Array.filter (fun range -> range.Strike <> strike)
            |> Array.sortBy (fun range -> struct (abs (range.Strike - strike), range.Strike))
            |> Array.truncate Neighbours

        if near.Length < ParityLine.FewestStrikes - 1 then
            struct (-infinity, infinity)
        else
            let least (range: ParityRange) =
                let apart = range.Strike - strike
                range.Least + (if apart > 0.0 then discount * apart else 2.0 * apart)

            let most (range: ParityRange) =
                let apart = range.Strike - strike
                range.Most + (if apart > 0.0 then 2.0 * apart else discount * apart)

            let lows = near |> Array.map least |> Array.sortDescending
            let highs = near |> Array.map most |> Array.sort
            struct (lows[Rank], highs[Rank])
