namespace Symphony.Core

/// <summary>Rows of observations as they were listed: ranges of row numbers, in the order of the list.</summary>
/// <remarks>Nothing is said of order or repetition: a list of rows may be wrong, and is kept as it is.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type RowSet internal (firsts: int[], counts: int[]) =

    let count = Array.sumBy int64 counts

    /// First rows of the ranges.
    member internal _.Firsts: int[] = firsts

    /// How many rows each range has, at least 1.
    member internal _.Counts: int[] = counts

    /// <summary>How many rows are listed, each as often as it is listed.</summary>
    member _.Count: int64 = count

    /// <summary>How many ranges of following rows the list has.</summary>
    member _.RangeCount: int = firsts.Length

    /// <summary>The first row of a range.</summary>
    /// <param name="range">0 to the number of ranges - 1.</param>
    member _.First(range: int) : int = firsts[range]

    /// <summary>The last row of a range.</summary>
    /// <param name="range">0 to the number of ranges - 1.</param>
    member _.Last(range: int) : int = firsts[range] + counts[range] - 1

    /// <summary>The rows, one by one, in the order of the list.</summary>
    member _.ToArray() : int[] = [|
        for i in 0 .. firsts.Length - 1 do
            yield! [| firsts[i] .. firsts[i] + counts[i] - 1 |]
    |]

    /// The first listed row that is not one of n rows, if there is one.
    member internal _.Outside(n: int) : int voption =
        let mutable found = ValueNone
        let mutable i = 0

        while found.IsNone && i < firsts.Length do
            if firsts[i] < 0 || firsts[i] >= n then
                found <- ValueSome firsts[i]
            elif int64 firsts[i] + int64 counts[i] > int64 n then
                found <- ValueSome n

            i <- i + 1

        found

/// <summary>Builds lists of rows.</summary>
[<RequireQualifiedAccess>]
module RowSet =

    /// <summary>No row at all.</summary>
    let empty: RowSet = RowSet([||], [||])

    /// <summary>Rows as ranges, each from a first row to a last, both inclusive.</summary>
    /// <param name="firsts">First rows, one for each range.</param>
    /// <param name="lasts">Last rows, one for each range, not before its first.</param>
    let ofRanges (firsts: int[]) (lasts: int[]) : Result<RowSet, Invalid> =
        Check.length "lasts" firsts.Length lasts.Length
        |> Result.bind (fun () ->
            match Seq.tryFind (fun i -> lasts[i] < firsts[i]) (seq { 0 .. firsts.Length - 1 }) with
            | Some i ->
                let reason = $"the range [{firsts[i]}, {lasts[i]}] is reversed"
                Error(Invalid.Conflict($"rows[{i}]", reason))
            | None ->
                let counts = Array.map2 (fun first last -> last - first + 1) firsts lasts
                Ok(RowSet(Array.copy firsts, counts)))

    /// <summary>Rows listed one by one; rows that follow one another are kept as ranges.</summary>
    /// <param name="rows">Row numbers, in any order.</param>
    let ofRows (rows: int[]) : RowSet =
        let firsts = ResizeArray<int>()
        let counts = ResizeArray<int>()

        for i in 0 .. rows.Length - 1 do
            if i > 0 && rows[i - 1] <> System.Int32.MaxValue && rows[i] = rows[i - 1] + 1 then
                counts[counts.Count - 1] <- counts[counts.Count - 1] + 1
            else
                firsts.Add rows[i]
                counts.Add 1

        RowSet(firsts.ToArray(), counts.ToArray())

    /// <summary>Several lists, one after the other.</summary>
    /// <param name="sets">The lists.</param>
    let concat (sets: RowSet[]) : RowSet =
        RowSet(
            sets |> Array.collect (fun set -> set.Firsts),
            sets |> Array.collect (fun set -> set.Counts)
        )
