namespace Symphony.Core

open System
open System.Buffers.Binary
open System.Collections.Generic
open System.Security.Cryptography
open System.Text

/// SHA-256 of values in a written form: little-endian words, every NaN the same, texts after their lengths.
[<RequireQualifiedAccess>]
module internal ContentHash =

    /// How many words are handed over at once.
    let private words = 4096

    let private nanBits = BitConverter.DoubleToInt64Bits nan

    let private addWords (hash: IncrementalHash) (count: int) (word: int -> int64) : unit =
        let buffer: byte[] = Array.zeroCreate (8 * min words (max 1 count))
        let mutable first = 0

        while first < count do
            let size = min words (count - first)

            for k in 0 .. size - 1 do
                BinaryPrimitives.WriteInt64LittleEndian(Span(buffer, 8 * k, 8), word (first + k))

            hash.AppendData(ReadOnlySpan(buffer, 0, 8 * size))
            first <- first + size

    let addNumbers (hash: IncrementalHash) (values: float[]) : unit =
        addWords hash values.Length (fun k ->
            if Double.IsNaN values[k] then
                nanBits
            else
                BitConverter.DoubleToInt64Bits values[k])

    let addWhole (hash: IncrementalHash) (values: int64[]) : unit =
        addWords hash values.Length (fun k -> values[k])

    let addText (hash: IncrementalHash) (text: string) : unit =
        let utf8 = Encoding.UTF8.GetBytes text
        addWhole hash [| int64 utf8.Length |]
        hash.AppendData(ReadOnlySpan utf8)

    /// 64 lower-case hexadecimal digits of what was added.
    let ofParts (add: IncrementalHash -> unit) : string =
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256
        add hash
        Convert.ToHexStringLower(hash.GetHashAndReset())

/// <summary>Which bars of a symbol are rows of a feature matrix.</summary>
[<RequireQualifiedAccess>]
type FeatureRows =
    /// <summary>Every bar that the symbol has; NaN where a feature has no value.</summary>
    | Present = 0
    /// <summary>Bars at which every feature has a finite value: what a model of single rows is fitted on.</summary>
    | Complete = 1

/// <summary>One feature of a matrix: what it is, its values, and their hash.</summary>
[<Sealed; AllowNullLiteral(false)>]
type FeatureColumn
    internal
    (name: string, definition: string, source: string, warmUpBars: int<bar>, values: float[]) =

    let hash =
        lazy
            (ContentHash.ofParts (fun hash ->
                ContentHash.addText hash name
                ContentHash.addText hash definition
                ContentHash.addNumbers hash values))

    /// The values themselves.
    member internal _.Array: float[] = values

    /// <summary>The feature's name.</summary>
    member _.Name: string = name

    /// <summary>Its formula in one line.</summary>
    member _.Definition: string = definition

    /// <summary>Where the formula comes from.</summary>
    member _.Source: string = source

    /// <summary>How many of a symbol's first bars have no value.</summary>
    member _.WarmUpBars: int<bar> = warmUpBars

    /// <summary>The values, one a row, doubles; NaN where there is none.</summary>
    member _.Values: ReadOnlyMemory<float> = ReadOnlyMemory values

    /// <summary>SHA-256 of name, definition and values, in lower-case hexadecimal.</summary>
    /// <remarks>
    /// Over the lengths (64-bit) and UTF-8 bytes of name and definition, then the values' bits; all little-endian, every
    /// NaN as the same quiet one.
    /// </remarks>
    member _.Hash: string = hash.Value

/// <summary>Features of a market as a table: a row for each bar of a symbol, a column for each feature.</summary>
/// <remarks>Rows are in the order of their bars, then of the symbols' columns; none is there twice.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type FeatureMatrix
    internal (axes: Axes, rows: FeatureRows, bars: int[], symbols: int[], columns: FeatureColumn[])
    =

    let places =
        let found = Dictionary<string, int>(columns.Length, StringComparer.Ordinal)
        columns |> Array.iteri (fun j column -> found[column.Name] <- j)
        found

    let keyHash =
        lazy
            (ContentHash.ofParts (fun hash ->
                ContentHash.addWhole hash (bars |> Array.map axes.Instant)
                let names = symbols |> Array.distinct |> Array.map (fun i -> axes.Symbols[i])
                Array.Sort(names, StringComparer.Ordinal)

                for name in names do
                    ContentHash.addText hash name

                let number =
                    Array.init axes.SymbolCount (fun i ->
                        int64 (Array.BinarySearch(names, axes.Symbols[i], StringComparer.Ordinal)))

                ContentHash.addWhole hash (symbols |> Array.map (fun i -> number[i]))))

    let hash =
        lazy
            (ContentHash.ofParts (fun hash ->
                ContentHash.addText hash keyHash.Value

                for column in columns do
                    ContentHash.addText hash column.Hash))

    /// The rows' bars themselves.
    member internal _.BarArray: int[] = bars

    /// The rows' symbols themselves.
    member internal _.SymbolArray: int[] = symbols

    /// The columns themselves.
    member internal _.ColumnArray: FeatureColumn[] = columns

    /// <summary>The market's bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>Which bars are rows.</summary>
    member _.Rows: FeatureRows = rows

    /// <summary>How many rows, n.</summary>
    member _.RowCount: int = bars.Length

    /// <summary>How many features, p.</summary>
    member _.Width: int = columns.Length

    /// <summary>The rows' bars, n numbers that never decrease.</summary>
    member _.Bars: ReadOnlyMemory<int> = ReadOnlyMemory bars

    /// <summary>The rows' symbols, n column numbers of the axes.</summary>
    member _.Symbols: ReadOnlyMemory<int> = ReadOnlyMemory symbols

    /// <summary>The features, p of them, in order.</summary>
    member _.Columns: IReadOnlyList<FeatureColumn> =
        Array.AsReadOnly columns :> IReadOnlyList<FeatureColumn>

    /// <summary>The features' names, in order.</summary>
    member _.Names: IReadOnlyList<string> =
        Array.AsReadOnly(columns |> Array.map _.Name) :> IReadOnlyList<string>

    /// <summary>The place of a feature, or -1 when it is not there.</summary>
    /// <param name="name">A feature's name.</param>
    member _.IndexOf(name: string) : int =
        match places.TryGetValue name with
        | true, place -> place
        | false, _ -> -1

    /// <summary>The value of a feature in a row; NaN where there is none.</summary>
    /// <param name="row">0 to n - 1.</param>
    /// <param name="column">0 to p - 1.</param>
    member _.Item
        with get (row: int, column: int): float = columns[column].Array[row]

    /// <summary>SHA-256 of the rows' keys (closing instants and symbols), in lower-case hexadecimal.</summary>
    /// <remarks>It does not depend on bars and symbols of the axes without a row, nor on the symbols' order there.</remarks>
    member _.KeyHash: string = keyHash.Value

    /// <summary>SHA-256 of the whole: the keys' hash and the columns', in order.</summary>
    member _.Hash: string = hash.Value

/// <summary>Builds feature matrices, or says why not.</summary>
[<RequireQualifiedAccess>]
module FeatureMatrix =

    /// What the keys of a matrix are called where it is written: no feature is called so.
    let private keyNames = [ "time"; "date"; "symbol" ]

    let private checkNames (names: string[]) : Result<unit, Invalid> =
        let repeated =
            names |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1)

        match repeated, names |> Array.tryFind (fun name -> List.contains name keyNames) with
        | _ when names.Length = 0 -> Error(Invalid.Empty "features")
        | Some(name, _), _ -> Error(Invalid.Duplicate("features", name))
        | None, Some name ->
            let reason =
                $"'{name}' is what the key of a row is called; another name is accepted"

            Error(Invalid.Conflict("features", reason))
        | None, None -> Ok()

    let private cellsOf (rows: FeatureRows) (bars: Bars) (panels: Panel[]) : int[] =
        let width = bars.Axes.SymbolCount

        let kept =
            Array.init (bars.Axes.BarCount * width) (fun cell ->
                bars.IsPresent(cell / width, cell % width))

        if rows = FeatureRows.Complete then
            for panel in panels do
                for cell in 0 .. kept.Length - 1 do
                    if not (Double.IsFinite panel.Array[cell]) then
                        kept[cell] <- false

        [| 0 .. kept.Length - 1 |] |> Array.filter (fun cell -> kept[cell])

    /// <summary>The matrix of features that are computed already.</summary>
    /// <param name="rows">Which bars are rows.</param>
    /// <param name="bars">The market's bars: a symbol without one has no row.</param>
    /// <param name="features">The features, p of them, at least one, names distinct.</param>
    /// <param name="panels">Their values on the bars' axes, one panel each; NaN where there is none.</param>
    let ofPanels
        (rows: FeatureRows)
        (bars: Bars)
        (features: Feature list)
        (panels: Panel list)
        : Result<FeatureMatrix, Invalid> =
        let features = Array.ofList features
        let panels = Array.ofList panels

        Check.all [
            Check.length "panels" features.Length panels.Length
            checkNames (features |> Array.map _.Name)
            (if panels |> Array.forall (fun panel -> bars.Axes.SameAs panel.Axes) then
                 Ok()
             else
                 Error(Invalid.Conflict("panels", "they have other bars or symbols than the bars")))
        ]
        |> Result.bind (fun () ->
            match cellsOf rows bars panels with
            | [||] ->
                let reason =
                    $"no bar of any symbol has a value of all {panels.Length} features; "
                    + $"{bars.Axes.BarCount} bars are fewer than they need"

                Error(Invalid.Conflict("features", reason))
            | cells ->
                let width = bars.Axes.SymbolCount

                let column (feature: Feature) (panel: Panel) =
                    FeatureColumn(
                        feature.Name,
                        feature.Definition,
                        feature.Source,
                        feature.WarmUpBars,
                        cells
                        |> Array.map (fun cell ->
                            let value = panel.Array[cell]
                            if Double.IsFinite value then value else nan)
                    )

                Ok(
                    FeatureMatrix(
                        bars.Axes,
                        rows,
                        cells |> Array.map (fun cell -> cell / width),
                        cells |> Array.map (fun cell -> cell % width),
                        Array.map2 column features panels
                    )
                ))

    /// <summary>The matrix of features on bars as traded.</summary>
    /// <param name="schedule">How independent pieces are carried out; no result depends on it.</param>
    /// <param name="rows">Which bars are rows.</param>
    /// <param name="bars">Bars as traded, with volume if a feature needs it.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    /// <param name="features">What to compute, at least one, names distinct.</param>
    let ofMarket
        (schedule: int -> (int -> unit) -> unit)
        (rows: FeatureRows)
        (bars: Bars)
        (actions: CorporateActions)
        (features: Feature list)
        : Result<FeatureMatrix, Invalid> =
        FeaturePanels.ofMarket schedule bars actions features
        |> Result.bind (ofPanels rows bars features)

    /// <summary>One column from values; they are copied.</summary>
    /// <param name="name">The feature's name, not empty.</param>
    /// <param name="definition">Its formula in one line; may be empty.</param>
    /// <param name="source">Where the formula comes from; may be empty.</param>
    /// <param name="warmUpBars">How many of a symbol's first bars have no value, not negative.</param>
    /// <param name="values">One a row; NaN where there is none, never infinite.</param>
    let column
        (name: string)
        (definition: string)
        (source: string)
        (warmUpBars: int<bar>)
        (values: float[])
        : Result<FeatureColumn, Invalid> =
        match values |> Array.tryFind Double.IsInfinity with
        | _ when String.IsNullOrWhiteSpace name -> Error(Invalid.Empty "feature name")
        | Some value -> Error(Invalid.NotFinite(name, value))
        | None ->
            Check.notNegative "warmUpBars" (float warmUpBars)
            |> Result.map (fun () ->
                FeatureColumn(name, definition, source, warmUpBars, Array.copy values))

    /// The first row that does not come after the one before it; -1 when all do.
    let private firstOutOfOrder (bars: int[]) (symbols: int[]) : int =
        let follows r =
            bars[r] > bars[r - 1] || bars[r] = bars[r - 1] && symbols[r] > symbols[r - 1]

        let mutable r = 1

        while r < bars.Length && follows r do
            r <- r + 1

        if r < bars.Length then r else -1

    /// <summary>A matrix from its parts, such as a file holds; the arrays are copied.</summary>
    /// <param name="axes">The bars and symbols.</param>
    /// <param name="rows">Which bars are rows; of complete ones every value is finite.</param>
    /// <param name="bars">The rows' bars, n values of the axes, in order, at least one.</param>
    /// <param name="symbols">The rows' symbols, n column numbers of the axes, increasing within a bar.</param>
    /// <param name="columns">The features, p of them, at least one, n values each, names distinct.</param>
    let create
        (axes: Axes)
        (rows: FeatureRows)
        (bars: int[])
        (symbols: int[])
        (columns: FeatureColumn list)
        : Result<FeatureMatrix, Invalid> =
        let columns = Array.ofList columns

        let within parameter count (values: int[]) =
            match values |> Array.tryFind (fun value -> value < 0 || value >= count) with
            | Some value ->
                Error(Invalid.OutOfRange(parameter, float value, 0.0, float (count - 1)))
            | None -> Ok()

        let incomplete =
            if rows = FeatureRows.Complete then
                columns |> Array.tryFind (fun column -> column.Array |> Array.exists Double.IsNaN)
            else
                None

        match firstOutOfOrder bars symbols, incomplete with
        | _ when bars.Length = 0 -> Error(Invalid.Empty "rows")
        | _ when symbols.Length <> bars.Length ->
            Error(Invalid.LengthMismatch("symbols", bars.Length, symbols.Length))
        | r, _ when r >= 0 -> Error(Invalid.NotIncreasing("rows", r))
        | _, Some column ->
            let reason = $"{column.Name} has a row without a value, but complete rows have all"
            Error(Invalid.Conflict("rows", reason))
        | _ ->
            Check.all [
                checkNames (columns |> Array.map _.Name)
                within "bars" axes.BarCount bars
                within "symbols" axes.SymbolCount symbols
                yield! [
                    for column in columns ->
                        Check.length column.Name bars.Length column.Array.Length
                ]
            ]
            |> Result.map (fun () ->
                FeatureMatrix(axes, rows, Array.copy bars, Array.copy symbols, columns))

    /// <summary>All values, n x p, row after row.</summary>
    /// <param name="matrix">The matrix.</param>
    let toRowMajor (matrix: FeatureMatrix) : Result<float[], Invalid> =
        let n, p = matrix.RowCount, matrix.Width

        if int64 n * int64 p > int64 Array.MaxLength then
            let reason = $"{n} rows of {p} features are more than one array holds"
            Error(Invalid.Conflict("matrix", reason))
        else
            let values: float[] = Array.zeroCreate (n * p)

            for j in 0 .. p - 1 do
                let column = matrix.ColumnArray[j].Array

                for r in 0 .. n - 1 do
                    values[r * p + j] <- column[r]

            Ok values
