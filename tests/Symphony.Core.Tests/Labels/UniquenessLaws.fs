module Symphony.Core.Tests.UniquenessLaws

open System
open NUnit.Framework

open Symphony.Core

let private scopes = [ ConcurrencyScope.Symbol; ConcurrencyScope.Market ]

let private near a b = Tolerance.near Tolerance.sums 1.0 a b

let private hasLabels (spans: ObservationSpans) =
    LabelReference.labelled spans |> Array.isEmpty |> not

[<MarketProperty>]
let ``open labels of the market are those of its symbols, counted bar by bar`` (SpanRows rows) =
    let spans = SpanRows.build rows
    let market = Concurrency.ofMarket spans

    let direct =
        Array.init market.Length (fun bar ->
            LabelReference.labelled spans
            |> Array.filter (fun r -> spans.Bar r <= bar && bar <= spans.SpanEnd r)
            |> Array.length)

    let summed =
        Seq.init 4 (fun symbol -> Concurrency.ofSymbol symbol spans)
        |> Seq.reduce (Array.map2 (+))

    market = direct && market = summed

[<MarketProperty>]
let ``average uniqueness equals the sum over the indicator matrix, bit for bit`` (SpanRows rows) =
    let spans = SpanRows.build rows

    scopes
    |> List.forall (fun scope ->
        let found = Uniqueness.average scope spans

        Seq.forall
            (fun r ->
                if spans.IsLabelled r then
                    Bits.same found[r] (LabelReference.uniqueness scope spans r)
                    && near found[r] (LabelReference.uniquenessInDoubles scope spans r)
                else
                    Double.IsNaN found[r])
            (seq { 0 .. spans.Count - 1 }))

[<MarketProperty>]
let ``average uniqueness lies in (0, 1]`` (SpanRows rows) =
    let spans = SpanRows.build rows

    scopes
    |> List.forall (fun scope ->
        let found = Uniqueness.average scope spans

        LabelReference.labelled spans |> Array.forall (fun r -> found[r] > 0.0 && found[r] <= 1.0))

[<MarketProperty>]
let ``labels that share no bar are all unique, exactly`` (SpanRows rows) =
    let mutable free = 0

    // Of all labels the first that starts after the last one kept has ended.
    let disjoint = [|
        for bar, symbol, last in Array.sort rows do
            if last >= 0 && bar >= free then
                free <- last + 1
                bar, symbol, last
    |]

    disjoint.Length = 0
    || (let spans = SpanRows.build disjoint

        scopes
        |> List.forall (fun scope ->
            Uniqueness.average scope spans |> Array.forall (fun each -> each = 1.0)
            && Uniqueness.weights scope spans |> Array.forall (fun each -> each = 1.0)))

[<MarketProperty>]
let ``a label's uniqueness depends on the labels that meet its own span alone, bit for bit``
    (SpanRows rows)
    =
    let labelled = Array.sort rows |> Array.filter (fun (_, _, last) -> last >= 0)

    labelled.Length = 0
    || (let all = Uniqueness.average ConcurrencyScope.Market (SpanRows.build labelled)

        Seq.forall
            (fun r ->
                let bar, _, last = labelled[r]
                let meets (start, _, ends) = start <= last && bar <= ends
                let rivals = Array.filter meets labelled

                let among = Uniqueness.average ConcurrencyScope.Market (SpanRows.build rivals)

                Bits.same all[r] among[Array.IndexOf(rivals, labelled[r])])
            (seq { 0 .. labelled.Length - 1 }))

[<MarketProperty>]
let ``weights are above zero and sum to the number of labels`` (SpanRows rows) =
    let spans = SpanRows.build rows

    not (hasLabels spans)
    || scopes
       |> List.forall (fun scope ->
           let weights = Uniqueness.weights scope spans
           let labelled = LabelReference.labelled spans |> Array.map (fun r -> weights[r])
           let count = float labelled.Length

           labelled |> Array.forall (fun each -> each > 0.0)
           && Tolerance.near Tolerance.sums count (Array.sum labelled) count)

[<MarketProperty>]
let ``a rival in the market never makes a label more unique than among its own symbol``
    (SpanRows rows)
    =
    let spans = SpanRows.build rows
    let own = Uniqueness.average ConcurrencyScope.Symbol spans
    let all = Uniqueness.average ConcurrencyScope.Market spans
    LabelReference.labelled spans |> Array.forall (fun r -> all[r] <= own[r])

[<Test>]
let ``three labels on bars 0-2, 2-3 and 4-5 have uniqueness 5/6, 3/4 and 1`` () =
    // AFML, 4.5.3.
    let spans = SpanRows.build [| 0, 0, 2; 2, 0, 3; 4, 0, 5 |]
    let found = Uniqueness.average ConcurrencyScope.Symbol spans
    Assert.That(found[0], Is.EqualTo(5.0 / 6.0).Within 1e-15)
    Assert.That(found[1], Is.EqualTo 0.75)
    Assert.That(found[2], Is.EqualTo 1.0)

[<Test>]
let ``eight labels of three bars have the published concurrency and uniqueness`` () =
    // mlfinpy, test_num_concurrent_events and test_get_av_uniqueness: hourly bars.
    let spans =
        SpanRows.build [|
            1, 0, 3
            2, 0, 4
            5, 0, 7
            7, 0, 9
            10, 0, 12
            11, 0, 13
            12, 0, 14
            20, 0, 22
        |]

    let counts = (Concurrency.ofSymbol 0 spans)[1..22]

    for count, bars in [ 0, 5; 1, 11; 2, 5; 3, 1 ] do
        Assert.That(counts |> Array.filter ((=) count) |> Array.length, Is.EqualTo bars)

    let found = Uniqueness.average ConcurrencyScope.Symbol spans

    for r, expected in [ 0, 0.66; 2, 0.83; 5, 0.44; 7, 1.0 ] do
        Assert.That(found[r], Is.EqualTo(expected).Within 0.01)

    Assert.That(Concurrency.mean ConcurrencyScope.Symbol spans, Is.EqualTo(ValueSome(24.0 / 17.0)))

[<Test>]
let ``without labels there is no mean, and no weight`` () =
    let spans = SpanRows.build [| 0, 0, -1; 1, 0, -1 |]

    for scope in scopes do
        Assert.That(Concurrency.mean scope spans, Is.EqualTo(ValueNone: float voption))
        Assert.That(Uniqueness.mean scope spans, Is.EqualTo(ValueNone: float voption))
        Assert.That(Uniqueness.weights scope spans |> Array.forall Double.IsNaN)
