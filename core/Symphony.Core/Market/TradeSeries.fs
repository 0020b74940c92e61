namespace Symphony.Core

open System

/// <summary>Trades of one symbol as columns: instants that never decrease, prices and sizes.</summary>
[<Sealed; AllowNullLiteral(false)>]
type TradeSeries internal (instants: int64[], prices: float[], sizes: float[]) =

    /// Instants.
    member internal _.InstantArray: int64[] = instants

    /// Prices.
    member internal _.PriceArray: float[] = prices

    /// Sizes.
    member internal _.SizeArray: float[] = sizes

    /// <summary>How many trades.</summary>
    member _.Count: int = instants.Length

/// <summary>Builds columns of trades, or says why not.</summary>
[<RequireQualifiedAccess>]
module TradeSeries =

    /// <summary>Trades of one symbol; the arrays are taken over, not copied.</summary>
    /// <param name="instants">When each took place, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="prices">Prices, finite and above zero.</param>
    /// <param name="sizes">Shares or contracts, finite and above zero.</param>
    let create
        (instants: int64[])
        (prices: float[])
        (sizes: float[])
        : Result<TradeSeries, Invalid> =
        Check.all [
            Check.length "prices" instants.Length prices.Length
            Check.length "sizes" instants.Length sizes.Length
        ]
        |> Result.bind (fun () ->
            let sound (value: float) =
                value > 0.0 && value < Double.PositiveInfinity

            let mutable i = 0

            while i < instants.Length
                  && (i = 0 || instants[i] >= instants[i - 1])
                  && sound prices[i]
                  && sound sizes[i] do
                i <- i + 1

            if i = instants.Length then
                Ok(TradeSeries(instants, prices, sizes))
            elif i > 0 && instants[i] < instants[i - 1] then
                Error(
                    Invalid.Conflict(
                        "instants",
                        $"trade {i} is before the one before it; trades in the order of time are accepted"
                    )
                )
            elif not (sound prices[i]) then
                Error(Invalid.NotPositive($"price of trade {i}", prices[i]))
            else
                Error(Invalid.NotPositive($"size of trade {i}", sizes[i])))
