namespace Symphony.Core

open System

/// <summary>How a panel keeps its values.</summary>
[<RequireQualifiedAccess>]
type PanelPrecision =
    /// <summary>As 64-bit numbers.</summary>
    | Double = 0
    /// <summary>As 32-bit numbers, half the memory; every computation on them is in 64 bits.</summary>
    | Single = 1

/// T x N values as a panel keeps them: doubles, or singles that are widened where they are read.
[<Sealed; AllowNullLiteral(false)>]
type internal Cells private (precision: PanelPrecision, doubles: float[], singles: float32[]) =

    let mutable widened = doubles

    new(values: float[]) = Cells(PanelPrecision.Double, values, [||])
    new(values: float32[]) = Cells(PanelPrecision.Single, [||], values)

    member _.Precision: PanelPrecision = precision

    member _.IsSingle: bool = precision = PanelPrecision.Single

    member _.Length: int = doubles.Length + singles.Length

    /// The storage itself; empty where the values are doubles.
    member _.Singles: float32[] = singles

    /// All values as doubles: the storage itself, or a copy that is made once and then kept.
    member this.Array: float[] =
        if widened.Length < singles.Length then
            widened <- Array.map float singles

        widened

    /// Whether the copy of singles as doubles has been made.
    member _.IsWidened: bool = widened.Length > 0 && singles.Length > 0

    /// Whether any value is a number.
    member _.HasNumber: bool =
        Array.exists (Double.IsNaN >> not) doubles || Array.exists (Single.IsNaN >> not) singles

    /// The value at t x N + i, as a double.
    member _.Item
        with get (cell: int): float =
            if singles.Length = 0 then doubles[cell] else float singles[cell]

/// What becomes of a value too small for single precision.
[<RequireQualifiedAccess>]
type internal Vanishing =
    | Allowed
    | Refused

/// Values to the nearest 32-bit number, ties to even.
[<RequireQualifiedAccess>]
module internal SinglePrecision =

    /// The smallest size with all 24 binary digits, 2^-126.
    [<Literal>]
    let private SmallestNormal = 1.17549435e-38f

    /// The values rounded, or the first that does not survive it. NaN and infinities stay what they are.
    let round
        (parameter: string)
        (vanishing: Vanishing)
        (axes: Axes)
        (values: Cells)
        : Result<Cells, Invalid> =
        let survives (value: float) =
            let rounded = float32 value

            not (Double.IsFinite value)
            || Single.IsFinite rounded
               && (value = 0.0 || vanishing = Vanishing.Allowed || abs rounded >= SmallestNormal)

        if values.IsSingle then
            Ok values
        else
            let given = values.Array
            let mutable cell = 0

            while cell < given.Length && survives given[cell] do
                cell <- cell + 1

            if cell = given.Length then
                Ok(Cells(Array.map float32 given))
            else
                let width = axes.SymbolCount

                Error(
                    Invalid.BadValue(
                        parameter,
                        axes.Symbols[cell % width],
                        axes.SessionDate(cell / width),
                        given[cell],
                        (if vanishing = Vanishing.Allowed then
                             "must be at most 3.4e38 in size to be kept in single precision"
                         else
                             "must be 0, or between 1.2e-38 and 3.4e38 in size, to be kept in single precision")
                    )
                )
