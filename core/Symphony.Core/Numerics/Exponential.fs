namespace Symphony.Core

open System

/// exp and log to about 2^-72 of their value, as sums of two doubles.
[<RequireQualifiedAccess>]
module internal Exponential =

    let private ln2 = DoubleDouble.create 0.6931471805599453 2.3190468138462996e-17

    /// The steps of the table: 32 to a doubling.
    let private steps = 32

    // ln 2 / 32 as a head of 32 bits, whose product with a step number is exact, and a tail.
    let private stepHead =
        BitConverter.Int64BitsToDouble(
            BitConverter.DoubleToInt64Bits(ln2.Hi / float steps) &&& 0xffffffffffe00000L
        )

    let private stepTail =
        DoubleDouble.addFloat (DoubleDouble.scale ln2 (1.0 / float steps)) -stepHead

    let private sixth =
        DoubleDouble.divide (DoubleDouble.ofFloat 1.0) (DoubleDouble.ofFloat 6.0)

    let private third =
        DoubleDouble.divide (DoubleDouble.ofFloat 1.0) (DoubleDouble.ofFloat 3.0)

    /// exp by its plain series, for the table.
    let private series (x: DoubleDouble) : DoubleDouble =
        let mutable sum = DoubleDouble.ofFloat 1.0

        for n in 40..-1..1 do
            let ratio =
                DoubleDouble.divide (DoubleDouble.multiply x sum) (DoubleDouble.ofFloat (float n))

            sum <- DoubleDouble.addFloat ratio 1.0

        sum

    /// 2^(j / 32).
    let private powers =
        Array.init steps (fun j -> series (DoubleDouble.multiplyFloat ln2 (float j / float steps)))

    /// exp r - 1 for |r| up to ln 2 / 64: r + r^2/2 + r^3/6 in full, the rest in doubles.
    let private remainder (r: DoubleDouble) : DoubleDouble =
        let t = r.Hi
        let square = DoubleDouble.multiply r r
        let cube = DoubleDouble.multiply (DoubleDouble.multiply square r) sixth

        let rest =
            square.Hi
            * square.Hi
            * (1.0 / 24.0
               + t
                 * (1.0 / 120.0
                    + t
                      * (1.0 / 720.0
                         + t * (1.0 / 5040.0 + t * (1.0 / 40320.0 + t * (1.0 / 362880.0))))))

        DoubleDouble.add
            r
            (DoubleDouble.add (DoubleDouble.scale square 0.5) (DoubleDouble.addFloat cube rest))

    /// The number of the nearest step and exp - 1 of what is left of x after it.
    let private reduce (x: DoubleDouble) : struct (int * DoubleDouble) =
        let step = Math.Round(x.Hi * (float steps * 1.4426950408889634))

        let left =
            DoubleDouble.subtract
                (DoubleDouble.exactSum (x.Hi - step * stepHead) x.Lo)
                (DoubleDouble.multiplyFloat stepTail step)

        struct (int step, remainder left)

    /// exp x = value * 2^power with the value in about [1, 2), for |x| up to 1100.
    let exp (x: DoubleDouble) : struct (DoubleDouble * int) =
        let struct (step, rest) = reduce x
        let head = powers[step &&& (steps - 1)]
        struct (DoubleDouble.add head (DoubleDouble.multiply head rest), step >>> 5)

    /// exp x - 1, for x from -200 to 600.
    let expMinusOne (x: DoubleDouble) : DoubleDouble =
        let struct (step, rest) = reduce x

        if step = 0 then
            rest
        else
            let head = powers[step &&& (steps - 1)]
            let value = DoubleDouble.add head (DoubleDouble.multiply head rest)

            DoubleDouble.addFloat
                (DoubleDouble.scale value (DoubleDouble.powerOfTwo (step >>> 5)))
                -1.0

    // Cells of 1/64 around j / 64, j = 45 .. 91; each has a factor near 64 / j and the factor's -log.
    let private firstCell = 45

    let private factors = Array.init 47 (fun i -> 64.0 / float (firstCell + i))

    /// -log of a factor by log c = 2 atanh ((c - 1) / (c + 1)).
    let private minusLogs =
        factors
        |> Array.map (fun c ->
            let s =
                DoubleDouble.divide (DoubleDouble.exactSum c -1.0) (DoubleDouble.exactSum c 1.0)

            let square = DoubleDouble.multiply s s
            let mutable sum = DoubleDouble.ofFloat (1.0 / 61.0)

            for n in 29..-1..0 do
                let term =
                    DoubleDouble.divide
                        (DoubleDouble.ofFloat 1.0)
                        (DoubleDouble.ofFloat (float (2 * n + 1)))

                sum <- DoubleDouble.add (DoubleDouble.multiply sum square) term

            DoubleDouble.scale (DoubleDouble.multiply sum s) -2.0)

    /// log (1 + r) for |r| up to 1/88: r - r^2/2 + r^3/3 in full, the rest in doubles.
    let private logOnePlus (r: DoubleDouble) : DoubleDouble =
        let t = r.Hi
        let square = DoubleDouble.multiply r r
        let cube = DoubleDouble.multiply (DoubleDouble.multiply square r) third

        let rest =
            square.Hi
            * square.Hi
            * (-1.0 / 4.0
               + t
                 * (1.0 / 5.0
                    + t
                      * (-1.0 / 6.0
                         + t
                           * (1.0 / 7.0
                              + t
                                * (-1.0 / 8.0
                                   + t
                                     * (1.0 / 9.0
                                        + t * (-1.0 / 10.0 + t * (1.0 / 11.0 + t * (-1.0 / 12.0)))))))))

        DoubleDouble.add
            r
            (DoubleDouble.add (DoubleDouble.scale square -0.5) (DoubleDouble.addFloat cube rest))

    /// log of a sum of two doubles, its head normal, positive and finite.
    let log (x: DoubleDouble) : DoubleDouble =
        let bits = BitConverter.DoubleToInt64Bits x.Hi
        let exponent = int (bits >>> 52) - 1023

        let significand =
            BitConverter.Int64BitsToDouble((bits &&& 0xfffffffffffffL) ||| 0x3ff0000000000000L)

        let isUpper = significand > 1.4142135623730951
        let m = if isUpper then significand * 0.5 else significand
        let power = if isUpper then exponent + 1 else exponent
        // In two factors, for a power of 1024.
        let low =
            x.Lo
            * DoubleDouble.powerOfTwo (-power / 2)
            * DoubleDouble.powerOfTwo (-power - -power / 2)

        let cell = int (Math.Round(m * 64.0)) - firstCell
        let factor = factors[cell]
        let product = DoubleDouble.exactProduct m factor

        let r =
            DoubleDouble.addFloat
                (DoubleDouble.exactSum (product.Hi - 1.0) product.Lo)
                (low * factor)

        let rest = logOnePlus r

        if power = 0 && factor = 1.0 then
            rest
        else
            DoubleDouble.add
                (DoubleDouble.add (DoubleDouble.multiplyFloat ln2 (float power)) minusLogs[cell])
                rest
