namespace Symphony.Core

open System

/// <summary>Eigenvalues of symmetric matrices, in one written order of operations.</summary>
[<RequireQualifiedAccess>]
module Eigenvalues =

    /// Householder's reflections turn a symmetric n x n matrix, which is overwritten, into a tridiagonal one.
    let private tridiagonal (n: int) (matrix: float[]) : struct (float[] * float[]) =
        let diagonal = Array.zeroCreate<float> n
        let beside = Array.zeroCreate<float> n
        let p = Array.zeroCreate<float> n
        let v = Array.zeroCreate<float> n

        for last in n - 1 .. -1 .. 1 do
            let l = last
            Array.blit matrix (last * n) v 0 l
            let squares = Kernels.dot (ReadOnlySpan(v, 0, l)) (ReadOnlySpan(v, 0, l))
            let f = v[l - 1]

            if l = 1 || squares = f * f then
                // Nothing left of the entry beside the diagonal.
                beside[last] <- f
            else
                let g = if f >= 0.0 then -(sqrt squares) else sqrt squares
                let h = squares - f * g
                beside[last] <- g
                v[l - 1] <- f - g

                for row in 0 .. l - 1 do
                    p[row] <-
                        Kernels.dot (ReadOnlySpan(matrix, row * n, l)) (ReadOnlySpan(v, 0, l)) / h

                let k = Kernels.dot (ReadOnlySpan(v, 0, l)) (ReadOnlySpan(p, 0, l)) / (h + h)

                Kernels.addScaled -k (ReadOnlySpan(v, 0, l)) (Span(p, 0, l))

                for row in 0 .. l - 1 do
                    let into = Span(matrix, row * n, l)
                    Kernels.addScaled -v[row] (ReadOnlySpan(p, 0, l)) into
                    Kernels.addScaled -p[row] (ReadOnlySpan(v, 0, l)) into

        for row in 0 .. n - 1 do
            diagonal[row] <- matrix[row * n + row]

        struct (diagonal, beside)

    /// The entry beside the diagonal, from this row on, that is nothing against its neighbours.
    let private negligibleFrom (row: int) (diagonal: float[]) (beside: float[]) : int =
        let mutable m = row
        let mutable isFound = false

        while not isFound && m < diagonal.Length - 1 do
            let size = abs diagonal[m] + abs diagonal[m + 1]

            if abs beside[m] + size = size then isFound <- true else m <- m + 1

        m

    /// One sweep of the implicit QL method over rows l .. m.
    let private sweep (l: int) (m: int) (diagonal: float[]) (beside: float[]) : unit =
        let length a b = sqrt (a * a + b * b)
        let ahead = (diagonal[l + 1] - diagonal[l]) / (2.0 * beside[l])
        let root = length ahead 1.0

        let mutable g =
            diagonal[m] - diagonal[l] + beside[l] / (ahead + (if ahead >= 0.0 then root else -root))

        let mutable s = 1.0
        let mutable c = 1.0
        let mutable p = 0.0
        let mutable i = m - 1
        let mutable isWhole = true

        while isWhole && i >= l do
            let f = s * beside[i]
            let b = c * beside[i]
            let r = length f g
            beside[i + 1] <- r

            if r = 0.0 then
                diagonal[i + 1] <- diagonal[i + 1] - p
                beside[m] <- 0.0
                isWhole <- false
            else
                s <- f / r
                c <- g / r
                let rest = diagonal[i + 1] - p
                let turned = (diagonal[i] - rest) * s + 2.0 * c * b
                p <- s * turned
                diagonal[i + 1] <- rest + p
                g <- c * turned - b
                i <- i - 1

        if isWhole then
            diagonal[l] <- diagonal[l] - p
            beside[l] <- g
            beside[m] <- 0.0

    /// More sweeps for one eigenvalue than any matrix of finite numbers has needed.
    let private mostSweeps = 60

    /// <summary>The eigenvalues, ascending; none where the matrix is not finite or no sweep ends.</summary>
    /// <param name="n">Rows and columns, at least 1.</param>
    /// <param name="matrix">n x n finite values of a symmetric matrix.</param>
    /// <remarks>
    /// Householder's reduction to a tridiagonal matrix and the implicit QL method; inner products in the
    /// order of the eight lanes. Source: Golub and Van Loan (2013), Matrix Computations, 8.3. Without a value
    /// too when the array has not n x n entries.
    /// </remarks>
    let ofSymmetric (n: int) (matrix: float[]) : float[] voption =
        if n < 1 || matrix.Length <> n * n || not (Array.forall Double.IsFinite matrix) then
            ValueNone
        else
            let struct (diagonal, reflected) = tridiagonal n (Array.copy matrix)
            // Entry i lies between rows i and i + 1 from here on.
            let beside = Array.append reflected[1..] [| 0.0 |]
            let mutable isFound = true

            for l in 0 .. n - 1 do
                let mutable sweeps = 0
                let mutable m = negligibleFrom l diagonal beside

                while m <> l && sweeps < mostSweeps do
                    sweep l m diagonal beside
                    sweeps <- sweeps + 1
                    m <- negligibleFrom l diagonal beside

                isFound <- isFound && m = l

            if isFound && Array.forall Double.IsFinite diagonal then
                Array.Sort diagonal
                ValueSome diagonal
            else
                ValueNone
