module Symphony.Core.Tests.DrawdownLaws

open System
open NUnit.Framework

open Symphony.Core

let private relative = 1e-12

let private ofReturns (returns: float[]) =
    Drawdown.ofReturns (ReadOnlySpan returns)

let private ofEquity (equity: float[]) =
    match Drawdown.ofEquity (ReadOnlySpan equity) with
    | Ok falls -> falls
    | Error invalid -> failwith (string invalid)

let private equityOf (returns: float[]) =
    Array.scan (fun equity r -> equity * (1.0 + r)) 1.0 returns

[<DomainProperty>]
let ``falls lie in -1 to 0`` (ReturnSeries returns) =
    ofReturns returns |> Array.forall (fun fall -> -1.0 <= fall && fall <= 0.0)

[<DomainProperty>]
let ``falls of equity equal falls of its returns, bit for bit`` (ReturnSeries returns) =
    Array.append [| 0.0 |] (ofReturns returns) = ofEquity (equityOf returns)

[<DomainProperty>]
let ``each fall is against the highest equity so far`` (ReturnSeries returns) =
    let equity = equityOf returns

    ofEquity equity
    |> Array.mapi (fun t fall -> fall = equity[t] / Array.max equity[..t] - 1.0)
    |> Array.forall id

[<DomainProperty>]
let ``the size of the account does not matter`` (ReturnSeries returns) =
    let equity = equityOf returns
    ofEquity equity = ofEquity (equity |> Array.map (fun e -> 1024.0 * e))

[<DomainProperty>]
let ``the maximum is the deepest fall and that of the deepest episode`` (ReturnSeries returns) =
    let falls = ofReturns returns
    let maximum = Drawdown.maximum (ReadOnlySpan falls)
    let deepest = Drawdown.deepest 1 (ReadOnlySpan falls)

    maximum = min 0.0 (Array.min falls)
    && (if maximum < 0.0 then deepest[0].Depth = maximum else deepest.Length = 0)

[<DomainProperty>]
let ``episodes cover exactly the bars below a peak`` (ReturnSeries returns) =
    let falls = ofReturns returns
    let episodes = Drawdown.episodes (ReadOnlySpan falls)

    let under =
        episodes
        |> Array.collect (fun episode ->
            let last =
                if episode.Recovery.HasValue then
                    episode.Recovery.Value - 1
                else
                    falls.Length - 1

            [| episode.Peak + 1 .. last |])

    under = (falls |> Array.indexed |> Array.filter (fun (_, f) -> f < 0.0) |> Array.map fst)
    && episodes |> Array.forall (fun e -> falls[e.Trough] = e.Depth && e.Peak < e.Trough)

[<DomainProperty>]
let ``the longest time under water is that of the longest episode`` (ReturnSeries returns) =
    let falls = ofReturns returns

    let longest =
        Drawdown.episodes (ReadOnlySpan falls)
        |> Array.map (fun e -> if e.Recovery.HasValue then e.Bars - 1 else e.Bars)
        |> Array.fold max 0

    Drawdown.longestTimeUnderWater (ReadOnlySpan falls) = longest

[<DomainProperty>]
let ``gains alone never fall`` (ReturnSeries returns) =
    let gains = returns |> Array.map abs
    Drawdown.maximum (ReadOnlySpan(ofReturns gains)) = 0.0

// quantopian/empyrical, empyrical/tests/test_stats.py (commit 40f61b4), test_max_drawdown.

let private maximumOf (percent: int list) =
    let falls =
        ofReturns (percent |> List.map (fun p -> float p / 100.0) |> Array.ofList)

    Drawdown.maximum (ReadOnlySpan falls)

[<Test>]
let ``maximum drawdowns equal those of empyrical`` () =
    Assert.Multiple(fun () ->
        Assert.That(maximumOf [ 1 ], Is.EqualTo 0.0)
        Assert.That(maximumOf [ 0; 1; 10; -4; 2; 3; 2; 1; -10 ], Is.EqualTo(-0.1).Within relative)

        Assert.That(
            maximumOf [ 0; -6; -7; -1; -9; -2; -6; -8; -5 ],
            Is.EqualTo(-0.365907303498736).Within relative
        )

        Assert.That(maximumOf [ 10; -10; 10 ], Is.EqualTo(-0.1).Within relative))

[<Test>]
let ``a fall and its recovery are dated`` () =
    let falls = ofEquity [| 100.0; 110.0; 99.0; 88.0; 99.0; 110.0; 104.5 |]

    let deepest = Drawdown.deepest 5 (ReadOnlySpan falls)

    Assert.Multiple(fun () ->
        Assert.That(deepest.Length, Is.EqualTo 2)
        Assert.That(deepest[0].Depth, Is.EqualTo(-0.2).Within relative)
        Assert.That((deepest[0].Peak, deepest[0].Trough, deepest[0].Bars), Is.EqualTo((1, 3, 4)))
        Assert.That(deepest[0].Recovery, Is.EqualTo(Nullable 5))
        Assert.That(deepest[1].Recovery.HasValue, Is.False)
        Assert.That(Drawdown.longestTimeUnderWater (ReadOnlySpan falls), Is.EqualTo 3))

[<Test>]
let ``equity that starts at nothing is refused`` () =
    match Drawdown.ofEquity (ReadOnlySpan [| 0.0; 1.0 |]) with
    | Error invalid -> Assert.That(invalid.Parameter, Is.EqualTo "equity")
    | Ok _ -> Assert.Fail()
