namespace Symphony.Core

open System

/// The standard normal law to about 2^-68 of its value.
[<RequireQualifiedAccess>]
module internal NormalLaw =

    let private inverseSquareRootOfTwoPi =
        DoubleDouble.create 0.3989422804014327 -2.49232720227773e-17

    // Mills' ratio M(x) = (1 - Phi(x)) / phi(x) is smooth and slow, so it is tabulated: at each node
    // x0 = i / 4 the coefficients of its Taylor series, the first six in full. They follow from
    // M' = x M - 1, which gives (n + 1) c(n+1) = x0 c(n) + c(n-1) with c(1) = x0 c(0) - 1.

    let private nodes = 160
    let private full = 6
    let private order = 18

    let private coefficientsAt
        (terms: int)
        (node: DoubleDouble)
        (value: DoubleDouble)
        : DoubleDouble[] =
        let c = Array.create terms value
        c[1] <- DoubleDouble.addFloat (DoubleDouble.multiply node value) -1.0

        for n in 1 .. terms - 2 do
            let sum = DoubleDouble.add (DoubleDouble.multiply node c[n]) c[n - 1]
            c[n + 1] <- DoubleDouble.divide sum (DoubleDouble.ofFloat (float (n + 1)))

        c

    /// M at the last node by Laplace's continued fraction 1 / (x + 1 / (x + 2 / (x + ...))).
    let private lastValue () =
        let node = float nodes / 4.0
        let mutable denominator = DoubleDouble.ofFloat node

        for n in 80..-1..1 do
            denominator <-
                DoubleDouble.addFloat
                    (DoubleDouble.divide (DoubleDouble.ofFloat (float n)) denominator)
                    node

        DoubleDouble.divide (DoubleDouble.ofFloat 1.0) denominator

    /// From the last node down: in this direction errors shrink.
    let private tabulate () =
        let kept = Array.zeroCreate<DoubleDouble>((nodes + 1) * order)
        let mutable value = lastValue ()

        for i in nodes .. -1 .. 0 do
            let c = coefficientsAt 40 (DoubleDouble.ofFloat (float i / 4.0)) value
            Array.blit c 0 kept (i * order) order
            let mutable before = c[39]

            for n in 38..-1..0 do
                before <- DoubleDouble.add (DoubleDouble.scale before -0.25) c[n]

            value <- before

        kept

    let private table = tabulate ()

    /// Mills' ratio at x, 0 to 40.
    let private mills (x: DoubleDouble) : DoubleDouble =
        let node = int (Math.Round(x.Hi * 4.0))
        let t = DoubleDouble.addFloat x (-(float node) / 4.0)
        let first = node * order
        let mutable tail = table[first + order - 1].Hi

        for n in order - 2 .. -1 .. full do
            tail <- tail * t.Hi + table[first + n].Hi

        let mutable sum = DoubleDouble.ofFloat tail

        for n in full - 1 .. -1 .. 0 do
            sum <- DoubleDouble.add (DoubleDouble.multiply sum t) table[first + n]

        sum

    /// 1 - Phi(x) = value * 2^power, x from 0 to 40.
    let upperTail (x: DoubleDouble) : struct (DoubleDouble * int) =
        let halfSquare = DoubleDouble.scale (DoubleDouble.multiply x x) -0.5
        let struct (value, power) = Exponential.exp halfSquare
        let density = DoubleDouble.multiply value inverseSquareRootOfTwoPi
        struct (DoubleDouble.multiply density (mills x), power)

    // Phi(x) - 1/2 = x / sqrt (2 pi) * sum of (-x^2/2)^n / (n! (2n + 1)).
    let private centralTerms = 20

    let private central =
        let mutable factorial = 1.0

        Array.init centralTerms (fun n ->
            if n > 0 then
                factorial <- factorial * float n

            let divisor = DoubleDouble.exactProduct factorial (float (2 * n + 1))
            DoubleDouble.divide (DoubleDouble.ofFloat 1.0) divisor)

    /// Phi(x) - 1/2 for |x| up to 0.75.
    let aboveHalf (x: DoubleDouble) : DoubleDouble =
        let z = DoubleDouble.scale (DoubleDouble.multiply x x) -0.5
        let mutable tail = central[centralTerms - 1].Hi

        for n in centralTerms - 2 .. -1 .. full do
            tail <- tail * z.Hi + central[n].Hi

        let mutable sum = DoubleDouble.ofFloat tail

        for n in full - 1 .. -1 .. 0 do
            sum <- DoubleDouble.add (DoubleDouble.multiply sum z) central[n]

        DoubleDouble.multiply (DoubleDouble.multiply x inverseSquareRootOfTwoPi) sum

    /// The quantile to about 1e-15. Source: Wichura (1988), Applied Statistics 37, algorithm AS 241,
    /// PPND16. p in (0, 1/2].
    let private wichura (p: float) : float =
        let q = p - 0.5

        if q >= -0.425 then
            let r = 0.180625 - q * q

            q
            * (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853)
                   * r
                   + 45921.953931549871457)
                  * r
                  + 13731.693765509461125)
                 * r
                 + 1971.5909503065514427)
                * r
                + 133.14166789178437745)
               * r
               + 3.387132872796366608)
            / (((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061)
                   * r
                   + 21213.794301586595867)
                  * r
                  + 5394.1960214247511077)
                 * r
                 + 687.1870074920579083)
                * r
                + 42.313330701600911252)
               * r
               + 1.0)
        else
            let isSubnormal = p < 2.2250738585072014e-308
            let normal = if isSubnormal then p * 18014398509481984.0 else p
            let log = (Exponential.log (DoubleDouble.ofFloat normal)).Hi
            let whole = if isSubnormal then log - 37.42994775023705 else log
            let r = sqrt -whole

            if r <= 5.0 then
                let r = r - 1.6

                -(((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
                       + 0.24178072517745061177)
                      * r
                      + 1.27045825245236838258)
                     * r
                     + 3.64784832476320460504)
                    * r
                    + 5.7694972214606914055)
                   * r
                   + 4.6303378461565452959)
                  * r
                  + 1.42343711074968357734)
                / (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                        + 0.0151986665636164571966)
                       * r
                       + 0.14810397642748007459)
                      * r
                      + 0.68976733498510000455)
                     * r
                     + 1.6763848301838038494)
                    * r
                    + 2.05319162663775882187)
                   * r
                   + 1.0)
            else
                let r = r - 5.0

                -(((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                       + 0.0012426609473880784386)
                      * r
                      + 0.026532189526576123093)
                     * r
                     + 0.29656057182850489123)
                    * r
                    + 1.7848265399172913358)
                   * r
                   + 5.4637849111641143699)
                  * r
                  + 6.6579046435011037772)
                / (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                        + 1.8463183175100546818e-5)
                       * r
                       + 7.868691311456132591e-4)
                      * r
                      + 0.0148753612908506148525)
                     * r
                     + 0.13692988092273580531)
                    * r
                    + 0.59983220655588793769)
                   * r
                   + 1.0)

    /// The quantile of p in (0, 1/2): Wichura's, made exact by one step of Halley's rule,
    /// x - u / (1 + x u / 2) with u = (Phi(x) - p) / phi(x).
    let lowerQuantile (p: float) : float =
        let x = wichura p

        let u =
            if p >= 0.25 then
                let miss = DoubleDouble.addFloat (aboveHalf (DoubleDouble.ofFloat x)) (0.5 - p)

                let struct (density, power) =
                    Exponential.exp (DoubleDouble.scale (DoubleDouble.exactProduct x x) -0.5)

                miss.Hi / (DoubleDouble.scaled density.Hi power * inverseSquareRootOfTwoPi.Hi)
            else
                let struct (value, power) = upperTail (DoubleDouble.ofFloat -x)
                // p in the units of the value, in two factors that stay in range.
                let half = -power / 2

                let scaled =
                    p * DoubleDouble.powerOfTwo half * DoubleDouble.powerOfTwo (-power - half)

                let miss = DoubleDouble.addFloat value -scaled
                miss.Hi / value.Hi * (mills (DoubleDouble.ofFloat -x)).Hi

        x - u / (1.0 + x * u * 0.5)
