module Symphony.Core.Tests.SequenceWindowsLaws

open System
open System.Runtime.InteropServices
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private refused result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

/// Closes without a value at every seventh bar: a window must not reach over one.
let private holes: Feature =
    Feature.ofFunction "holes" 0<bar> "the close, or nothing" (fun bars _ ->
        let width = bars.Axes.SymbolCount

        bars.Close.Array
        |> Array.mapi (fun cell close -> if cell / width % 7 = 1 then nan else close)
        |> Panel.create bars.Axes)
    |> accepted

let private features =
    holes :: accepted (FeatureCatalogue.parseAll [ "realised_volatility_2" ])

let private matrixOf rows (bars: Bars, actions: CorporateActions) =
    FeatureMatrix.ofMarket Schedule.sequential rows bars actions features

/// The window's rows by its definition: the symbol's own latest bars up to t, all values there.
let private reference
    (length: int)
    (bars: Bars)
    (panels: Panel list)
    (t: int)
    (i: int)
    : float[] option =
    let own = [ 0..t ] |> List.filter (fun bar -> bars.IsPresent(bar, i))

    if own.Length < length || not (bars.IsPresent(t, i)) then
        None
    else
        let values = [|
            for bar in List.skip (own.Length - length) own do
                for panel in panels do
                    panel[bar, i]
        |]

        if Array.forall Double.IsFinite values then Some values else None

let private lengths = [ 1; 2; 5 ]

[<MarketProperty>]
let ``a window is its symbol's own latest bars, oldest first, and there is one wherever there can be``
    (plan: MarketPlan)
    =
    let bars, actions = MarketPlan.build plan
    let panels = features |> List.map (Feature.ofMarket bars actions >> accepted)

    lengths
    |> List.forall (fun length ->
        let expected = [
            for t in 0 .. plan.Bars - 1 do
                for i in 0 .. plan.Names - 1 do
                    match reference length bars panels t i with
                    | Some values -> t, i, values
                    | None -> ()
        ]

        match
            matrixOf FeatureRows.Present (bars, actions)
            |> Result.bind (SequenceWindows.create length)
        with
        | Error _ -> expected.IsEmpty
        | Ok windows ->
            windows.Count = expected.Length
            && windows.Length = length
            && expected
               |> List.indexed
               |> List.forall (fun (w, (t, i, values)) ->
                   windows.Bars.Span[w] = t
                   && windows.Symbols.Span[w] = i
                   && windows.IndexOf(t, i) = w
                   && Bits.sameAll values (windows.Values(w).ToArray())
                   && Bits.sameAll values (windows.Memory(w).ToArray()))
            && [
                for t in 0 .. plan.Bars - 1 do
                    for i in 0 .. plan.Names - 1 -> windows.IndexOf(t, i)
               ]
               |> List.filter (fun w -> w >= 0)
               |> List.length
                =
                windows.Count)

[<MarketProperty>]
let ``changing any bar after t, of any symbol, leaves the windows up to t, bit for bit``
    (one: MarketAndBar)
    =
    let windows market =
        matrixOf FeatureRows.Present market
        |> Result.bind (SequenceWindows.create 3)
        |> Result.map (fun windows ->
            [ 0 .. windows.Count - 1 ]
            |> List.filter (fun w -> windows.Bars.Span[w] <= one.Bar)
            |> List.map (fun w ->
                windows.Bars.Span[w],
                windows.Symbols.Span[w],
                windows.Values(w).ToArray() |> Array.map BitConverter.DoubleToInt64Bits))
        |> Result.defaultValue []

    windows (MarketPlan.build one.Market) =
        windows (MarketPlan.buildChanged (one.Bar + 1) one.Market)

[<MarketProperty>]
let ``windows are views of one array: none is copied, none allocates`` (plan: MarketPlan) =
    match
        matrixOf FeatureRows.Present (MarketPlan.build plan)
        |> Result.bind (SequenceWindows.create 2)
    with
    | Error _ -> true
    | Ok windows ->
        let array w =
            match MemoryMarshal.TryGetArray(windows.Memory w) with
            | true, segment -> segment.Array
            | _ -> null

        let mutable total = 0.0

        // Once before, so that nothing is compiled while it is counted.
        let all () =
            for w in 0 .. windows.Count - 1 do
                total <- total + windows.Values(w)[0] + windows.Memory(w).Span[1]

        all ()
        let before = GC.GetAllocatedBytesForCurrentThread()
        all ()
        let after = GC.GetAllocatedBytesForCurrentThread()

        Double.IsFinite total
        && after - before < 64L
        && [ 0 .. windows.Count - 1 ]
           |> List.forall (fun w -> Object.ReferenceEquals(array w, array 0))

[<MarketProperty>]
let ``scaled windows are windows of scaled rows, and the scaling knows its training rows alone``
    (plan: MarketPlan)
    =
    match
        matrixOf FeatureRows.Present (MarketPlan.build plan)
        |> Result.bind (SequenceWindows.create 2)
    with
    | Error _ -> true
    | Ok windows ->
        let train = [| 0 .. windows.Count - 1 |] |> Array.filter (fun w -> w % 3 = 0)
        let ownRows = train |> Array.collect (fun w -> windows.Values(w).Slice(2).ToArray())

        [ ScalingMethod.Standard; ScalingMethod.RankGauss ]
        |> List.forall (fun method ->
            let scaling =
                accepted (SequenceWindows.fitScaling method (ReadOnlySpan train) windows)

            let direct =
                FeatureScaling.fit
                    method
                    2
                    (ReadOnlyMemory ownRows)
                    (ReadOnlyMemory [| 0 .. train.Length - 1 |])
                |> accepted

            let scaled = accepted (SequenceWindows.scaled scaling windows)

            [ 0 .. windows.Count - 1 ]
            |> List.forall (fun w ->
                FeatureScaling.transform (windows.Memory w) direct
                |> accepted
                |> Bits.sameAll (scaled.Values(w).ToArray())))

[<Test>]
let ``lengths that cannot be and matrices that have lost bars are refused`` () =
    let market =
        MarketPlan.build { Bars = 12; Names = 2; Seed = 5UL; Gaps = []; Actions = [] }

    let present = accepted (matrixOf FeatureRows.Present market)
    let complete = accepted (matrixOf FeatureRows.Complete market)
    Assert.That(refused (SequenceWindows.create 0 present), Does.Contain "length must lie in [1")

    Assert.That(
        refused (SequenceWindows.create 7 present),
        Does.Contain "rows of a symbol needs at least 7, has 6"
    )

    Assert.That(refused (SequenceWindows.create 2 complete), Does.Contain "would pass over bars")
    let single = accepted (SequenceWindows.create 1 complete)
    Assert.That(single.Count, Is.EqualTo complete.RowCount)
    Assert.That(single.Without, Is.Zero)

    Assert.That(
        refused (
            SequenceWindows.fitScaling ScalingMethod.Robust (ReadOnlySpan [| single.Count |]) single
        ),
        Does.Contain "train must lie in [0"
    )

    let narrow =
        FeatureScaling.fit
            ScalingMethod.Standard
            1
            (ReadOnlyMemory [| 1.0; 2.0 |])
            (ReadOnlyMemory [| 0; 1 |])
        |> accepted

    Assert.That(
        refused (SequenceWindows.scaled narrow single),
        Does.Contain "scaling must have length 2"
    )
