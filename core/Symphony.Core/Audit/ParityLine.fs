namespace Symphony.Core

open System

/// What the calls and puts of one expiry say of the forward and the discount factor.
[<Struct; NoComparison; NoEquality>]
type internal ParityLine = {
    /// What one unit of currency at the expiry is worth now.
    Discount: float
    /// The underlying's price for the expiry.
    Forward: float
    /// The strikes that it was drawn through: the lowest and the highest.
    Lowest: float
    Highest: float
}

/// Call less put is D (F - K): Stoll (1969), "The relationship between put and call option prices", Journal of
/// Finance 24(5). The line through strikes is found by medians of slopes, which bad quotes do not move: Theil (1950),
/// Sen (1968), "Estimates of the regression coefficient based on Kendall's tau", JASA 63(324).
[<RequireQualifiedAccess>]
module internal ParityLine =

    /// Fewer strikes say nothing about one of them.
    [<Literal>]
    let FewestStrikes = 5

    /// More strikes than these around the money add nothing but time; and where exercise is possible at any time what it is
    /// worth bends the line away from the money, so that few are taken.
    let private mostStrikes (exercise: OptionExercise) : int =
        if exercise = OptionExercise.European then 41 else 7

    let private median (values: float[]) : float =
        Array.sortInPlace values
        Quantile.ofSorted 0.5 (ReadOnlySpan values)

    /// The line through strikes and call less put at each; none where there are too few or it is no price of money.
    let through (exercise: OptionExercise) (points: struct (float * float)[]) : ParityLine voption =
        if points.Length < FewestStrikes then
            ValueNone
        else
            let nearest =
                points
                |> Array.sortBy (fun (struct (strike, difference)) ->
                    struct (abs difference, strike))
                |> Array.truncate (mostStrikes exercise)

            let slopes = [|
                for i in 0 .. nearest.Length - 1 do
                    for j in i + 1 .. nearest.Length - 1 do
                        let struct (a, x) = nearest[i]
                        let struct (b, y) = nearest[j]

                        if a <> b then
                            (y - x) / (b - a)
            |]

            let fall = -(median slopes)

            // Early exercise makes the fall steeper than the discount factor, up to twice the difference of strikes.
            let discount =
                if exercise = OptionExercise.American && fall <= 2.0 then min fall 1.0 else fall

            // Money of half a century hence, and rates a little below zero.
            if discount > 0.05 && discount < 1.2 then
                let level =
                    nearest
                    |> Array.map (fun (struct (strike, difference)) ->
                        difference + discount * strike)
                    |> median

                if level > 0.0 then
                    let strikes = nearest |> Array.map (fun (struct (strike, _)) -> strike)

                    ValueSome {
                        Discount = discount
                        Forward = level / discount
                        Lowest = Array.min strikes
                        Highest = Array.max strikes
                    }
                else
                    ValueNone
            else
                ValueNone

    /// True where the line says something of a strike. Calls and puts that can be exercised at any time lie on no line,
    /// only near one around the money: it is not followed beyond the few strikes it was drawn through.
    let holds (exercise: OptionExercise) (strike: float) (line: ParityLine) : bool =
        exercise = OptionExercise.European || strike >= line.Lowest && strike <= line.Highest

    /// The price of an option at a volatility over the rest of its life: Black (1976), "The pricing of commodity
    /// contracts", Journal of Financial Economics 3(1).
    let black (line: ParityLine) (isCall: bool) (strike: float) (deviation: float) : float =
        let d1 = Elementary.log (line.Forward / strike) / deviation + 0.5 * deviation
        let d2 = d1 - deviation
        let sign = if isCall then 1.0 else -1.0

        line.Discount
        * sign
        * (line.Forward * Elementary.normalCdf (sign * d1)
           - strike * Elementary.normalCdf (sign * d2))
