namespace Symphony.Core

open System
open System.Diagnostics
open System.Numerics
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

[<RequireQualifiedAccess>]
module internal Kernels =

    // The eight lanes live in one, two, four or eight registers; accumulator j of a narrower form
    // holds the lanes from j * width on. An operation takes accumulator, value(s) and centre(s), and
    // is an inline function over any of the four types, so that it is written once.

    /// ((0+4)+(2+6))+((1+5)+(3+7)).
    let inline private ofEight
        (a0: float)
        (a1: float)
        (a2: float)
        (a3: float)
        (a4: float)
        (a5: float)
        (a6: float)
        (a7: float)
        : float =
        ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7))

    let inline private ofFours (low: Vector256<float>) (high: Vector256<float>) : float =
        ofEight low[0] low[1] low[2] low[3] high[0] high[1] high[2] high[3]

    let inline private ofPairs
        (a: Vector128<float>)
        (b: Vector128<float>)
        (c: Vector128<float>)
        (d: Vector128<float>)
        : float =
        ofEight a[0] a[1] b[0] b[1] c[0] c[1] d[0] d[1]

    let inline private reduceOne
        ([<InlineIfLambda>] step512:
            Vector512<float> -> Vector512<float> -> Vector512<float> -> Vector512<float>)
        ([<InlineIfLambda>] step256:
            Vector256<float> -> Vector256<float> -> Vector256<float> -> Vector256<float>)
        ([<InlineIfLambda>] step128:
            Vector128<float> -> Vector128<float> -> Vector128<float> -> Vector128<float>)
        ([<InlineIfLambda>] step: float -> float -> float -> float)
        (centre: float)
        (values: ReadOnlySpan<float>)
        : float =
        let mutable total = 0.0

        if Vector512.IsHardwareAccelerated then
            let c = Vector512.Create centre
            let v = MemoryMarshal.Cast<float, Vector512<float>> values
            let mutable a = Vector512<float>.Zero

            for i in 0 .. v.Length - 1 do
                a <- step512 a v[i] c

            total <- ofFours (a.GetLower()) (a.GetUpper())
        elif Vector256.IsHardwareAccelerated then
            let c = Vector256.Create centre
            let v = MemoryMarshal.Cast<float, Vector256<float>> values
            let mutable a = Vector256<float>.Zero
            let mutable b = Vector256<float>.Zero
            let mutable i = 0

            while i + 1 < v.Length do
                a <- step256 a v[i] c
                b <- step256 b v[i + 1] c
                i <- i + 2

            total <- ofFours a b
        elif Vector128.IsHardwareAccelerated then
            let c = Vector128.Create centre
            let v = MemoryMarshal.Cast<float, Vector128<float>> values
            let mutable a = Vector128<float>.Zero
            let mutable b = Vector128<float>.Zero
            let mutable d = Vector128<float>.Zero
            let mutable e = Vector128<float>.Zero
            let mutable i = 0

            while i + 3 < v.Length do
                a <- step128 a v[i] c
                b <- step128 b v[i + 1] c
                d <- step128 d v[i + 2] c
                e <- step128 e v[i + 3] c
                i <- i + 4

            total <- ofPairs a b d e
        else
            let mutable a0 = 0.0
            let mutable a1 = 0.0
            let mutable a2 = 0.0
            let mutable a3 = 0.0
            let mutable a4 = 0.0
            let mutable a5 = 0.0
            let mutable a6 = 0.0
            let mutable a7 = 0.0
            let mutable i = 0

            while i + 7 < values.Length do
                a0 <- step a0 values[i] centre
                a1 <- step a1 values[i + 1] centre
                a2 <- step a2 values[i + 2] centre
                a3 <- step a3 values[i + 3] centre
                a4 <- step a4 values[i + 4] centre
                a5 <- step a5 values[i + 5] centre
                a6 <- step a6 values[i + 6] centre
                a7 <- step a7 values[i + 7] centre
                i <- i + 8

            total <- ofEight a0 a1 a2 a3 a4 a5 a6 a7

        for i in values.Length / 8 * 8 .. values.Length - 1 do
            total <- step total values[i] centre

        total

    let inline private reduceTwo
        ([<InlineIfLambda>] step512:
            Vector512<float>
                -> Vector512<float>
                -> Vector512<float>
                -> Vector512<float>
                -> Vector512<float>
                -> Vector512<float>)
        ([<InlineIfLambda>] step256:
            Vector256<float>
                -> Vector256<float>
                -> Vector256<float>
                -> Vector256<float>
                -> Vector256<float>
                -> Vector256<float>)
        ([<InlineIfLambda>] step128:
            Vector128<float>
                -> Vector128<float>
                -> Vector128<float>
                -> Vector128<float>
                -> Vector128<float>
                -> Vector128<float>)
        ([<InlineIfLambda>] step: float -> float -> float -> float -> float -> float)
        (centreOfX: float)
        (centreOfY: float)
        (x: ReadOnlySpan<float>)
        (y: ReadOnlySpan<float>)
        : float =
        Debug.Assert((x.Length = y.Length), "Invariant: two series of one length.")
        let mutable total = 0.0

        if Vector512.IsHardwareAccelerated then
            let cx = Vector512.Create centreOfX
            let cy = Vector512.Create centreOfY
            let vx = MemoryMarshal.Cast<float, Vector512<float>> x
            let vy = MemoryMarshal.Cast<float, Vector512<float>> y
            let mutable a = Vector512<float>.Zero

            for i in 0 .. vx.Length - 1 do
                a <- step512 a vx[i] vy[i] cx cy

            total <- ofFours (a.GetLower()) (a.GetUpper())
        elif Vector256.IsHardwareAccelerated then
            let cx = Vector256.Create centreOfX
            let cy = Vector256.Create centreOfY
            let vx = MemoryMarshal.Cast<float, Vector256<float>> x
            let vy = MemoryMarshal.Cast<float, Vector256<float>> y
            let mutable a = Vector256<float>.Zero
            let mutable b = Vector256<float>.Zero
            let mutable i = 0

            while i + 1 < vx.Length do
                a <- step256 a vx[i] vy[i] cx cy
                b <- step256 b vx[i + 1] vy[i + 1] cx cy
                i <- i + 2

            total <- ofFours a b
        elif Vector128.IsHardwareAccelerated then
            let cx = Vector128.Create centreOfX
            let cy = Vector128.Create centreOfY
            let vx = MemoryMarshal.Cast<float, Vector128<float>> x
            let vy = MemoryMarshal.Cast<float, Vector128<float>> y
            let mutable a = Vector128<float>.Zero
            let mutable b = Vector128<float>.Zero
            let mutable d = Vector128<float>.Zero
            let mutable e = Vector128<float>.Zero
            let mutable i = 0

            while i + 3 < vx.Length do
                a <- step128 a vx[i] vy[i] cx cy
                b <- step128 b vx[i + 1] vy[i + 1] cx cy
                d <- step128 d vx[i + 2] vy[i + 2] cx cy
                e <- step128 e vx[i + 3] vy[i + 3] cx cy
                i <- i + 4

            total <- ofPairs a b d e
        else
            let mutable a0 = 0.0
            let mutable a1 = 0.0
            let mutable a2 = 0.0
            let mutable a3 = 0.0
            let mutable a4 = 0.0
            let mutable a5 = 0.0
            let mutable a6 = 0.0
            let mutable a7 = 0.0
            let mutable i = 0

            while i + 7 < x.Length do
                a0 <- step a0 x[i] y[i] centreOfX centreOfY
                a1 <- step a1 x[i + 1] y[i + 1] centreOfX centreOfY
                a2 <- step a2 x[i + 2] y[i + 2] centreOfX centreOfY
                a3 <- step a3 x[i + 3] y[i + 3] centreOfX centreOfY
                a4 <- step a4 x[i + 4] y[i + 4] centreOfX centreOfY
                a5 <- step a5 x[i + 5] y[i + 5] centreOfX centreOfY
                a6 <- step a6 x[i + 6] y[i + 6] centreOfX centreOfY
                a7 <- step a7 x[i + 7] y[i + 7] centreOfX centreOfY
                i <- i + 8

            total <- ofEight a0 a1 a2 a3 a4 a5 a6 a7

        for i in x.Length / 8 * 8 .. x.Length - 1 do
            total <- step total x[i] y[i] centreOfX centreOfY

        total

    // The operations, each once.

    let inline private plus total value _ = total + value

    let inline private plusDeviation total value centre = total + (value - centre)

    let inline private plusSquare total value centre =
        let d = value - centre
        total + d * d

    let inline private plusCube total value centre =
        let d = value - centre
        total + (d * d) * d

    let inline private plusFourth total value centre =
        let d = value - centre
        let square = d * d
        total + square * square

    let inline private plusProduct total x y _ _ = total + x * y

    let inline private plusProductOfDeviations total x y centreOfX centreOfY =
        total + (x - centreOfX) * (y - centreOfY)

    let sum (values: ReadOnlySpan<float>) : float =
        reduceOne plus plus plus plus 0.0 values

    let sumOfAbsolutes (values: ReadOnlySpan<float>) : float =
        reduceOne
            (fun total value _ -> total + Vector512.Abs value)
            (fun total value _ -> total + Vector256.Abs value)
            (fun total value _ -> total + Vector128.Abs value)
            (fun total value _ -> total + Math.Abs value)
            0.0
            values

    let dot (x: ReadOnlySpan<float>) (y: ReadOnlySpan<float>) : float =
        reduceTwo plusProduct plusProduct plusProduct plusProduct 0.0 0.0 x y

    let sumOfDeviations (centre: float) (values: ReadOnlySpan<float>) : float =
        reduceOne plusDeviation plusDeviation plusDeviation plusDeviation centre values

    let sumOfSquaredDeviations (centre: float) (values: ReadOnlySpan<float>) : float =
        reduceOne plusSquare plusSquare plusSquare plusSquare centre values

    let sumOfCubedDeviations (centre: float) (values: ReadOnlySpan<float>) : float =
        reduceOne plusCube plusCube plusCube plusCube centre values

    let sumOfFourthDeviations (centre: float) (values: ReadOnlySpan<float>) : float =
        reduceOne plusFourth plusFourth plusFourth plusFourth centre values

    let sumOfProductsOfDeviations
        (centreOfX: float)
        (centreOfY: float)
        (x: ReadOnlySpan<float>)
        (y: ReadOnlySpan<float>)
        : float =
        reduceTwo
            plusProductOfDeviations
            plusProductOfDeviations
            plusProductOfDeviations
            plusProductOfDeviations
            centreOfX
            centreOfY
            x
            y

    // Value by value: any width gives the same bits.

    let addScaled (factor: float) (x: ReadOnlySpan<float>) (destination: Span<float>) : unit =
        Debug.Assert((x.Length = destination.Length), "Invariant: two series of one length.")
        let wide = Vector<float> factor
        let vx = MemoryMarshal.Cast<float, Vector<float>> x
        let vd = MemoryMarshal.Cast<float, Vector<float>> destination

        for i in 0 .. vx.Length - 1 do
            vd[i] <- vd[i] + wide * vx[i]

        for i in vx.Length * Vector<float>.Count .. x.Length - 1 do
            destination[i] <- destination[i] + factor * x[i]

    let scale (factor: float) (destination: Span<float>) : unit =
        let wide = Vector<float> factor
        let vd = MemoryMarshal.Cast<float, Vector<float>> destination

        for i in 0 .. vd.Length - 1 do
            vd[i] <- wide * vd[i]

        for i in vd.Length * Vector<float>.Count .. destination.Length - 1 do
            destination[i] <- factor * destination[i]

    let add (x: ReadOnlySpan<float>) (y: ReadOnlySpan<float>) (destination: Span<float>) : unit =
        Debug.Assert(
            (x.Length = y.Length && y.Length = destination.Length),
            "Invariant: three series of one length."
        )

        let vx = MemoryMarshal.Cast<float, Vector<float>> x
        let vy = MemoryMarshal.Cast<float, Vector<float>> y
        let vd = MemoryMarshal.Cast<float, Vector<float>> destination

        for i in 0 .. vd.Length - 1 do
            vd[i] <- vx[i] + vy[i]

        for i in vd.Length * Vector<float>.Count .. destination.Length - 1 do
            destination[i] <- x[i] + y[i]

    let ratiosOfSums
        (count: float)
        (centres: ReadOnlySpan<float>)
        (sums: ReadOnlySpan<float>)
        (squares: ReadOnlySpan<float>)
        (destination: Span<float>)
        : unit =
        Debug.Assert(
            (centres.Length = destination.Length
             && sums.Length = destination.Length
             && squares.Length = destination.Length),
            "Invariant: four series of one length."
        )

        let vc = MemoryMarshal.Cast<float, Vector<float>> centres
        let vs = MemoryMarshal.Cast<float, Vector<float>> sums
        let vq = MemoryMarshal.Cast<float, Vector<float>> squares
        let vd = MemoryMarshal.Cast<float, Vector<float>> destination
        let wideCount = Vector<float> count
        let wideDivisor = Vector<float>(count - 1.0)

        for i in 0 .. vd.Length - 1 do
            let mean = vs[i] / wideCount
            let variance = (vq[i] - vs[i] * mean) / wideDivisor
            let ratio = (vc[i] + mean) / Vector.SquareRoot variance

            let isKnown =
                Vector.GreaterThan(variance, Vector<float>.Zero)
                &&& Vector.LessThan(variance, Vector<float> infinity)

            vd[i] <- Vector.ConditionalSelect(isKnown, ratio, Vector<float> nan)

        for i in vd.Length * Vector<float>.Count .. destination.Length - 1 do
            let mean = sums[i] / count
            let variance = (squares[i] - sums[i] * mean) / (count - 1.0)

            destination[i] <-
                if variance > 0.0 && variance < infinity then
                    (centres[i] + mean) / sqrt variance
                else
                    nan

    let fillIncreasing (first: int) (destination: Span<int>) : unit =
        let wide = MemoryMarshal.Cast<int, Vector<int>> destination
        let mutable values = Vector<int>.Indices + Vector<int> first
        let step = Vector<int> Vector<int>.Count

        for i in 0 .. wide.Length - 1 do
            wide[i] <- values
            values <- values + step

        for i in wide.Length * Vector<int>.Count .. destination.Length - 1 do
            destination[i] <- first + i

    // Only comparisons: every width gives the same answer. Lanes past `until` are looked at and not heard.

    let firstBeyond
        (highs: float[])
        (lows: float[])
        (from: int)
        (until: int)
        (upper: float)
        (lower: float)
        : int =
        Debug.Assert((highs.Length = lows.Length), "Invariant: two series of one length.")
        let mutable k = from
        let mutable found = -1

        if Vector512.IsHardwareAccelerated then
            let high = Vector512.Create upper
            let low = Vector512.Create lower
            let last = min (until - 1) (highs.Length - 8)

            while found < 0 && k <= last do
                let beyond =
                    Vector512.GreaterThanOrEqual(Vector512.LoadUnsafe(&highs[k]), high)
                    ||| Vector512.LessThanOrEqual(Vector512.LoadUnsafe(&lows[k]), low)

                let mask = Vector512.ExtractMostSignificantBits beyond

                if mask <> 0UL then
                    found <- k + BitOperations.TrailingZeroCount mask

                k <- k + 8
        elif Vector256.IsHardwareAccelerated then
            let high = Vector256.Create upper
            let low = Vector256.Create lower
            let last = min (until - 1) (highs.Length - 4)

            while found < 0 && k <= last do
                let beyond =
                    Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(&highs[k]), high)
                    ||| Vector256.LessThanOrEqual(Vector256.LoadUnsafe(&lows[k]), low)

                let mask = Vector256.ExtractMostSignificantBits beyond

                if mask <> 0u then
                    found <- k + BitOperations.TrailingZeroCount mask

                k <- k + 4

        if found >= 0 then
            min found until
        else
            while k < until && not (highs[k] >= upper || lows[k] <= lower) do
                k <- k + 1

            min k until

    // Value by value: any width gives the same bits.
    let simpleReturns
        (before: float)
        (values: ReadOnlySpan<float>)
        (destination: Span<float>)
        : unit =
        Debug.Assert((values.Length = destination.Length), "Invariant: a return for each value.")

        if values.Length > 0 then
            destination[0] <- values[0] / before - 1.0
            let later = values.Slice 1
            let earlier = values.Slice(0, later.Length)
            let returns = destination.Slice 1
            let wideLater = MemoryMarshal.Cast<float, Vector<float>> later
            let wideEarlier = MemoryMarshal.Cast<float, Vector<float>> earlier
            let wide = MemoryMarshal.Cast<float, Vector<float>> returns

            for i in 0 .. wide.Length - 1 do
                wide[i] <- wideLater[i] / wideEarlier[i] - Vector<float>.One

            for i in wide.Length * Vector<float>.Count .. returns.Length - 1 do
                returns[i] <- later[i] / earlier[i] - 1.0
