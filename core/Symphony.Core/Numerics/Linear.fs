namespace Symphony.Core

open System

/// <summary>Small dense systems of equations, solved in one written order.</summary>
[<RequireQualifiedAccess>]
module Linear =

    /// The lower Cholesky factor, row after row, or none when a pivot is not above zero.
    let private factor (p: int) (matrix: float[]) : float[] voption =
        let lower = Array.zeroCreate<float>(p * p)
        let mutable definite = true
        let mutable i = 0

        while definite && i < p do
            for j in 0..i do
                let before =
                    Kernels.dot (ReadOnlySpan(lower, i * p, j)) (ReadOnlySpan(lower, j * p, j))

                let rest = matrix[i * p + j] - before

                if j < i then lower[i * p + j] <- rest / lower[j * p + j]
                elif rest > 0.0 && Double.IsFinite rest then lower[i * p + i] <- sqrt rest
                else definite <- false

            i <- i + 1

        if definite then ValueSome lower else ValueNone

    /// <summary>The x with matrix x = rhs, p values; none unless the matrix is positive definite.</summary>
    /// <param name="matrix">p x p finite values of a symmetric matrix; row-major and column-major are the same.</param>
    /// <param name="rhs">The right-hand side, p finite values.</param>
    /// <remarks>
    /// Cholesky's factorisation and two substitutions on one thread; inner products in the order of the
    /// eight lanes, so the bits are the same everywhere. Source: Golub and Van Loan (2013), Matrix
    /// Computations, 4.2. Without a value when a pivot is not above zero, or the shapes disagree.
    /// </remarks>
    let solvePositiveDefinite (matrix: float[]) (rhs: float[]) : float[] voption =
        let p = rhs.Length

        if p = 0 || matrix.Length <> p * p then
            ValueNone
        else
            match factor p matrix with
            | ValueNone -> ValueNone
            | ValueSome lower ->
                let x = Array.copy rhs

                for i in 0 .. p - 1 do
                    let before = Kernels.dot (ReadOnlySpan(lower, i * p, i)) (ReadOnlySpan(x, 0, i))
                    x[i] <- (x[i] - before) / lower[i * p + i]

                for i in p - 1 .. -1 .. 0 do
                    x[i] <- x[i] / lower[i * p + i]

                    Kernels.addScaled -x[i] (ReadOnlySpan(lower, i * p, i)) (Span(x, 0, i))

                if Array.forall Double.IsFinite x then ValueSome x else ValueNone
