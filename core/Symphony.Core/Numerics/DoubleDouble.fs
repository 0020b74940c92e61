namespace Symphony.Core

/// An unevaluated sum of two doubles, Hi = Hi + Lo rounded: about 106 bits.
[<Struct; NoComparison; NoEquality>]
type internal DoubleDouble = { Hi: float; Lo: float }

/// Arithmetic on such sums in + - * / alone: no fused operation, so the same bits everywhere.
/// Source: Dekker (1971), Numerische Mathematik 18; Knuth, TAOCP 2, 4.2.2 for the exact sum;
/// relative errors are a few 2^-104. Operands are far from overflow and underflow.
[<RequireQualifiedAccess>]
module internal DoubleDouble =

    let inline create (hi: float) (lo: float) : DoubleDouble = { Hi = hi; Lo = lo }

    let inline ofFloat (value: float) : DoubleDouble = { Hi = value; Lo = 0.0 }

    let inline toFloat (x: DoubleDouble) : float = x.Hi + x.Lo

    let inline negate (x: DoubleDouble) : DoubleDouble = { Hi = -x.Hi; Lo = -x.Lo }

    /// a + b exactly, |a| not below |b|.
    let inline orderedSum (a: float) (b: float) : DoubleDouble =
        let sum = a + b
        { Hi = sum; Lo = b - (sum - a) }

    /// a + b exactly.
    let inline exactSum (a: float) (b: float) : DoubleDouble =
        let sum = a + b
        let fromB = sum - a
        { Hi = sum; Lo = (a - (sum - fromB)) + (b - fromB) }

    /// a * b exactly.
    let inline exactProduct (a: float) (b: float) : DoubleDouble =
        let product = a * b
        let carryA = 134217729.0 * a
        let highA = carryA - (carryA - a)
        let lowA = a - highA
        let carryB = 134217729.0 * b
        let highB = carryB - (carryB - b)
        let lowB = b - highB

        {
            Hi = product
            Lo = ((highA * highB - product) + highA * lowB + lowA * highB) + lowA * lowB
        }

    let add (x: DoubleDouble) (y: DoubleDouble) : DoubleDouble =
        let high = exactSum x.Hi y.Hi
        let low = exactSum x.Lo y.Lo
        let first = orderedSum high.Hi (high.Lo + low.Hi)
        orderedSum first.Hi (first.Lo + low.Lo)

    let inline addFloat (x: DoubleDouble) (y: float) : DoubleDouble =
        let high = exactSum x.Hi y
        orderedSum high.Hi (high.Lo + x.Lo)

    let inline subtract (x: DoubleDouble) (y: DoubleDouble) : DoubleDouble = add x (negate y)

    let multiply (x: DoubleDouble) (y: DoubleDouble) : DoubleDouble =
        let product = exactProduct x.Hi y.Hi
        orderedSum product.Hi (product.Lo + (x.Hi * y.Lo + x.Lo * y.Hi))

    let inline multiplyFloat (x: DoubleDouble) (y: float) : DoubleDouble =
        let product = exactProduct x.Hi y
        orderedSum product.Hi (product.Lo + x.Lo * y)

    /// x times a power of two, exactly.
    let inline scale (x: DoubleDouble) (powerOfTwo: float) : DoubleDouble = {
        Hi = x.Hi * powerOfTwo
        Lo = x.Lo * powerOfTwo
    }

    let divide (x: DoubleDouble) (y: DoubleDouble) : DoubleDouble =
        let first = x.Hi / y.Hi
        let afterFirst = subtract x (multiplyFloat y first)
        let second = afterFirst.Hi / y.Hi
        let afterSecond = subtract afterFirst (multiplyFloat y second)
        let third = afterSecond.Hi / y.Hi
        addFloat (orderedSum first second) third

    /// 2^power, power in [-1022, 1023].
    let inline powerOfTwo (power: int) : float =
        System.BitConverter.Int64BitsToDouble(int64 (power + 1023) <<< 52)

    /// value * 2^power with one rounding, |value| in [2^-60, 2^60].
    let scaled (value: float) (power: int) : float =
        if power > 900 then
            value * powerOfTwo (power - 200) * powerOfTwo 200
        elif power < -900 then
            value * powerOfTwo (max (power + 200) -1022) * powerOfTwo -200
        else
            value * powerOfTwo power
