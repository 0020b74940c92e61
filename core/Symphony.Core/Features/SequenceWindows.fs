namespace Symphony.Core

open System

/// <summary>
/// The latest rows of each observation's own symbol, as views of one array: what a sequence model reads.
/// </summary>
/// <remarks>
/// A window is L x p values, row after row, the oldest row first and the observation's own row last. All of its rows
/// are rows of the observation's symbol that follow one another in the matrix; none is later than the observation, none
/// is another symbol's. Values lie once, symbol after symbol: windows overlap in memory, and asking for one copies
/// and allocates nothing. A row whose window would begin before the symbol's first row, or would hold a NaN, has none.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type SequenceWindows
    internal
    (
        length: int,
        width: int,
        data: float[],
        bars: int[],
        symbols: int[],
        matrixRows: int[],
        lasts: int[],
        rowCount: int
    ) =

    /// The values, symbol after symbol.
    member internal _.Data: float[] = data

    /// Where each window's last row stands among the values' rows.
    member internal _.Lasts: int[] = lasts

    /// The same windows over other values.
    member internal _.Over(values: float[]) : SequenceWindows =
        SequenceWindows(length, width, values, bars, symbols, matrixRows, lasts, rowCount)

    /// <summary>How many rows a window has, L: 1 for models of single rows.</summary>
    member _.Length: int = length

    /// <summary>How many features a row has, p.</summary>
    member _.Width: int = width

    /// <summary>How many windows, m.</summary>
    member _.Count: int = lasts.Length

    /// <summary>Rows of the matrix that have no window: too little history, or a value that is missing.</summary>
    member _.Without: int = rowCount - lasts.Length

    /// <summary>The bars of the windows' last rows, m numbers that never decrease.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory bars

    /// <summary>The windows' symbols, m column numbers, increasing within a bar.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory symbols

    /// <summary>The rows of the matrix that the windows end with, m increasing numbers.</summary>
    member _.MatrixRows: ReadOnlyMemory<int> = ReadOnlyMemory matrixRows

    /// <summary>One window, L x p finite values, oldest row first; a view that can be kept.</summary>
    /// <param name="window">0 to m - 1.</param>
    member _.Memory(window: int) : ReadOnlyMemory<float> =
        ReadOnlyMemory(data, (lasts[window] - length + 1) * width, length * width)

    /// <summary>One window, L x p finite values, oldest row first.</summary>
    /// <param name="window">0 to m - 1.</param>
    member _.Values(window: int) : ReadOnlySpan<float> =
        ReadOnlySpan(data, (lasts[window] - length + 1) * width, length * width)

    /// <summary>The window of a symbol that ends at a bar, or -1 when there is none.</summary>
    /// <param name="bar">A bar of the axes.</param>
    /// <param name="symbol">A column of the axes.</param>
    member _.IndexOf(bar: int, symbol: int) : int =
        let mutable low, high = 0, lasts.Length - 1
        let mutable found = -1

        while found < 0 && low <= high do
            let middle = low + (high - low) / 2

            if bars[middle] = bar && symbols[middle] = symbol then
                found <- middle
            elif bars[middle] < bar || bars[middle] = bar && symbols[middle] < symbol then
                low <- middle + 1
            else
                high <- middle - 1

        found

/// <summary>Builds windows over a feature matrix, or says why not.</summary>
[<RequireQualifiedAccess>]
module SequenceWindows =

    /// The values symbol after symbol, and the place of each row of the matrix there.
    let private bySymbol (matrix: FeatureMatrix) : float[] * int[] =
        let width = matrix.Width
        let next: int[] = Array.zeroCreate (matrix.Axes.SymbolCount + 1)

        for symbol in matrix.SymbolArray do
            next[symbol + 1] <- next[symbol + 1] + 1

        for symbol in 1 .. next.Length - 1 do
            next[symbol] <- next[symbol] + next[symbol - 1]

        let places =
            matrix.SymbolArray
            |> Array.map (fun symbol ->
                let place = next[symbol]
                next[symbol] <- place + 1
                place)

        let data: float[] = Array.zeroCreate (matrix.RowCount * width)

        for j in 0 .. width - 1 do
            let column = matrix.ColumnArray[j].Array

            for r in 0 .. column.Length - 1 do
                data[places[r] * width + j] <- column[r]

        data, places

    /// For each row of the matrix how many rows of its symbol, up to it, have all values.
    let private runs (matrix: FeatureMatrix) : int[] =
        let running: int[] = Array.zeroCreate matrix.Axes.SymbolCount

        let isWhole =
            Array.init matrix.RowCount (fun r ->
                matrix.ColumnArray |> Array.forall (fun column -> Double.IsFinite column.Array[r]))

        matrix.SymbolArray
        |> Array.mapi (fun r symbol ->
            running[symbol] <- if isWhole[r] then running[symbol] + 1 else 0
            running[symbol])

    /// <summary>The windows of every row that has so many rows of its symbol before it, all of them with all values.</summary>
    /// <param name="length">Rows of a window, L, at least 1.</param>
    /// <param name="matrix">
    /// The features: of present rows where a window has more than one row. A matrix of complete rows has lost bars, and a
    /// window would pass over them without a word.
    /// </param>
    /// <remarks>The values are laid out once, in O(n p); each window is then a view of them.</remarks>
    let create (length: int) (matrix: FeatureMatrix) : Result<SequenceWindows, Invalid> =
        if length < 1 then
            Error(Invalid.OutOfRange("length", float length, 1.0, float matrix.RowCount))
        elif length > 1 && matrix.Rows <> FeatureRows.Present then
            let reason =
                $"windows of {length} rows need every bar that a symbol has (FeatureRows.Present); "
                + "complete rows alone would pass over bars"

            Error(Invalid.Conflict("matrix", reason))
        elif int64 matrix.RowCount * int64 matrix.Width > int64 Array.MaxLength then
            let reason =
                $"{matrix.RowCount} rows of {matrix.Width} features are more than one array holds"

            Error(Invalid.Conflict("matrix", reason))
        else
            let runs = runs matrix

            match [| 0 .. runs.Length - 1 |] |> Array.filter (fun r -> runs[r] >= length) with
            | [||] -> Error(Invalid.Insufficient("rows of a symbol", length, Array.max runs))
            | kept ->
                let data, places = bySymbol matrix

                Ok(
                    SequenceWindows(
                        length,
                        matrix.Width,
                        data,
                        kept |> Array.map (fun r -> matrix.BarArray[r]),
                        kept |> Array.map (fun r -> matrix.SymbolArray[r]),
                        kept,
                        kept |> Array.map (fun r -> places[r]),
                        matrix.RowCount
                    )
                )

    /// <summary>The same windows over scaled features, fitted on training rows alone.</summary>
    /// <param name="scaling">What was fitted, of the windows' features.</param>
    /// <param name="windows">The windows.</param>
    /// <remarks>All values are scaled once; rows before a training window's first are scaled like any other.</remarks>
    let scaled
        (scaling: FeatureScaling)
        (windows: SequenceWindows)
        : Result<SequenceWindows, Invalid> =
        Check.length "scaling" windows.Width scaling.Width
        |> Result.bind (fun () -> FeatureScaling.transform (ReadOnlyMemory windows.Data) scaling)
        |> Result.map windows.Over

    /// <summary>Fits a scaling on the rows that training windows end with: the training observations' own.</summary>
    /// <param name="method">How to scale.</param>
    /// <param name="train">Numbers of windows, at least one.</param>
    /// <param name="windows">The windows.</param>
    /// <remarks>
    /// The rows before a window's last may belong to tested observations, so none of them enters the fit. A training
    /// window that begins before the end of a test shows the model tested features all the same: an embargo of at
    /// least L - 1 bars keeps such windows out of training.
    /// </remarks>
    let fitScaling
        (method: ScalingMethod)
        (train: ReadOnlySpan<int>)
        (windows: SequenceWindows)
        : Result<FeatureScaling, Invalid> =
        let rows: int[] = Array.zeroCreate train.Length
        let mutable outside = ValueNone

        for k in 0 .. train.Length - 1 do
            if train[k] < 0 || train[k] >= windows.Count then
                outside <- ValueSome train[k]
            else
                rows[k] <- windows.Lasts[train[k]]

        match outside with
        | ValueSome window ->
            Error(Invalid.OutOfRange("train", float window, 0.0, float (windows.Count - 1)))
        | ValueNone ->
            FeatureScaling.fit
                method
                windows.Width
                (ReadOnlyMemory windows.Data)
                (ReadOnlyMemory rows)
