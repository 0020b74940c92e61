module Symphony.Core.Tests.LabelEventsTests

open NUnit.Framework

open Symphony.Core

let private axes bars names =
    MarketPlan.axes { Bars = bars; Names = names; Seed = 1UL; Gaps = []; Actions = [] }

let private refused (parameter: string) (result: Result<LabelEvents, Invalid>) =
    match result with
    | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo parameter)
    | Ok _ -> Assert.Fail $"not refused: {parameter}"

[<Test>]
let ``events off the axes, out of order, twice, or without a side each are refused`` () =
    let axes = axes 4 2
    LabelEvents.create axes [| 0; 4 |] [| 0; 0 |] |> refused "event bar"
    LabelEvents.create axes [| -1 |] [| 0 |] |> refused "event bar"
    LabelEvents.create axes [| 0 |] [| 2 |] |> refused "event symbol"
    LabelEvents.create axes [| 1; 0 |] [| 0; 0 |] |> refused "events"
    LabelEvents.create axes [| 1; 1 |] [| 1; 1 |] |> refused "events"
    LabelEvents.create axes [| 1; 1 |] [| 1 |] |> refused "symbols"
    LabelEvents.withSides axes [| 1 |] [| 1 |] [||] |> refused "sides"
    LabelEvents.withSides axes [| 1 |] [| 1 |] [| enum<Side> 0 |] |> refused "side"

[<Test>]
let ``no event is an answer, and events without sides are long`` () =
    let none =
        LabelEvents.create (axes 4 2) [||] [||]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(none.Count, Is.Zero)

    let one =
        LabelEvents.create (axes 4 2) [| 2 |] [| 1 |]
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    Assert.That(one.HasSides, Is.False)
    Assert.That(one.Side 0, Is.EqualTo Side.Long)

[<MarketProperty>]
let ``every present bar of every symbol is one event, and no other`` (plan: MarketPlan) =
    let bars, _ = MarketPlan.build plan
    let events = LabelEvents.everyBar bars
    let given = Seq.zip (events.Bars.ToArray()) (events.Symbols.ToArray()) |> List.ofSeq

    given = [
        for t in 0 .. plan.Bars - 1 do
            for i in 0 .. plan.Names - 1 do
                if bars.IsPresent(t, i) then
                    t, i
    ]
