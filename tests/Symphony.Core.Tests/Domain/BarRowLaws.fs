module Symphony.Core.Tests.BarRowLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

// What may stand in a field: sound prices, and everything that is none.
let private values = [|
    1.0
    2.0
    3.0
    nan
    0.0
    -0.0
    -1.0
    infinity
    -infinity
    Double.Epsilon
    Double.MaxValue
|]

/// Rows of a market of three names: five numbers of a value each, mostly a sound row or an absent one.
type RowsPlan = { Rows: (int * int * int * int * int) list; HasVolume: bool }

type RowsPlans =

    static member Plan() : Arbitrary<RowsPlan> =
        let field = Gen.choose (0, values.Length - 1)
        // Open 2, high 3, low 1, close 2, volume 0.
        let sound = Gen.constant (1, 2, 0, 1, 4)
        let absent = Gen.constant (3, 3, 3, 3, 3)

        let any = Gen.map5 (fun o h l c v -> o, h, l, c, v) field field field field field

        // One field of a sound row is something else.
        let near =
            Gen.map2
                (fun at value ->
                    match at with
                    | 0 -> value, 2, 0, 1, 4
                    | 1 -> 1, value, 0, 1, 4
                    | 2 -> 1, 2, value, 1, 4
                    | 3 -> 1, 2, 0, value, 4
                    | _ -> 1, 2, 0, 1, value)
                (Gen.choose (0, 4))
                field

        let row = Gen.frequency [ 12, sound; 4, absent; 2, near; 1, any ]

        let plan =
            Gen.map2
                (fun rows hasVolume -> { Rows = rows; HasVolume = hasVolume })
                (Gen.nonEmptyListOf row)
                (ArbMap.defaults |> ArbMap.generate<bool>)

        let shrink (plan: RowsPlan) =
            seq {
                if plan.Rows.Length > 1 then
                    for i in 0 .. plan.Rows.Length - 1 do
                        { plan with Rows = List.removeAt i plan.Rows }
            }

        Arb.fromGenShrink (plan, shrink)

let private names = 3

let private axes (plan: RowsPlan) =
    let bars = (plan.Rows.Length + names - 1) / names

    Axes.create
        (Array.init bars (fun bar -> int64 (bar + 1) * 86_400_000_000L))
        (Array.init bars (fun bar -> bar + 1))
        (Array.init names (fun name -> $"N{name}"))
    |> Result.defaultWith (fun invalid -> failwith (string invalid))

let private column (plan: RowsPlan) (pick: int * int * int * int * int -> int) : float[] =
    let axes = axes plan

    Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
        if cell < plan.Rows.Length then values[pick plan.Rows[cell]] else nan)

/// Rule by rule, row by row, in the order in which rules are named: what is refused first, or nothing.
let private slow (plan: RowsPlan) : string option =
    let axes = axes plan

    let refusal field cell value rule =
        string (
            Invalid.BadValue(
                field,
                axes.Symbols[cell % names],
                axes.SessionDate(cell / names),
                value,
                rule
            )
        )

    plan.Rows
    |> List.mapi (fun cell (o, h, l, c, v) ->
        let o, h, l, c = values[o], values[h], values[l], values[c]
        let v = if plan.HasVolume then values[v] else 0.0
        let all = [ o; h; l; c ] @ (if plan.HasVolume then [ v ] else [])

        if List.forall Double.IsNaN all then
            None
        else
            let price =
                [ "open", o; "high", h; "low", l; "close", c ]
                |> List.tryFind (fun (_, value) -> not (Double.IsFinite value) || value <= 0.0)

            match price with
            | Some(field, value) -> Some(refusal field cell value "must be finite and above zero")
            | None when h < l ->
                Some(refusal "high" cell h $"must not be below low ({Text.number l})")
            | None when h < o || h < c ->
                Some(refusal "high" cell h "must not be below open or close")
            | None when l > o || l > c ->
                Some(refusal "low" cell l "must not be above open or close")
            | None when not (Double.IsFinite v) || v < 0.0 ->
                Some(refusal "volume" cell v "must be finite and not negative")
            | None -> None)
    |> List.tryPick id

let private create (plan: RowsPlan) =
    Bars.create
        (axes plan)
        PriceBasis.Raw
        (column plan (fun (o, _, _, _, _) -> o))
        (column plan (fun (_, h, _, _, _) -> h))
        (column plan (fun (_, _, l, _, _) -> l))
        (column plan (fun (_, _, _, c, _) -> c))
        (if plan.HasVolume then
             ValueSome(column plan (fun (_, _, _, _, v) -> v))
         else
             ValueNone)

[<Property(Arbitrary = [| typeof<RowsPlans> |], MaxTest = 3000)>]
let ``bars are refused exactly where the slow check refuses them, with the very same words``
    (plan: RowsPlan)
    =
    match create plan, slow plan with
    | Ok _, None -> true
    | Error invalid, Some expected -> string invalid = expected
    | _ -> false

[<Test>]
let ``every value in every field of a sound row, by the slow check`` () =
    for hasVolume in [ true; false ] do
        for value in 0 .. values.Length - 1 do
            for row in
                [
                    value, 2, 0, 1, 4
                    1, value, 0, 1, 4
                    1, 2, value, 1, 4
                    1, 2, 0, value, 4
                    1, 2, 0, 1, value
                ] do
                let plan = { Rows = [ row ]; HasVolume = hasVolume }

                let found =
                    match create plan with
                    | Ok _ -> None
                    | Error invalid -> Some(string invalid)

                Assert.That((found = slow plan), $"{row}: {found}")

[<Property(Arbitrary = [| typeof<RowsPlans> |], MaxTest = 1000)>]
let ``columns of one symbol's bars take the rows that a market takes, absent ones apart``
    (plan: RowsPlan)
    =
    plan.Rows
    |> List.forall (fun (o, h, l, c, v) ->
        let row = { plan with Rows = [ o, h, l, c, v ] }
        let of' (at: int) = [| values[at] |]
        let isAbsent = List.forall (fun at -> Double.IsNaN values[at]) [ o; h; l; c ]

        let series =
            BarSeries.create
                [| 1L |]
                (of' o)
                (of' h)
                (of' l)
                (of' c)
                (if plan.HasVolume then of' v else [||])

        Result.isOk series = (not isAbsent && Result.isOk (create row)))
