namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Feature matrices from their parts, such as a file holds, and windows over them.</summary>
[<Sealed; AbstractClass>]
type FeatureTable =

    /// <summary>One column from values; they are copied.</summary>
    /// <param name="name">The feature's name, not empty.</param>
    /// <param name="definition">Its formula in one line; may be empty.</param>
    /// <param name="source">Where the formula comes from; may be empty.</param>
    /// <param name="warmUpBars">How many of a symbol's first bars have no value, not negative.</param>
    /// <param name="values">One a row; NaN where there is none, never infinite.</param>
    /// <exception cref="RefusedException">No name, a negative warm-up, or an infinite value.</exception>
    static member Column
        (
            name: string,
            definition: string,
            source: string,
            warmUpBars: int,
            values: ReadOnlySpan<float>
        ) : FeatureColumn =
        Refusal.ifNull "name" name
        Refusal.ifNull "definition" definition
        Refusal.ifNull "source" source

        FeatureMatrix.column name definition source (warmUpBars * 1<bar>) (values.ToArray())
        |> Refusal.orRaise

    /// <summary>A matrix from its parts.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="rows">Which bars are rows; of complete ones every value is finite.</param>
    /// <param name="bars">The rows' bars, n values of the axes, in order, at least one.</param>
    /// <param name="symbols">The rows' symbols, n column numbers of the axes, increasing within a bar.</param>
    /// <param name="columns">The features, at least one, n values each, names distinct.</param>
    /// <exception cref="RefusedException">Parts that do not fit together.</exception>
    static member Create
        (
            axes: Axes,
            rows: FeatureRows,
            bars: ReadOnlySpan<int>,
            symbols: ReadOnlySpan<int>,
            columns: IReadOnlyList<FeatureColumn>
        ) : FeatureMatrix =
        Refusal.ifNull "axes" axes
        Refusal.ifUndefined "rows" rows
        Refusal.ifAnyNull "columns" columns

        FeatureMatrix.create axes rows (bars.ToArray()) (symbols.ToArray()) (List.ofSeq columns)
        |> Refusal.orRaise

    /// <summary>All values of a matrix, n x p, row after row.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <exception cref="RefusedException">More values than one array holds.</exception>
    static member ToRowMajor(matrix: FeatureMatrix) : float[] =
        Refusal.ifNull "matrix" matrix
        FeatureMatrix.toRowMajor matrix |> Refusal.orRaise

    /// <summary>The latest rows of each observation's own symbol, as views of one array.</summary>
    /// <param name="matrix">The features, of every bar that a symbol has where a window has more than one row.</param>
    /// <param name="length">Rows of a window, at least 1.</param>
    /// <exception cref="RefusedException">No row has so much history, or the matrix holds complete rows alone.</exception>
    static member Windows(matrix: FeatureMatrix, length: int) : SequenceWindows =
        Refusal.ifNull "matrix" matrix
        SequenceWindows.create length matrix |> Refusal.orRaise
