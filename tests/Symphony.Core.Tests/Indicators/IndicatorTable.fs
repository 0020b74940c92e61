namespace Symphony.Core.Tests

open System
open System.Globalization
open System.IO
open System.IO.Compression
open NUnit.Framework

open Symphony.Core

/// How closely a column of somebody else's values is met.
[<RequireQualifiedAccess>]
type Closeness =
    /// To half a unit of this decimal place: the value rounds to what is printed.
    | Decimals of places: int
    /// To one unit of the seventh digit: what single precision can tell.
    | SevenDigits
    /// To this much, for the reason that the test gives.
    | Within of tolerance: float
    /// To this share of the value.
    | Relative of tolerance: float

/// A file with prices and the values of indicators side by side.
[<Sealed>]
type IndicatorTable private (columns: Map<string, string[]>) =

    static member private Parse(lines: string[]) : IndicatorTable =
        let cells (line: string) = line.Split ',' |> Array.map _.Trim()
        let names = cells (lines[0].TrimStart '\ufeff')
        let rows = lines[1..] |> Array.filter ((<>) "") |> Array.map cells

        let column (place: int) =
            rows |> Array.map (fun row -> if place < row.Length then row[place] else "")

        IndicatorTable(names |> Array.mapi (fun place name -> name, column place) |> Map.ofArray)

    /// From shared/data/indicator_reference_lean, whole or packed; without it the test is ignored.
    static member Lean(file: string) : IndicatorTable =
        let path = SharedData.path $"indicator_reference_lean/{file}"
        let opened = File.OpenRead path

        use reader =
            if file.EndsWith(".gz", StringComparison.Ordinal) then
                new StreamReader(new GZipStream(opened, CompressionMode.Decompress))
            else
                new StreamReader(opened)

        IndicatorTable.Parse(reader.ReadToEnd().Split('\n') |> Array.map _.TrimEnd('\r'))

    /// From shared/reference; likewise.
    static member Published(file: string) : IndicatorTable =
        IndicatorTable.Parse(File.ReadAllLines(SharedData.reference file))

    /// The words of a column.
    member _.Text(name: string) : string[] = columns[name]

    /// The numbers of a column, NaN where there is none.
    member _.Column(name: string) : float[] =
        columns[name]
        |> Array.map (fun text ->
            match Double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, value -> value
            | false, _ -> nan)

    /// The numbers of a column as a program with single-precision prices held them.
    member this.Single(name: string) : float[] =
        this.Column name |> Array.map (fun value -> float (float32 value))

[<RequireQualifiedAccess>]
module Closeness =

    let private allowed (closeness: Closeness) (value: float) : float =
        match closeness with
        | Closeness.Decimals places -> 0.5 * Math.Pow(10.0, float -places) * (1.0 + 1e-6) + 1e-12
        | Closeness.SevenDigits when value = 0.0 -> 1e-6
        | Closeness.SevenDigits -> 1.0001 * Math.Pow(10.0, Math.Floor(Math.Log10(abs value)) - 6.0)
        | Closeness.Within tolerance -> tolerance
        | Closeness.Relative tolerance -> tolerance * abs value

    /// Every value from `first` on that is stated is met, and none is missing on either side.
    let meets (first: int) (closeness: Closeness) (stated: float[]) (computed: float[]) : unit =
        Assert.That(computed.Length, Is.EqualTo stated.Length)
        let mutable compared = 0

        for t in first .. stated.Length - 1 do
            if Double.IsNaN stated[t] <> Double.IsNaN computed[t] then
                Assert.Fail $"row {t}: stated {stated[t]}, computed {computed[t]}"
            elif not (Double.IsNaN stated[t]) then
                compared <- compared + 1

                if abs (stated[t] - computed[t]) > allowed closeness stated[t] then
                    Assert.Fail $"row {t}: stated {stated[t]:R}, computed {computed[t]:R}"

        Assert.That(compared, Is.GreaterThan 50)

    /// The largest difference, for a column that is not met.
    let largest (stated: float[]) (computed: float[]) : float =
        Seq.zip stated computed
        |> Seq.filter (fun (a, b) -> not (Double.IsNaN a || Double.IsNaN b))
        |> Seq.map (fun (a, b) -> abs (a - b))
        |> Seq.max
