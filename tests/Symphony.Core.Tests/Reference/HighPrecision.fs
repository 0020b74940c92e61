/// The elementary functions to more than 300 bits, in whole-number arithmetic: slow and obvious.
module Symphony.Core.Tests.HighPrecision

open System
open System.Numerics

/// Whole * 2^Power.
[<Struct; CustomEquality; NoComparison>]
type Big = {
    Whole: BigInteger
    Power: int
} with

    override _.Equals _ = false
    override _.GetHashCode() = 0

let private digits = 420

let private length (whole: BigInteger) : int =
    int (BigInteger.Abs(whole).GetBitLength())

/// Cut to the digits kept.
let private cut (x: Big) : Big =
    let excess = length x.Whole - digits

    if excess > 0 then
        { Whole = x.Whole >>> excess; Power = x.Power + excess }
    else
        x

let private whole (n: int) : Big = { Whole = BigInteger n; Power = 0 }

let ofFloat (x: float) : Big =
    let bits = BitConverter.DoubleToInt64Bits x
    let field = int ((bits >>> 52) &&& 0x7ffL)
    let fraction = bits &&& 0xfffffffffffffL

    let size = if field = 0 then fraction else fraction ||| 0x10000000000000L

    {
        Whole = (if bits < 0L then -(BigInteger size) else BigInteger size)
        Power = (max field 1) - 1075
    }

let isZero (x: Big) : bool = x.Whole.IsZero
let negate (x: Big) : Big = { x with Whole = -x.Whole }
let abs (x: Big) : Big = { x with Whole = BigInteger.Abs x.Whole }

/// Exact: nothing is cut.
let private exactSum (x: Big) (y: Big) : Big =
    let power = min x.Power y.Power

    {
        Whole = (x.Whole <<< (x.Power - power)) + (y.Whole <<< (y.Power - power))
        Power = power
    }

/// The place of the leading digit: 2^magnitude <= |x| < 2^(magnitude + 1).
let magnitude (x: Big) : int = length x.Whole - 1 + x.Power

let add (x: Big) (y: Big) : Big =
    if isZero x then y
    elif isZero y then x
    elif magnitude x - magnitude y > digits + 60 then x
    elif magnitude y - magnitude x > digits + 60 then y
    else cut (exactSum x y)

let subtract (x: Big) (y: Big) : Big = add x (negate y)

let multiply (x: Big) (y: Big) : Big =
    cut { Whole = x.Whole * y.Whole; Power = x.Power + y.Power }

let divide (x: Big) (y: Big) : Big =
    let lift = max 0 (digits + 2 + length y.Whole - length x.Whole)

    cut { Whole = (x.Whole <<< lift) / y.Whole; Power = x.Power - lift - y.Power }

let private half (x: Big) : Big = { x with Power = x.Power - 1 }
let private double (x: Big) : Big = { x with Power = x.Power + 1 }

/// Sum of terms until they no longer matter beside the first.
let private series (first: Big) (next: int -> Big -> Big) (weight: int -> Big -> Big) : Big =
    let mutable sum = weight 0 first
    let mutable term = first
    let mutable n = 0
    let mutable isMoving = not (isZero first)

    while isMoving do
        term <- next n term
        n <- n + 1
        let weighted = weight n term
        sum <- add sum weighted

        if isZero term || (n > 4 && magnitude weighted < magnitude sum - digits) then
            isMoving <- false

    sum

/// 2 atanh s for |s| up to about 1/3.
let private twiceArtanh (s: Big) : Big =
    let square = multiply s s
    double (series s (fun _ t -> multiply t square) (fun n t -> divide t (whole (2 * n + 1))))

let private ln2 = twiceArtanh (divide (whole 1) (whole 3))

/// pi to 1,600 digits by Machin's formula, 16 atan 1/5 - 4 atan 1/239.
let private pi: Big =
    let places = 1700
    let one = BigInteger.One <<< places

    let arctanOfInverse (n: int) =
        let square = BigInteger(n * n)
        let mutable power = one / BigInteger n
        let mutable sum = power
        let mutable k = 1

        while not power.IsZero do
            power <- power / square
            let term = power / BigInteger(2 * k + 1)
            sum <- if k % 2 = 1 then sum - term else sum + term
            k <- k + 1

        sum

    {
        Whole = BigInteger 16 * arctanOfInverse 5 - BigInteger 4 * arctanOfInverse 239
        Power = -places
    }

/// Nearest whole number to x / y, for any sizes.
let private nearest (x: Big) (y: Big) : BigInteger =
    let power = min x.Power y.Power
    let a = x.Whole <<< (x.Power - power)
    let b = y.Whole <<< (y.Power - power)
    BigInteger.Divide(BigInteger 2 * a + (if a.Sign < 0 then -b else b), BigInteger 2 * b)

let private expSeries (x: Big) : Big =
    series (whole 1) (fun n t -> divide (multiply t x) (whole (n + 1))) (fun _ t -> t)

let exp (x: Big) : Big =
    let k = nearest x ln2
    let r = subtract x (multiply { Whole = k; Power = 0 } ln2)
    let value = expSeries r
    { value with Power = value.Power + int k }

let expm1 (x: Big) : Big =
    if isZero x then
        x
    elif magnitude x < -2 then
        // x + x^2/2! + ...
        series x (fun n t -> divide (multiply t x) (whole (n + 2))) (fun _ t -> t)
    else
        subtract (exp x) (whole 1)

let log (x: Big) : Big =
    // x = m 2^k with m in [1/2, 1), then in [2/3, 4/3).
    let k = magnitude x + 1
    let m = { x with Power = x.Power - k }
    let isLow = (subtract m (divide (whole 2) (whole 3))).Whole.Sign < 0
    let m = if isLow then double m else m
    let k = if isLow then k - 1 else k
    let s = divide (subtract m (whole 1)) (add m (whole 1))
    let rest = if isZero s then s else twiceArtanh s
    if k = 0 then rest else add rest (multiply (whole k) ln2)

let log1p (x: Big) : Big =
    if isZero x then x
    elif magnitude x < -2 then twiceArtanh (divide x (add (whole 2) x))
    else log (exactSum (whole 1) x)

let pow (x: Big) (y: Big) : Big = exp (multiply y (log x))

let tanh (x: Big) : Big =
    let e = expm1 (double x)
    divide e (add e (whole 2))

/// Quarter turns in x, modulo four, and what is left.
let private turns (x: Big) : struct (int * Big) =
    let k = nearest x (half pi)
    let left = exactSum x (negate { Whole = k * pi.Whole; Power = pi.Power - 1 })
    struct (int (((k % BigInteger 4) + BigInteger 4) % BigInteger 4), cut left)

let private sineSeries (x: Big) : Big =
    let square = negate (multiply x x)

    series x (fun n t -> divide (multiply t square) (whole ((2 * n + 2) * (2 * n + 3)))) (fun _ t ->
        t)

let private cosineSeries (x: Big) : Big =
    let square = negate (multiply x x)

    series
        (whole 1)
        (fun n t -> divide (multiply t square) (whole ((2 * n + 1) * (2 * n + 2))))
        (fun _ t -> t)

let private ofQuarter (quarter: int) (x: Big) : Big =
    match quarter with
    | 0 -> sineSeries x
    | 1 -> cosineSeries x
    | 2 -> negate (sineSeries x)
    | _ -> negate (cosineSeries x)

let sin (x: Big) : Big =
    let struct (quarter, left) = turns x
    ofQuarter quarter left

let cos (x: Big) : Big =
    let struct (quarter, left) = turns x
    ofQuarter ((quarter + 1) % 4) left

let private squareRoot (x: Big) : Big =
    // Newton from a double's root: 420 digits in five steps.
    let lift = if x.Power % 2 = 0 then 0 else 1
    let even = { Whole = x.Whole <<< lift; Power = x.Power - lift }
    let shift = 2 * digits
    let target = even.Whole <<< shift
    let mutable root = BigInteger.One <<< (length target / 2 + 1)
    let mutable isMoving = true

    while isMoving do
        let better = (root + target / root) >>> 1

        if better >= root then isMoving <- false else root <- better

    cut { Whole = root; Power = even.Power / 2 - digits }

let private density (x: Big) : Big =
    divide (exp (negate (half (multiply x x)))) (squareRoot (double (cut pi)))

/// Phi(x) - 1/2 = phi(x) (x + x^3/3 + x^5/15 + ...): all terms of one sign.
let private aboveHalf (x: Big) : Big =
    if isZero x then
        x
    else
        let square = multiply x x

        let sum =
            series x (fun n t -> divide (multiply t square) (whole (2 * n + 3))) (fun _ t -> t)

        multiply (density x) sum

/// 1 - Phi(x) for x above 5 by Laplace's continued fraction.
let private farTail (x: Big) : Big =
    let mutable denominator = x

    for n in 900..-1..1 do
        denominator <- add x (divide (whole n) denominator)

    divide (density x) denominator

let normalCdf (x: Big) : Big =
    let isFar = (subtract (abs x) (whole 5)).Whole.Sign > 0

    match isFar, x.Whole.Sign < 0 with
    | true, true -> farTail (negate x)
    | true, false -> subtract (whole 1) (farTail x)
    | false, _ -> add (half (whole 1)) (aboveHalf x)

let erf (x: Big) : Big =
    let scaled = multiply x (squareRoot (whole 2))

    if (subtract (abs x) (whole 5)).Whole.Sign > 0 then
        let tail = double (farTail (abs scaled))
        let size = subtract (whole 1) tail
        if x.Whole.Sign < 0 then negate size else size
    else
        double (aboveHalf scaled)

/// How far a double lies from the true value, in units of the last place of the true value.
let ulps (computed: float) (truth: Big) : float =
    let unit = if isZero truth then -1074 else max (magnitude truth - 52) -1074

    let distance = abs (subtract (ofFloat computed) truth)

    if isZero distance then
        0.0
    else
        let scaled = { distance with Power = distance.Power - unit }
        let excess = length scaled.Whole - 60

        if excess > 0 then
            Math.ScaleB(float (scaled.Whole >>> excess), scaled.Power + excess)
        else
            Math.ScaleB(float scaled.Whole, scaled.Power)

/// True when the value is beyond the largest double, rounding included.
let isOverflow (truth: Big) : bool = magnitude truth >= 1024

/// -1, 0 or 1 as x lies below, at or above y.
let compare (x: Big) (y: Big) : int = (exactSum x (negate y)).Whole.Sign
