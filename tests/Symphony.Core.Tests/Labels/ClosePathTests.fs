/// Triple-barrier labels on closes: the published cases.
module Symphony.Core.Tests.ClosePathTests

open System
open System.IO
open System.Text.Json
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.BarrierPlan

let private rounding = 1e-12

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

/// The hand-sized case of the shared reference file (LB-TB-8): a touch counts.
let private prices = [|
    100.0
    101.0
    102.0
    101.0
    99.0
    97.0
    98.0
    100.0
    103.0
    104.0
    103.0
    101.0
    100.0
    99.0
    100.0
    102.0
|]

let private closePath bar take leave vertical side =
    ClosePath.tripleBarrier
        {
            ProfitTaking = ValueSome take
            StopLoss = ValueSome leave
            VerticalBars = vertical * 1<bar>
        }
        side
        bar
        (ReadOnlySpan prices)
    |> orFail

[<Test>]
let ``eight labels on closes are those worked out apart, touch, class and return`` () =
    let cases: ((int * float * float * int * Side) * (int * int * float)) list = [
        (0, 0.02, 0.02, 5, Side.Long), (2, 1, 0.020000000000000018)
        (0, 0.05, 0.02, 5, Side.Long), (5, -1, -0.030000000000000027)
        (2, 0.02, 0.02, 4, Side.Long), (4, -1, -0.02941176470588236)
        (5, 0.03, 0.03, 4, Side.Long), (7, 1, 0.030927835051546282)
        (8, 0.02, 0.02, 6, Side.Long), (12, -1, -0.029126213592232997)
        (8, 0.02, 0.02, 6, Side.Short), (12, 1, 0.029126213592232997)
        (10, 0.05, 0.05, 3, Side.Long), (13, 0, -0.03883495145631066)
        (13, 0.02, 0.02, 5, Side.Long), (15, 1, 0.030303030303030276)
    ]

    for (bar, take, leave, vertical, side), (touch, signOf, simpleReturn) in cases do
        match closePath bar take leave vertical side with
        | ValueNone -> Assert.Fail "absent"
        | ValueSome label ->
            Assert.That(label.TouchBar, Is.EqualTo touch)
            Assert.That(label.Class, Is.EqualTo signOf)
            Assert.That(label.SimpleReturn, Is.EqualTo(simpleReturn).Within rounding)

[<Test>]
let ``a close whose return is the barrier to the last bit touches it`` () =
    let hit closes =
        ClosePath.tripleBarrier
            {
                ProfitTaking = ValueSome 0.5
                StopLoss = ValueSome 0.5
                VerticalBars = 2<bar>
            }
            Side.Long
            0
            (ReadOnlySpan(Array.ofList closes))
        |> orFail
        |> ValueOption.map _.Hit

    Assert.That(hit [ 1.0; 1.5 ] = ValueSome BarrierHit.ProfitTaking)
    Assert.That(hit [ 1.0; 0.5 ] = ValueSome BarrierHit.StopLoss)

[<Test>]
let ``closes that end before any barrier give no label, where others give 0`` () =
    Assert.That((closePath 13 0.05 0.05 5 Side.Long).IsNone)

[<Test>]
let ``the shared file of label cases holds the same eight`` () =
    use document =
        JsonDocument.Parse(File.ReadAllText(SharedData.reference "06_labels.json"))

    let case =
        document.RootElement.GetProperty("cases").EnumerateArray()
        |> Seq.find (fun case -> case.GetProperty("id").GetString() = "LB-TB-8")

    let floats (element: JsonElement) =
        element.EnumerateArray() |> Seq.map _.GetDouble() |> Array.ofSeq

    let inputs, expected = case.GetProperty "inputs", case.GetProperty "expected"
    Assert.That(floats (inputs.GetProperty "prices") = prices)
    let touches = floats (expected.GetProperty "touch_row")
    let classes = floats (expected.GetProperty "label")
    let returns = floats (expected.GetProperty "ret")

    inputs.GetProperty("rows").EnumerateArray()
    |> Seq.iteri (fun k row ->
        let values = floats row
        let side = if values[4] > 0.0 then Side.Long else Side.Short

        match closePath (int values[0]) values[1] values[2] (int values[3]) side with
        | ValueNone -> Assert.Fail "absent"
        | ValueSome label ->
            Assert.That(float label.TouchBar, Is.EqualTo touches[k])
            Assert.That(float label.Class, Is.EqualTo classes[k])
            Assert.That(label.SimpleReturn, Is.EqualTo(returns[k]).Within rounding))

[<Test>]
let ``closes, bars and barriers that cannot be are refused`` () =
    let refusal take bar closes =
        ClosePath.tripleBarrier
            { ProfitTaking = ValueSome take; StopLoss = ValueNone; VerticalBars = 3<bar> }
            Side.Long
            bar
            (ReadOnlySpan(Array.ofList closes))
        |> refusalOf

    Assert.That(refusal 0.0 0 [ 1.0; 1.0 ], Does.Contain "profitTaking must be above zero, was 0")
    Assert.That(refusal 0.1 2 [ 1.0; 1.0 ], Does.Contain "bar must lie in [0, 1], was 2")
    Assert.That(refusal 0.1 0 [ 1.0; -1.0 ], Does.Contain "closes[1] must be above zero, was -1")
