namespace Symphony.Core

open System

/// <summary>T x N numbers, time-major: the row of one bar is contiguous. NaN marks an absent value.</summary>
/// <remarks>
/// They are read as doubles whatever the panel keeps; <c>Values</c> and <c>Row</c> of a panel in single precision
/// make and keep a copy in doubles when first asked for.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Panel private (cells: Cells, axes: Axes) =

    internal new(axes: Axes, values: float[]) = Panel(Cells values, axes)

    static member internal OfCells(axes: Axes, cells: Cells) : Panel = Panel(cells, axes)

    /// The storage itself.
    member internal _.Cells: Cells = cells

    /// The values as doubles, for the core's own loops.
    member internal _.Array: float[] = cells.Array

    /// <summary>How the values are kept.</summary>
    member _.Precision: PanelPrecision = cells.Precision

    /// <summary>The bars and symbols of this panel.</summary>
    member _.Axes: Axes = axes

    /// <summary>All T x N values, row after row.</summary>
    member _.Values: ReadOnlyMemory<float> = ReadOnlyMemory cells.Array

    /// <summary>The values of one bar, N of them.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    member _.Row(bar: int) : ReadOnlySpan<float> =
        ReadOnlySpan(cells.Array, bar * axes.SymbolCount, axes.SymbolCount)

    /// <summary>The value of one symbol at one bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.Item
        with get (bar: int, symbol: int): float = cells[bar * axes.SymbolCount + symbol]

/// <summary>Builds panels whose shape agrees with their axes.</summary>
[<RequireQualifiedAccess>]
module Panel =

    /// <summary>A panel over these axes; the array is taken over, not copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="values">T x N values, time-major; NaN where absent.</param>
    let create (axes: Axes) (values: float[]) : Result<Panel, Invalid> =
        Check.length "values" (axes.BarCount * axes.SymbolCount) values.Length
        |> Result.map (fun () -> Panel(axes, values))

    /// <summary>A panel computed value by value.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="value">From bar and symbol column to the value.</param>
    let init (axes: Axes) (value: int -> int -> float) : Panel =
        let width = axes.SymbolCount

        Panel(
            axes,
            Array.init (axes.BarCount * width) (fun cell -> value (cell / width) (cell % width))
        )
