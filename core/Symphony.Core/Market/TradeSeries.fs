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
        let firstOf (isFault: int -> bool) =
            Seq.tryFind isFault (seq { 0 .. instants.Length - 1 })

        Check.all [
            Check.length "prices" instants.Length prices.Length
            Check.length "sizes" instants.Length sizes.Length
        ]
        |> Result.bind (fun () ->
            match
                firstOf (fun i -> i > 0 && instants[i] < instants[i - 1]),
                firstOf (fun i -> not (Double.IsFinite prices[i] && prices[i] > 0.0)),
                firstOf (fun i -> not (Double.IsFinite sizes[i] && sizes[i] > 0.0))
            with
            | Some i, _, _ ->
                Error(
                    Invalid.Conflict(
                        "instants",
                        $"trade {i} is before the one before it; trades in the order of time are accepted"
                    )
                )
            | _, Some i, _ -> Error(Invalid.NotPositive($"price of trade {i}", prices[i]))
            | _, _, Some i -> Error(Invalid.NotPositive($"size of trade {i}", sizes[i]))
            | _ -> Ok(TradeSeries(instants, prices, sizes)))
