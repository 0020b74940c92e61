namespace Symphony.Core

open System
open System.Numerics

/// sin and cos to about 2^-70 of their value.
[<RequireQualifiedAccess>]
module internal Trigonometry =

    let private halfPi = DoubleDouble.create 1.5707963267948966 6.123233995736766e-17

    /// 64 zero bits, then the binary digits of 2 / pi.
    let private twoOverPi = [|
        0UL
        0xa2f9836e4e441529UL
        0xfc2757d1f534ddc0UL
        0xdb6295993c439041UL
        0xfe5163abdebbc561UL
        0xb7246e3a424dd2e0UL
        0x06492eea09d1921cUL
        0xfe1deb1cb129a73eUL
        0xe88235f52ebb4484UL
        0xe99c7026b45f7e41UL
        0x3991d639835339f4UL
        0x9c845f8bbdf9283bUL
        0x1ff897ffde05980fUL
        0xef2f118b5a0a6d1fUL
        0x6d367ecf27cb09b7UL
        0x4f463f669e5fea2dUL
        0x7527bac7ebe5f17bUL
        0x3d0739f78a5292eaUL
        0x6bfb5fb11f8d5d08UL
        0x56033046fc7b6babUL
        0xf0cfbc209af4361dUL
    |]

    /// 64 digits of 2 / pi from a bit on.
    let private digits (bit: int) : uint64 =
        let word = bit >>> 6
        let shift = bit &&& 63

        if shift = 0 then
            twoOverPi[word]
        else
            (twoOverPi[word] <<< shift) ||| (twoOverPi[word + 1] >>> (64 - shift))

    /// The upper 64 bits of a product.
    let private upper (a: uint64) (b: uint64) : uint64 =
        let al = a &&& 0xffffffffUL
        let ah = a >>> 32
        let bl = b &&& 0xffffffffUL
        let bh = b >>> 32
        let middle = ah * bl + ((al * bl) >>> 32)
        let cross = al * bh + (middle &&& 0xffffffffUL)
        ah * bh + (middle >>> 32) + (cross >>> 32)

    /// x = quadrant * pi/2 + angle, the angle in about [-pi/4, pi/4], for finite x above pi/4.
    /// Source: Payne and Hanek (1983), SIGNUM Newsletter 18: only the digits of 2/pi that matter
    /// modulo four are multiplied, 256 of them.
    let private reduce (x: float) : struct (int * DoubleDouble) =
        let bits = BitConverter.DoubleToInt64Bits x
        let significand = uint64 ((bits &&& 0xfffffffffffffL) ||| 0x10000000000000L)
        let first = int (bits >>> 52) - 1075 - 2 + 64
        let q3 = digits (first + 192)
        let q2 = digits (first + 128)
        let q1 = digits (first + 64)
        let q0 = digits first
        let w3 = significand * q3
        let l2 = significand * q2
        let w2 = l2 + upper significand q3
        let carry2 = if w2 < l2 then 1UL else 0UL
        let l1 = significand * q1
        let w1 = l1 + (upper significand q2 + carry2)
        let carry1 = if w1 < l1 then 1UL else 0UL
        let w0 = significand * q0 + upper significand q1 + carry1
        // The two leading bits are the quadrant, the rest a fraction of it; above one half it is
        // counted back from the next quadrant.
        let f0 = (w0 <<< 2) ||| (w1 >>> 62)
        let f1 = (w1 <<< 2) ||| (w2 >>> 62)
        let f2 = (w2 <<< 2) ||| (w3 >>> 62)
        let isBack = f0 >>> 63 = 1UL
        let quadrant = int (w0 >>> 62) + (if isBack then 1 else 0)
        let g0 = if isBack then ~~~f0 else f0
        let g1 = if isBack then ~~~f1 else f1
        let g2 = if isBack then ~~~f2 else f2
        // Shifted up to its first digit: 128 digits from there on hold two doubles.
        let isDeep = g0 = 0UL
        let h0 = if isDeep then g1 else g0
        let h1 = if isDeep then g2 else g1
        let h2 = if isDeep then 0UL else g2
        let zeros = BitOperations.LeadingZeroCount h0
        let k0 = if zeros = 0 then h0 else (h0 <<< zeros) ||| (h1 >>> (64 - zeros))
        let k1 = if zeros = 0 then h1 else (h1 <<< zeros) ||| (h2 >>> (64 - zeros))
        let scale = DoubleDouble.powerOfTwo (-zeros - (if isDeep then 64 else 0))
        let high = float (int64 (k0 >>> 11)) * DoubleDouble.powerOfTwo -53

        let low =
            float (int64 (((k0 &&& 0x7ffUL) <<< 42) ||| (k1 >>> 22))) * DoubleDouble.powerOfTwo -106

        let fraction = DoubleDouble.scale (DoubleDouble.orderedSum high low) scale
        let angle = DoubleDouble.multiply fraction halfPi
        struct (quadrant, (if isBack then DoubleDouble.negate angle else angle))

    /// Sum of (-1)^n x^(2n + first) / (2n + first)!, for the table.
    let private series (first: int) (x: DoubleDouble) : DoubleDouble =
        let minusSquare = DoubleDouble.negate (DoubleDouble.multiply x x)
        let mutable sum = DoubleDouble.ofFloat 1.0

        for n in 20..-1..1 do
            let divisor = float ((2 * n + first) * (2 * n + first - 1))

            let ratio =
                DoubleDouble.divide
                    (DoubleDouble.multiply minusSquare sum)
                    (DoubleDouble.ofFloat divisor)

            sum <- DoubleDouble.addFloat ratio 1.0

        if first = 1 then DoubleDouble.multiply sum x else sum

    let private sines =
        Array.init 14 (fun j -> series 1 (DoubleDouble.ofFloat (float j / 16.0)))

    let private cosines =
        Array.init 14 (fun j -> series 0 (DoubleDouble.ofFloat (float j / 16.0)))

    let private sixth =
        DoubleDouble.divide (DoubleDouble.ofFloat 1.0) (DoubleDouble.ofFloat 6.0)

    /// sin t for |t| up to 1/32.
    let private smallSine (t: DoubleDouble) (square: DoubleDouble) : DoubleDouble =
        let cube = DoubleDouble.multiply square t
        let s = square.Hi

        let rest =
            cube.Hi
            * s
            * (1.0 / 120.0 + s * (-1.0 / 5040.0 + s * (1.0 / 362880.0 + s * (-1.0 / 39916800.0))))

        DoubleDouble.add
            t
            (DoubleDouble.addFloat (DoubleDouble.negate (DoubleDouble.multiply cube sixth)) rest)

    /// cos t - 1 for |t| up to 1/32.
    let private smallCosineMinusOne (square: DoubleDouble) : DoubleDouble =
        let s = square.Hi

        let rest =
            s * s * (1.0 / 24.0 + s * (-1.0 / 720.0 + s * (1.0 / 40320.0 + s * (-1.0 / 3628800.0))))

        DoubleDouble.addFloat (DoubleDouble.scale square -0.5) rest

    /// sin of an angle of the first octant, either sign.
    let private sineOf (angle: DoubleDouble) : DoubleDouble =
        let isNegative = angle.Hi < 0.0
        let a = if isNegative then DoubleDouble.negate angle else angle
        let j = int (Math.Round(a.Hi * 16.0))
        let t = DoubleDouble.addFloat a (-(float j) / 16.0)
        let square = DoubleDouble.multiply t t
        let s = smallSine t square

        let sine =
            if j = 0 then
                s
            else
                DoubleDouble.add
                    sines[j]
                    (DoubleDouble.add
                        (DoubleDouble.multiply cosines[j] s)
                        (DoubleDouble.multiply sines[j] (smallCosineMinusOne square)))

        if isNegative then DoubleDouble.negate sine else sine

    /// cos of an angle of the first octant, either sign.
    let private cosineOf (angle: DoubleDouble) : DoubleDouble =
        let a = if angle.Hi < 0.0 then DoubleDouble.negate angle else angle
        let j = int (Math.Round(a.Hi * 16.0))
        let t = DoubleDouble.addFloat a (-(float j) / 16.0)
        let square = DoubleDouble.multiply t t

        DoubleDouble.add
            cosines[j]
            (DoubleDouble.subtract
                (DoubleDouble.multiply cosines[j] (smallCosineMinusOne square))
                (DoubleDouble.multiply sines[j] (smallSine t square)))

    let private isSmall (x: float) : bool = x < 0.7853981633974483

    /// sin x for finite x above 2^-28.
    let sine (x: float) : float =
        let struct (quadrant, angle) =
            if isSmall x then struct (0, DoubleDouble.ofFloat x) else reduce x

        let value = if quadrant &&& 1 = 0 then sineOf angle else cosineOf angle

        if quadrant &&& 2 = 0 then value.Hi else -value.Hi

    /// cos x for finite x, not negative.
    let cosine (x: float) : float =
        let struct (quadrant, angle) =
            if isSmall x then struct (0, DoubleDouble.ofFloat x) else reduce x

        let value = if quadrant &&& 1 = 0 then cosineOf angle else sineOf angle

        if (quadrant + 1) &&& 2 = 0 then value.Hi else -value.Hi
