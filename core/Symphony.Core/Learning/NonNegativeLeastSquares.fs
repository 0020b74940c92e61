namespace Symphony.Core

open System

/// <summary>Least squares with no negative coefficient.</summary>
/// <remarks>
/// Source: Lawson and Hanson (1974), Solving Least Squares Problems, chapter 23, algorithm NNLS, on the
/// normal equations.
/// </remarks>
[<RequireQualifiedAccess>]
module NonNegativeLeastSquares =

    /// The unconstrained coefficients of the free places, the others 0; none where these depend on each other.
    let private solveFree (free: bool[]) (gram: float[]) (moments: float[]) : float[] voption =
        let width = moments.Length
        let places = [| 0 .. width - 1 |] |> Array.filter (fun j -> free[j])

        let own = [|
            for j in places do
                for k in places -> gram[j * width + k]
        |]

        match Linear.solvePositiveDefinite own (places |> Array.map (fun j -> moments[j])) with
        | ValueSome found when Array.forall Double.IsFinite found ->
            let all: float[] = Array.zeroCreate width
            places |> Array.iteri (fun i j -> all[j] <- found[i])
            ValueSome all
        | _ -> ValueNone

    /// How much the squared error would fall, to first order, by making a coefficient larger: c - G b.
    let internal pull (gram: float[]) (moments: float[]) (b: float[]) (j: int) : float =
        let width = moments.Length
        let mutable fitted = 0.0

        for k in 0 .. width - 1 do
            fitted <- fitted + gram[j * width + k] * b[k]

        moments[j] - fitted

    /// What is rounding and no pull.
    let internal tolerance (moments: float[]) : float =
        1e-12 * (moments |> Array.fold (fun most value -> max most (abs value)) 0.0)

    /// Steps from b towards a solution of the free places until none of them would be negative.
    let rec private settle (free: bool[]) (gram: float[]) (moments: float[]) (b: float[]) : bool =
        match solveFree free gram moments with
        | ValueNone -> false
        | ValueSome found ->
            let negative =
                [| 0 .. b.Length - 1 |] |> Array.filter (fun j -> free[j] && not (found[j] > 0.0))

            if negative.Length = 0 then
                Array.blit found 0 b 0 b.Length
                true
            else
                let share j = b[j] / (b[j] - found[j])
                let least = negative |> Array.fold (fun least j -> min least (share j)) 1.0

                for j in 0 .. b.Length - 1 do
                    if free[j] then
                        b[j] <- b[j] + least * (found[j] - b[j])

                for j in negative do
                    if share j <= least || not (b[j] > 0.0) then
                        free[j] <- false
                        b[j] <- 0.0

                settle free gram moments b

    /// <summary>The b without a negative entry that makes <c>b'G b - 2 c'b</c> least.</summary>
    /// <param name="gram">G, p x p values, positive definite, row after row.</param>
    /// <param name="moments">c, p values, at least one.</param>
    /// <remarks>
    /// p values: with the pull <c>c - G b</c> each either is above 0 and has no pull, or is 0 and has none
    /// upwards (the conditions of Karush, Kuhn and Tucker). The place with the strongest pull is freed first,
    /// of equal ones the first; a pull below 1e-12 of the largest moment is rounding.
    /// </remarks>
    let solve (gram: float[]) (moments: float[]) : Result<float[], Invalid> =
        let width = moments.Length

        let finite =
            [ "gram", gram; "moments", moments ]
            |> List.tryPick (fun (name, values) ->
                values
                |> Array.tryFind (fun value -> not (Double.IsFinite value))
                |> Option.map (fun value -> Invalid.NotFinite(name, value)))

        if width = 0 then
            Error(Invalid.Empty "moments")
        else
            match Check.length "gram" (width * width) gram.Length, finite with
            | Error invalid, _
            | _, Some invalid -> Error invalid
            | Ok(), None ->
                match solveFree (Array.create width true) gram moments with
                | ValueNone ->
                    Error(
                        Invalid.Conflict(
                            "gram",
                            "is not positive definite: columns depend on each other"
                        )
                    )
                | ValueSome _ ->
                    let b: float[] = Array.zeroCreate width
                    let free: bool[] = Array.zeroCreate width
                    // A place that is set back at once was freed by rounding; it waits until another moves.
                    let barred: bool[] = Array.zeroCreate width
                    let rounding = tolerance moments
                    let mutable isDone = false

                    while not isDone do
                        let mutable best = -1
                        let mutable most = rounding

                        for j in 0 .. width - 1 do
                            if not free[j] && not barred[j] then
                                let own = pull gram moments b j

                                if own > most then
                                    best <- j
                                    most <- own

                        if best < 0 then
                            isDone <- true
                        else
                            free[best] <- true

                            if settle free gram moments b && free[best] then
                                Array.Clear barred
                            else
                                free[best] <- false
                                barred[best] <- true

                    Ok b
