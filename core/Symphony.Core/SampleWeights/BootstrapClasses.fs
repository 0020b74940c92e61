namespace Symphony.Core

open System

/// The labels of the sequential bootstrap, those of one scope and one span together as one class, and the
/// current weight of each class. All weights are whole numbers, so that adding and taking away again leaves no
/// trace, and the order of adding does not matter.
[<Sealed>]
type internal BootstrapClasses(scope: ConcurrencyScope, spans: ObservationSpans) =

    let groups =
        ConcurrencyScope.groups scope spans |> Array.filter (fun group -> group.Length > 0)

    /// Labels in the order of the scopes, then of start, end and place.
    let members = groups |> Array.map (BootstrapClasses.InOrder spans) |> Array.concat

    /// For each label the number of its scope.
    let scopeOf =
        groups |> Array.mapi (fun g group -> Array.create group.Length g) |> Array.concat

    let isFirst n =
        n = 0
        || scopeOf[n] <> scopeOf[n - 1]
        || spans.BarArray[members[n]] <> spans.BarArray[members[n - 1]]
        || spans.SpanEndArray[members[n]] <> spans.SpanEndArray[members[n - 1]]

    /// The place of the first label of each class, and one past the last label.
    let firsts =
        Array.append ([| 0 .. members.Length - 1 |] |> Array.filter isFirst) [| members.Length |]

    let count = firsts.Length - 1
    let starts = Array.init count (fun k -> spans.BarArray[members[firsts[k]]])
    let ends = Array.init count (fun k -> spans.SpanEndArray[members[firsts[k]]])

    /// The first class of each scope, and one past the last class.
    let scopeFirsts =
        Array.append
            ([| 0 .. count - 1 |]
             |> Array.filter (fun k -> k = 0 || scopeOf[firsts[k]] <> scopeOf[firsts[k - 1]]))
            [| count |]

    /// The latest end of all classes of the same scope up to each one: never decreasing within a scope.
    let latestEnds =
        let latest = Array.copy ends

        for g in 0 .. scopeFirsts.Length - 2 do
            for k in scopeFirsts[g] + 1 .. scopeFirsts[g + 1] - 1 do
                latest[k] <- max latest[k] latest[k - 1]

        latest

    /// Where the bars of each scope lie among the counts.
    let firstBars =
        Array.init (scopeFirsts.Length - 1) (fun g -> starts[scopeFirsts[g]])

    let barOffsets =
        Array.init (scopeFirsts.Length - 1) (fun g ->
            latestEnds[scopeFirsts[g + 1] - 1] - firstBars[g] + 1)
        |> Array.scan (+) 0

    /// How often each bar of each scope is covered by what was drawn.
    let drawn: int[] = Array.zeroCreate barOffsets[barOffsets.Length - 1]

    /// For each class the sum of the shares over its bars.
    let sums: uint64[] =
        Array.init count (fun k -> uint64 (ends[k] - starts[k] + 1) * BootstrapClasses.Share 0)

    /// For each class the weight of one of its labels.
    let weights: uint64[] =
        Array.init count (fun k -> sums[k] / uint64 (ends[k] - starts[k] + 1))

    // Sums of all labels' weights: by class, by 128 classes, by 128 times 128 classes.
    let byClass: uint64[] =
        Array.init count (fun k -> weights[k] * uint64 (firsts[k + 1] - firsts[k]))

    let byBlock: uint64[] = Array.zeroCreate (count / 128 + 1)
    let byBlocks: uint64[] = Array.zeroCreate (count / 16384 + 1)

    do
        for k in 0 .. count - 1 do
            byBlock[k / 128] <- byBlock[k / 128] + byClass[k]
            byBlocks[k / 16384] <- byBlocks[k / 16384] + byClass[k]

    let mutable total = Array.sum byBlocks

    /// What one more draw takes from the share of each bar of the class drawn, summed from its first bar on.
    let mutable losses: uint64[] = Array.zeroCreate 64

    /// The first class of a scope that may reach a bar.
    let firstReaching (scope: int) (bar: int) : int =
        let mutable low = scopeFirsts[scope]
        let mutable high = scopeFirsts[scope + 1]

        while low < high do
            let middle = low + (high - low) / 2

            if latestEnds[middle] >= bar then high <- middle else low <- middle + 1

        low

    /// A scope's labels, which are in the order of their starts, in the order of their ends too.
    static member private InOrder (spans: ObservationSpans) (group: int[]) : int[] =
        // End and place in one number each: no two are equal.
        let keys =
            group |> Array.map (fun r -> int64 spans.SpanEndArray[r] <<< 32 ||| int64 r)

        let mutable first = 0

        while first < group.Length do
            let mutable after = first + 1

            while after < group.Length
                  && spans.BarArray[group[after]] = spans.BarArray[group[first]] do
                after <- after + 1

            Array.Sort(keys, first, after - first)
            first <- after

        keys |> Array.map (fun key -> int (key &&& 0xffffffffL))

    /// The share of a bar for one more label on top of those drawn, in units of 2^-42.
    static member Share(drawn: int) : uint64 = (1UL <<< 42) / uint64 (drawn + 1)

    /// The most labels, and the most bars, whose weights can be added without overflow.
    static member Most: int = (1 <<< 22) - 1

    /// How many labels.
    member _.Count: int = members.Length

    /// The place of the class in which a number below the total falls, and the label there.
    member _.Find(target: uint64) : struct (int * int) =
        let mutable left = target
        let mutable blocks = 0

        while left >= byBlocks[blocks] do
            left <- left - byBlocks[blocks]
            blocks <- blocks + 1

        let mutable block = blocks * 128

        while left >= byBlock[block] do
            left <- left - byBlock[block]
            block <- block + 1

        let mutable k = block * 128

        while left >= byClass[k] do
            left <- left - byClass[k]
            k <- k + 1

        struct (k, members[firsts[k] + int (left / weights[k])])

    /// The sum of all labels' weights.
    member _.Total: uint64 = total

    /// The weights of all labels, n values; 0 for observations without a label.
    member _.Weights() : uint64[] =
        let all: uint64[] = Array.zeroCreate spans.Count

        for k in 0 .. count - 1 do
            for n in firsts[k] .. firsts[k + 1] - 1 do
                all[members[n]] <- weights[k]

        all

    /// For each observation the place of its class, n values; -1 without a label.
    member _.Places() : int[] =
        let all = Array.create spans.Count -1

        for k in 0 .. count - 1 do
            for n in firsts[k] .. firsts[k + 1] - 1 do
                all[members[n]] <- k

        all

    /// One label of a class is drawn: every class that shares a bar with it weighs less from now on.
    member _.Draw(drawnClass: int) : unit =
        let scope = scopeOf[firsts[drawnClass]]
        let start = starts[drawnClass]
        let last = ends[drawnClass]
        let length = last - start + 1
        let offset = barOffsets[scope] - firstBars[scope]

        if losses.Length <= length then
            losses <- Array.zeroCreate (2 * length)

        for b in 0 .. length - 1 do
            let times = drawn[offset + start + b]

            losses[b + 1] <-
                losses[b] + (BootstrapClasses.Share times - BootstrapClasses.Share(times + 1))

            drawn[offset + start + b] <- times + 1

        let mutable k = firstReaching scope start

        while k < scopeFirsts[scope + 1] && starts[k] <= last do
            if ends[k] >= start then
                let from = max starts[k] start
                let until = min ends[k] last
                sums[k] <- sums[k] - (losses[until - start + 1] - losses[from - start])
                let weight = sums[k] / uint64 (ends[k] - starts[k] + 1)
                let loss = (weights[k] - weight) * uint64 (firsts[k + 1] - firsts[k])
                weights[k] <- weight
                byClass[k] <- byClass[k] - loss
                byBlock[k / 128] <- byBlock[k / 128] - loss
                byBlocks[k / 16384] <- byBlocks[k / 16384] - loss
                total <- total - loss

            k <- k + 1
