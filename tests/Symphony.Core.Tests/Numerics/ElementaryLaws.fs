module Symphony.Core.Tests.ElementaryLaws

open System
open NUnit.Framework
open FsCheck.FSharp

open Symphony.Core

let private bound = 1.0

let private near (name: string) (x: float) (computed: float) (truth: HighPrecision.Big) =
    let isClose =
        if Double.IsInfinity computed then
            HighPrecision.isOverflow truth && (computed > 0.0) = (truth.Whole.Sign > 0)
        else
            HighPrecision.ulps computed truth <= bound

    isClose
    |> Prop.label
        $"{name}({x:R}) = {computed:R}, off by {(if Double.IsFinite computed then HighPrecision.ulps computed truth else infinity)} ulp"

/// The property where the condition holds; elsewhere there is nothing to say.
let private given (property: unit -> 'property) (condition: bool) : FsCheck.Property =
    if condition then Prop.ofTestable (property ()) else Prop.ofTestable true

let private ofBig (f: HighPrecision.Big -> HighPrecision.Big) (x: float) =
    f (HighPrecision.ofFloat x)

[<DomainProperty(MaxTest = 2000)>]
let ``exp is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && abs x < 2000.0)
    |> given (fun () -> near "exp" x (Elementary.exp x) (ofBig HighPrecision.exp x))

[<DomainProperty(MaxTest = 2000)>]
let ``expm1 is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && abs x < 2000.0)
    |> given (fun () -> near "expm1" x (Elementary.expm1 x) (ofBig HighPrecision.expm1 x))

[<DomainProperty(MaxTest = 2000)>]
let ``log is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && x > 0.0)
    |> given (fun () -> near "log" x (Elementary.log x) (ofBig HighPrecision.log x))

[<DomainProperty(MaxTest = 2000)>]
let ``log1p is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && x > -1.0)
    |> given (fun () -> near "log1p" x (Elementary.log1p x) (ofBig HighPrecision.log1p x))

[<DomainProperty(MaxTest = 2000)>]
let ``sin is within one ulp`` (HardFloat x) =
    Double.IsFinite x
    |> given (fun () -> near "sin" x (Elementary.sin x) (ofBig HighPrecision.sin x))

[<DomainProperty(MaxTest = 2000)>]
let ``cos is within one ulp`` (HardFloat x) =
    Double.IsFinite x
    |> given (fun () -> near "cos" x (Elementary.cos x) (ofBig HighPrecision.cos x))

[<DomainProperty(MaxTest = 2000)>]
let ``tanh is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && abs x < 1000.0)
    |> given (fun () -> near "tanh" x (Elementary.tanh x) (ofBig HighPrecision.tanh x))

[<DomainProperty(MaxTest = 1000)>]
let ``erf is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && abs x < 50.0)
    |> given (fun () -> near "erf" x (Elementary.erf x) (ofBig HighPrecision.erf x))

[<DomainProperty(MaxTest = 1000)>]
let ``the normal distribution function is within one ulp`` (HardFloat x) =
    (Double.IsFinite x && abs x < 50.0)
    |> given (fun () ->
        near "normalCdf" x (Elementary.normalCdf x) (ofBig HighPrecision.normalCdf x))

[<DomainProperty(MaxTest = 2000)>]
let ``the normal quantile is within one ulp`` (Probability p) =
    // The distribution function is increasing: the true quantile lies between two arguments exactly
    // when p lies between their values.
    let x = Elementary.normalQuantile p
    let truth = HighPrecision.ofFloat p

    let valueAt argument =
        HighPrecision.normalCdf (HighPrecision.ofFloat argument)

    (HighPrecision.compare (valueAt (Math.BitDecrement x)) truth <= 0
     && HighPrecision.compare (valueAt (Math.BitIncrement x)) truth >= 0)
    |> Prop.label $"normalQuantile({p:R}) = {x:R}"

[<DomainProperty(MaxTest = 3000)>]
let ``pow is within one ulp`` (HardFloat x) (HardFloat y) =
    (Double.IsFinite x && Double.IsFinite y && x <> 0.0)
    |> given (fun () ->
        let size = abs x
        let product = y * Elementary.log size

        if abs product > 2000.0 then
            let expected = if product > 0.0 then infinity else 0.0
            Elementary.pow size y = expected |> Prop.label "out of range"
        else
            let truth = HighPrecision.pow (HighPrecision.ofFloat size) (HighPrecision.ofFloat y)

            near $"pow {y:R}" size (Elementary.pow size y) truth)

/// Whole exponents reach the interesting range more often.
[<DomainProperty(MaxTest = 1000)>]
let ``whole powers are within one ulp and carry the sign`` (HardFloat x) (exponent: int16) =
    (Double.IsFinite x && x <> 0.0)
    |> given (fun () ->
        let y = float (exponent % 40s)

        let truth =
            HighPrecision.pow (HighPrecision.ofFloat (abs x)) (HighPrecision.ofFloat y)

        let signed =
            if x < 0.0 && exponent % 2s <> 0s then HighPrecision.negate truth else truth

        near $"pow {y:R}" x (Elementary.pow x y) signed)

let private isMonotone (f: float -> float) (x: float) =
    let next = Math.BitIncrement x
    f x <= f next

[<DomainProperty(MaxTest = 5000)>]
let ``increasing functions never fall between neighbours`` (HardFloat x) =
    Double.IsNaN x
    || isMonotone Elementary.exp x
       && isMonotone Elementary.expm1 x
       && isMonotone Elementary.tanh x
       && isMonotone Elementary.erf x
       && isMonotone Elementary.normalCdf x
       && (x < 0.0 || isMonotone Elementary.log x)
       && (x < -1.0 || isMonotone Elementary.log1p x)
       && (x < 0.0 || x >= 1.0 || isMonotone Elementary.normalQuantile x)

[<DomainProperty(MaxTest = 5000)>]
let ``odd functions change sign with their argument and even ones do not`` (HardFloat x) =
    let same (a: float) (b: float) =
        BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b
        || (Double.IsNaN a && Double.IsNaN b)

    same (Elementary.sin -x) -(Elementary.sin x)
    && same (Elementary.tanh -x) -(Elementary.tanh x)
    && same (Elementary.erf -x) -(Elementary.erf x)
    && same (Elementary.cos -x) (Elementary.cos x)

[<DomainProperty(MaxTest = 2000)>]
let ``the normal quantile is odd about one half`` (Probability p) =
    (1.0 - (1.0 - p) = p)
    |> given (fun () -> Elementary.normalQuantile p = -(Elementary.normalQuantile (1.0 - p)))

[<DomainProperty(MaxTest = 2000)>]
let ``every function answers NaN with NaN`` (HardFloat y) =
    let isNaN = Double.IsNaN

    isNaN (Elementary.exp nan)
    && isNaN (Elementary.expm1 nan)
    && isNaN (Elementary.log nan)
    && isNaN (Elementary.log1p nan)
    && isNaN (Elementary.sin nan)
    && isNaN (Elementary.cos nan)
    && isNaN (Elementary.tanh nan)
    && isNaN (Elementary.erf nan)
    && isNaN (Elementary.normalCdf nan)
    && isNaN (Elementary.normalQuantile nan)
    && (y = 0.0 || isNaN (Elementary.pow nan y))
    && (y = 1.0 || isNaN (Elementary.pow y nan))

/// The special cases are those the platform's library documents; ordinary values may differ by an ulp.
[<DomainProperty(MaxTest = 5000)>]
let ``pow agrees with IEEE 754 on special cases`` (HardFloat x) (HardFloat y) =
    let expected = Math.Pow(x, y)
    let computed = Elementary.pow x y

    if Double.IsNaN expected then
        Double.IsNaN computed
    elif Double.IsInfinity expected || expected = 0.0 || expected = 1.0 then
        computed = expected || abs (computed - expected) <= 1e-15 * abs expected + Double.Epsilon
    else
        abs (computed - expected) <= 4e-16 * abs expected + Double.Epsilon

let private specials: (string * float * float) list = [
    "exp -inf", Elementary.exp -infinity, 0.0
    "exp inf", Elementary.exp infinity, infinity
    "exp 709.782712893384", Elementary.exp 709.782712893384, 1.7976931348622732e308
    "exp above the range", Elementary.exp 709.7827128933841, infinity
    "exp at the smallest", Elementary.exp -745.1332191019411, Double.Epsilon
    "exp below the range", Elementary.exp -745.1332191019412, 0.0
    "exp 0", Elementary.exp 0.0, 1.0
    "exp 1", Elementary.exp 1.0, Math.E
    "expm1 -inf", Elementary.expm1 -infinity, -1.0
    "expm1 inf", Elementary.expm1 infinity, infinity
    "log 0", Elementary.log 0.0, -infinity
    "log -0", Elementary.log -0.0, -infinity
    "log 1", Elementary.log 1.0, 0.0
    "log inf", Elementary.log infinity, infinity
    "log of the smallest", Elementary.log Double.Epsilon, -744.4400719213812
    "log1p -1", Elementary.log1p -1.0, -infinity
    "log1p inf", Elementary.log1p infinity, infinity
    "cos 0", Elementary.cos 0.0, 1.0
    "sin of a hard case", Elementary.sin 5.319372648326541e255, 1.0
    "tanh inf", Elementary.tanh infinity, 1.0
    "erf inf", Elementary.erf infinity, 1.0
    "erf -inf", Elementary.erf -infinity, -1.0
    "cdf -inf", Elementary.normalCdf -infinity, 0.0
    "cdf inf", Elementary.normalCdf infinity, 1.0
    "cdf 0", Elementary.normalCdf 0.0, 0.5
    "quantile 0", Elementary.normalQuantile 0.0, -infinity
    "quantile 1", Elementary.normalQuantile 1.0, infinity
    "quantile 1/2", Elementary.normalQuantile 0.5, 0.0
    // 1.959964 in Abramowitz and Stegun (1964), table 26.1; all digits for the double nearest 0.975.
    "quantile 0.975", Elementary.normalQuantile 0.975, 1.9599639845400538
    "pow 2 10", Elementary.pow 2.0 10.0, 1024.0
    "pow 10 -2", Elementary.pow 10.0 -2.0, 0.01
    "pow -8 3", Elementary.pow -8.0 3.0, -512.0
    "pow 0 -1", Elementary.pow 0.0 -1.0, infinity
    "pow -0 -1", Elementary.pow -0.0 -1.0, -infinity
    "pow 9 0.5", Elementary.pow 9.0 0.5, 3.0
]

[<Test>]
let ``known values and limits are met exactly`` () =
    Assert.Multiple(fun () ->
        for name, computed, expected in specials do
            Assert.That(computed, Is.EqualTo expected, name))

[<Test>]
let ``outside their domain functions give NaN`` () =
    Assert.Multiple(fun () ->
        for name, computed in
            [
                "log -1", Elementary.log -1.0
                "log1p -2", Elementary.log1p -2.0
                "sin inf", Elementary.sin infinity
                "cos inf", Elementary.cos -infinity
                "quantile -0.1", Elementary.normalQuantile -0.1
                "quantile 1.1", Elementary.normalQuantile 1.1
                "pow -2 0.5", Elementary.pow -2.0 0.5
            ] do
            Assert.That(computed, Is.NaN, name))
