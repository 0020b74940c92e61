module Symphony.Core.Tests.InformationCoefficientLaws

open System
open NUnit.Framework

open Symphony.Core

let private relative = 1e-12

let private spearman (x: float[]) (y: float[]) =
    match
        Ranks.average (ReadOnlySpan x) |> ignore,
        RankCorrelation.spearman (ReadOnlySpan x) (ReadOnlySpan y)
    with
    | (), Ok value -> value
    | (), Error invalid -> failwith (string invalid)

let private byBar (bars: int[]) (scores: float[]) (outcomes: float[]) =
    match
        InformationCoefficient.byBar
            (ReadOnlySpan bars)
            (ReadOnlySpan scores)
            (ReadOnlySpan outcomes)
    with
    | Ok made -> made
    | Error invalid -> failwith (string invalid)

/// A second series of the same length, from the first.
let private partner (values: float[]) =
    values |> Array.mapi (fun i v -> Elementary.sin (float (i * i) + v))

let private isConstant (values: float[]) = (Array.distinct values).Length < 2

[<DomainProperty>]
let ``a series correlates with itself by one and with its opposite by minus one``
    (TiedSeries values)
    =
    if isConstant values then
        (spearman values values).IsNone
    else
        abs ((spearman values values).Value - 1.0) < relative
        && abs ((spearman values (values |> Array.map (fun v -> -v))).Value + 1.0) < relative

[<DomainProperty>]
let ``the correlation lies in -1 to 1 and does not depend on who comes first`` (TiedSeries values) =
    let other = partner values

    match spearman values other, spearman other values with
    | ValueSome a, ValueSome b -> -1.0 <= a && a <= 1.0 && a = b
    | ValueNone, ValueNone -> true
    | _ -> false

[<DomainProperty>]
let ``an increasing change of scale keeps the correlation, bit for bit`` (TiedSeries values) =
    let other = partner values
    spearman (values |> Array.map Elementary.exp) other = spearman values other

[<DomainProperty>]
let ``each bar's coefficient is that of its own complete rows`` (TiedSeries values) (width: byte) =
    let rowsPerBar = 2 + int width % 7
    let bars = values |> Array.mapi (fun i _ -> 10 + 3 * (i / rowsPerBar))
    let scores = values |> Array.mapi (fun i v -> if i % 11 = 3 then nan else v)

    let outcomes =
        partner values |> Array.mapi (fun i v -> if i % 13 = 5 then nan else v)

    let made = byBar bars scores outcomes

    let expected =
        Array.zip3 bars scores outcomes
        |> Array.filter (fun (_, s, o) -> not (Double.IsNaN s || Double.IsNaN o))
        |> Array.groupBy (fun (bar, _, _) -> bar)
        |> Array.choose (fun (bar, rows) ->
            let s = rows |> Array.map (fun (_, s, _) -> s)
            let o = rows |> Array.map (fun (_, _, o) -> o)

            match spearman s o with
            | ValueSome value -> Some(bar, value)
            | ValueNone -> None)

    Array.zip (made.Bars.ToArray()) (made.Values.ToArray()) = expected

[<Test>]
let ``with ties the coefficient is that of average ranks`` () =
    // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: sum of products of deviations 4.5, of squares 4.5 and 5.
    let value = spearman [| 1.0; 2.0; 2.0; 3.0 |] [| 10.0; 30.0; 20.0; 40.0 |]
    Assert.That(value.Value, Is.EqualTo(4.5 / sqrt 22.5).Within relative)

[<Test>]
let ``mean and standard error are those of the coefficients`` () =
    // Coefficients 1, -1, 1, 1: mean 0.5, standard deviation 1, error 1/2.
    let bars = [| 0; 0; 1; 1; 2; 2; 5; 5 |]
    let scores = [| 1.0; 2.0; 1.0; 2.0; 1.0; 2.0; 1.0; 2.0 |]
    let outcomes = [| 1.0; 2.0; 2.0; 1.0; 1.0; 2.0; 1.0; 2.0 |]
    let made = byBar bars scores outcomes

    Assert.Multiple(fun () ->
        Assert.That((InformationCoefficient.mean made).Value, Is.EqualTo(0.5).Within relative)

        Assert.That(
            (InformationCoefficient.standardError 0 made).Value,
            Is.EqualTo(0.5).Within relative
        )
        // Deviations 0.5, -1.5, 0.5 and three bars later 0.5: products a bar apart add to -1.5, with weight
        // 1/2 twice.
        Assert.That(
            (InformationCoefficient.standardError 1 made).Value,
            Is.EqualTo(sqrt ((3.0 - 1.5) / 12.0)).Within relative
        ))

[<Test>]
let ``no complete row means no mean`` () =
    let made = byBar [| 0; 0; 1 |] [| nan; 1.0; 2.0 |] [| 1.0; 1.0; nan |]

    Assert.Multiple(fun () ->
        Assert.That(made.Count, Is.EqualTo 0)
        Assert.That((InformationCoefficient.mean made).IsNone)
        Assert.That((InformationCoefficient.standardError 0 made).IsNone))

[<Test>]
let ``rows out of order and lengths that disagree are refused by name`` () =
    let refused (bars: int[]) (scores: float[]) (outcomes: float[]) =
        match
            InformationCoefficient.byBar
                (ReadOnlySpan bars)
                (ReadOnlySpan scores)
                (ReadOnlySpan outcomes)
        with
        | Error invalid -> invalid.Parameter
        | Ok _ -> ""

    Assert.Multiple(fun () ->
        Assert.That(refused [| 1; 0 |] [| 1.0; 2.0 |] [| 1.0; 2.0 |], Is.EqualTo "bars")
        Assert.That(refused [| 0 |] [||] [| 1.0 |], Is.EqualTo "scores")
        Assert.That(refused [| 0 |] [| 1.0 |] [||], Is.EqualTo "outcomes"))
