namespace Symphony.Core

open System

/// What a row in doubles is wanted for; each is made in a row of its own.
[<RequireQualifiedAccess>]
type internal RowUse =
    | Reference = 0
    | Fill = 1
    | Close = 2
    | AverageDailyNotional = 3
    | Quotient = 4
    | Weight = 5

/// Rows of a panel as doubles: where they lie, or widened into rows that one run reuses at every bar.
[<Sealed>]
type internal WidenedRows(width: int) =

    let rows: float[][] = Array.create 6 [||]

    /// The row of a bar, until the next one for the same use.
    member _.Row(purpose: RowUse, cells: Cells, bar: int) : ReadOnlySpan<float> =
        if cells.IsSingle then
            if rows[int purpose].Length < width then
                rows[int purpose] <- Array.zeroCreate width

            let row = rows[int purpose]
            RowKernel.widen (ReadOnlySpan(cells.Singles, bar * width, width)) (Span row)
            ReadOnlySpan(row, 0, width)
        else
            ReadOnlySpan(cells.Array, bar * width, width)
