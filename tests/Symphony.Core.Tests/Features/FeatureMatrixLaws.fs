module Symphony.Core.Tests.FeatureMatrixLaws

open System
open System.IO
open System.Security.Cryptography
open System.Text
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private refused result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

/// Closes with a hole at every so manieth bar: which feature lacks a value must not matter.
let private holes (every: int) : Feature =
    Feature.ofFunction $"holes_{every}" 0<bar> "the close, or nothing" (fun bars _ ->
        let width = bars.Axes.SymbolCount

        bars.Close.Array
        |> Array.mapi (fun cell close -> if cell / width % every = 1 then nan else close)
        |> Panel.create bars.Axes)
    |> accepted

let private features =
    holes 3 :: accepted (FeatureCatalogue.parseAll [ "momentum_2"; "day_of_week_sin" ])
    @ [ holes 4 ]

let private ofMarket rows (bars: Bars, actions: CorporateActions) =
    FeatureMatrix.ofMarket Schedule.sequential rows bars actions features

[<MarketProperty>]
let ``a row is there for every bar of a symbol, in order, with its panels' values``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let panels = features |> List.map (Feature.ofMarket bars actions >> accepted)

    let cells = [
        for t in 0 .. plan.Bars - 1 do
            for i in 0 .. plan.Names - 1 do
                if bars.IsPresent(t, i) then
                    t, i, [ for panel in panels -> panel[t, i] ]
    ]

    let whole =
        cells |> List.filter (fun (_, _, values) -> List.forall Double.IsFinite values)

    let holds expected (matrix: FeatureMatrix) =
        matrix.RowCount = List.length expected
        && expected
           |> List.indexed
           |> List.forall (fun (row, (t, i, values)) ->
               matrix.Bars.Span[row] = t
               && matrix.Symbols.Span[row] = i
               && values
                  |> List.indexed
                  |> List.forall (fun (j, value) -> Bits.same matrix[row, j] value))

    match
        ofMarket FeatureRows.Present (bars, actions), ofMarket FeatureRows.Complete (bars, actions)
    with
    | Ok present, Ok complete -> holds cells present && holds whole complete
    | Ok present, Error _ -> holds cells present && whole.IsEmpty
    | Error _, _ -> cells.IsEmpty

[<MarketProperty>]
let ``complete rows are a model's observations, bit for bit`` (plan: MarketPlan) =
    let bars, actions = MarketPlan.build plan
    let labels = accepted (Horizon.create Horizon.standard actions bars)

    match
        ofMarket FeatureRows.Complete (bars, actions),
        Observations.ofMarket features labels actions bars
    with
    | Ok matrix, Ok observations ->
        Bits.sameAll (accepted (FeatureMatrix.toRowMajor matrix)) (observations.Features.ToArray())
        && matrix.Bars.Span.SequenceEqual observations.Bars.Span
        && matrix.Symbols.Span.SequenceEqual observations.Symbols.Span
        && List.ofSeq matrix.Names = List.ofSeq observations.FeatureNames
    | Error a, Error b -> string a = string b
    | _ -> false

/// SHA-256 of what is written, one value after the other.
let private hashOf (write: BinaryWriter -> unit) : string =
    use stream = new MemoryStream()
    use writer = new BinaryWriter(stream)
    write writer
    writer.Flush()
    Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()))

let private writeText (writer: BinaryWriter) (text: string) =
    let utf8 = Encoding.UTF8.GetBytes text
    writer.Write(int64 utf8.Length)
    writer.Write utf8

[<MarketProperty>]
let ``a column's hash is that of its name, definition and values as they are written``
    (plan: MarketPlan)
    =
    match ofMarket FeatureRows.Present (MarketPlan.build plan) with
    | Error _ -> true
    | Ok matrix ->
        let columns =
            matrix.Columns
            |> Seq.map (fun column ->
                hashOf (fun writer ->
                    writeText writer column.Name
                    writeText writer column.Definition

                    for value in column.Values.ToArray() do
                        writer.Write(if Double.IsNaN value then nan else value)))
            |> List.ofSeq

        columns = [ for column in matrix.Columns -> column.Hash ]
        && matrix.Hash =
            hashOf (fun writer ->
                writeText writer matrix.KeyHash

                for column in columns do
                    writeText writer column)

/// Two symbols over three bars, their columns in either order.
let private small (symbols: string[]) (instants: int64[]) (values: float[]) name definition =
    let axes = accepted (Axes.create instants (Array.init instants.Length id) symbols)

    let column = accepted (FeatureMatrix.column name definition "" 0<bar> values)
    let last = instants.Length - 1

    FeatureMatrix.create axes FeatureRows.Present [| last - 1; last; last |] [| 0; 0; 1 |] [
        column
    ]

[<Test>]
let ``a hash answers to every key, name, definition and bit, and to nothing else`` () =
    let hashes symbols instants values name definition =
        let matrix = accepted (small symbols instants values name definition)
        matrix.Hash, matrix.KeyHash

    let given = hashes [| "A"; "B" |] [| 1L; 2L; 3L |] [| 1.0; nan; 0.0 |] "f" "of x"

    let same = hashes [| "A"; "B" |] [| 0L; 2L; 3L |] [| 1.0; -nan; 0.0 |] "f" "of x"

    Assert.That(
        same,
        Is.EqualTo given,
        "a bar without a row, and the sign of a NaN, are no part of it"
    )

    let others = [
        hashes [| "A"; "B" |] [| 1L; 2L; 3L |] [| 1.0; nan; -0.0 |] "f" "of x"
        hashes [| "A"; "B" |] [| 1L; 2L; 3L |] [| Math.BitIncrement 1.0; nan; 0.0 |] "f" "of x"
        hashes [| "A"; "B" |] [| 1L; 2L; 3L |] [| 1.0; nan; 0.0 |] "g" "of x"
        hashes [| "A"; "B" |] [| 1L; 2L; 3L |] [| 1.0; nan; 0.0 |] "f" "of y"
        hashes [| "A"; "B" |] [| 1L; 2L; 4L |] [| 1.0; nan; 0.0 |] "f" "of x"
        hashes [| "A"; "C" |] [| 1L; 2L; 3L |] [| 1.0; nan; 0.0 |] "f" "of x"
        hashes [| "B"; "A" |] [| 1L; 2L; 3L |] [| 1.0; nan; 0.0 |] "f" "of x"
    ]

    Assert.That(given :: others |> List.map fst, Is.Unique)
    Assert.That(others |> List.map snd |> List.skip 4 |> List.append [ snd given ], Is.Unique)

[<Test>]
let ``names of keys, rows out of order and columns that do not fit are refused`` () =
    let axes = accepted (Axes.create [| 1L; 2L |] [| 0; 1 |] [| "A"; "B" |])

    let column name values =
        accepted (FeatureMatrix.column name "" "" 0<bar> values)

    let create rows bars symbols columns =
        refused (FeatureMatrix.create axes rows bars symbols columns)

    let present = create FeatureRows.Present

    Assert.That(
        present [| 0; 0 |] [| 1; 0 |] [ column "f" [| 1.0; 2.0 |] ],
        Does.Contain "rows must be strictly increasing"
    )

    Assert.That(
        present [| 0; 0 |] [| 0; 0 |] [ column "f" [| 1.0; 2.0 |] ],
        Does.Contain "rows must be strictly increasing"
    )

    Assert.That(
        present [| 0; 2 |] [| 0; 0 |] [ column "f" [| 1.0; 2.0 |] ],
        Does.Contain "bars must lie in [0, 1], was 2"
    )

    Assert.That(
        present [| 0; 1 |] [| 0; 2 |] [ column "f" [| 1.0; 2.0 |] ],
        Does.Contain "symbols must lie in [0, 1], was 2"
    )

    Assert.That(
        present [| 0; 1 |] [| 0; 0 |] [ column "f" [| 1.0 |] ],
        Does.Contain "f must have length 2"
    )

    Assert.That(
        present [| 0 |] [| 0 |] [ column "symbol" [| 1.0 |] ],
        Does.Contain "'symbol' is what the key of a row is called"
    )

    Assert.That(
        present [| 0 |] [| 0 |] [ column "f" [| 1.0 |]; column "f" [| 1.0 |] ],
        Does.Contain "features holds f twice"
    )

    Assert.That(present [||] [||] [], Does.Contain "rows is empty")
    Assert.That(present [| 0 |] [| 0 |] [], Does.Contain "features is empty")

    Assert.That(
        create FeatureRows.Complete [| 0 |] [| 0 |] [ column "f" [| nan |] ],
        Does.Contain "complete rows have all"
    )

    Assert.That(
        refused (FeatureMatrix.column "f" "" "" 0<bar> [| infinity |]),
        Does.Contain "f must be finite"
    )

    Assert.That(
        refused (FeatureMatrix.column " " "" "" 0<bar> [| 1.0 |]),
        Does.Contain "feature name is empty"
    )
