namespace Symphony.Core

open System
open System.Collections.Generic

/// The groups of dates that are tested together, as stated or as the splits show them.
[<RequireQualifiedAccess>]
module internal StatedGroups =

    /// The group of each distinct date, -1 for none: dates that the same splits test, numbered by their first
    /// date. None where the splits do not all test the same number of groups.
    let ofSplits (testedDates: seq<bool[]>) (dateCount: int) : int[] voption =
        let classes: int[] = Array.zeroCreate dateCount
        let everTested: bool[] = Array.zeroCreate dateCount
        let mutable next = 1

        for tested in testedDates do
            // A class of which only a part is tested is two classes.
            let parts = Dictionary<struct (int * bool), int>()

            for d in 0 .. dateCount - 1 do
                everTested[d] <- everTested[d] || tested[d]
                let key = struct (classes[d], tested[d])

                classes[d] <-
                    match parts.TryGetValue key with
                    | true, known -> known
                    | false, _ ->
                        next <- next + 1
                        parts[key] <- next
                        next

        let numbers = Dictionary<int, int>()

        let groups = [|
            for d in 0 .. dateCount - 1 ->
                if not everTested[d] then
                    -1
                else
                    match numbers.TryGetValue classes[d] with
                    | true, known -> known
                    | false, _ ->
                        let number = numbers.Count
                        numbers[classes[d]] <- number
                        number
        |]

        let testedIn (tested: bool[]) =
            Seq.init dateCount id
            |> Seq.filter (fun d -> tested[d])
            |> Seq.map (fun d -> groups[d])
            |> Seq.distinct
            |> Seq.length

        match testedDates |> Seq.map testedIn |> Seq.distinct |> List.ofSeq with
        | [ _ ] when numbers.Count > 1 -> ValueSome groups
        | _ -> ValueNone

    /// How many distinct dates each group has.
    let sizes (groupOfDate: int[]) : int[] =
        let counts = Array.zeroCreate (1 + Array.fold max -1 groupOfDate)

        for group in groupOfDate do
            if group >= 0 then
                counts[group] <- counts[group] + 1

        counts

    /// The first group that is not one run of the dates that have a group.
    let scattered (groupOfDate: int[]) : int voption =
        let seen = HashSet<int>()
        let mutable current = -1
        let mutable found = ValueNone

        for group in groupOfDate do
            if group >= 0 && group <> current then
                if not (seen.Add group) && found.IsNone then
                    found <- ValueSome group

                current <- group

        found
