/// Features, labels, splits and ridge fits in the obvious slow way, from their definitions.
module Symphony.Core.Tests.LearningReference

open System

open Symphony.Core

/// The own bars of a symbol up to and including t, latest last.
let private own (bars: Bars) (t: int) (i: int) : int[] =
    [| 0..t |] |> Array.filter (fun bar -> bars.IsPresent(bar, i))

/// What one share held at the close of one own bar is at the next, from the actions after the one and up
/// to the other: a dividend buys shares at the price it leaves, a split multiplies them.
let private growth
    (bars: Bars)
    (actions: CorporateActions)
    (i: int)
    (from: int)
    (until: int)
    : float =
    let mutable shares = 1.0
    let mutable price = bars.Close[from, i]

    for bar in from + 1 .. until do
        for action in actions.Array do
            match action.Kind with
            | ActionKind.Dividend cash when action.Symbol = i && action.Bar = bar ->
                shares <- shares * (price / (price - cash))
                price <- price - cash
            | _ -> ()

        for action in actions.Array do
            match action.Kind with
            | ActionKind.Split ratio when action.Symbol = i && action.Bar = bar ->
                shares <- shares * ratio
                price <- price / ratio
            | _ -> ()

    shares

/// One feature at one cell of a raw market, from its definition.
let feature (name: string) (bars: Bars) (actions: CorporateActions) (t: int) (i: int) : float =
    let days = own bars t i
    let window = int (name.Substring(name.LastIndexOf '_' + 1))
    let day back = days[days.Length - 1 - back]
    let close back = bars.Close[day back, i]

    /// Shares at one day for each at an earlier one, day by day.
    let grown early late =
        Seq.fold
            (fun product back -> product * growth bars actions i (day (back + 1)) (day back))
            1.0
            (seq { early - 1 .. -1 .. late })

    if not (bars.IsPresent(t, i)) then
        nan
    elif name.StartsWith "momentum" then
        if days.Length <= window then
            nan
        else
            close 0 * grown window 0 / close window - 1.0
    elif name.StartsWith "drawdown" then
        if days.Length < window then
            nan
        else
            let restated = Array.init window (fun back -> close back * grown (window - 1) back)
            restated[0] / Array.max restated - 1.0
    elif name.StartsWith "dollar" then
        if days.Length < window then
            nan
        else
            let volume = bars.VolumeOrNone.Value

            days[days.Length - window ..]
            |> Array.map (fun day -> bars.Close[day, i] * volume[day, i])
            |> WindowReference.mean
    else if days.Length <= window then
        nan
    else
        let logs =
            Array.init window (fun k ->
                let back = window - 1 - k
                Elementary.log (close back * grown (back + 1) back / close (back + 1)))

        WindowReference.standardDeviation logs

/// The label of one cell by following one share day by day: return and last bar.
let label
    (settings: HorizonSettings)
    (actions: CorporateActions)
    (bars: Bars)
    (t: int)
    (i: int)
    : (float * int) option =
    let count = bars.Axes.BarCount
    let entry = t + 1
    let due = entry + int settings.Bars

    let today bar =
        actions.Array |> Array.filter (fun action -> action.Symbol = i && action.Bar = bar)

    let split bar =
        today bar
        |> Array.tryPick (fun action ->
            match action.Kind with
            | ActionKind.Split r -> Some r
            | _ -> None)

    let cash bar =
        today bar
        |> Array.tryPick (fun action ->
            match action.Kind with
            | ActionKind.Dividend d -> Some d
            | _ -> None)

    let delisting bar =
        today bar
        |> Array.tryPick (fun action ->
            match action.Kind with
            | ActionKind.Delisting r -> Some r
            | _ -> None)

    let gone bar =
        [ 0..bar ] |> List.exists (fun b -> (delisting b).IsSome)

    if entry >= count || gone entry || not (bars.IsPresent(entry, i)) then
        None
    else
        let paid = bars.Open[entry, i]
        let mutable shares = 1.0
        let mutable money = 0.0
        let mutable lastPrice = bars.Close[entry, i]
        let mutable result = None
        let mutable bar = entry + 1

        while result.IsNone && bar < count && bar <= due + 5 do
            money <- money + shares * Option.defaultValue 0.0 (cash bar)
            shares <- shares * Option.defaultValue 1.0 (split bar)
            lastPrice <- max 0.0 (lastPrice - Option.defaultValue 0.0 (cash bar))
            lastPrice <- lastPrice / Option.defaultValue 1.0 (split bar)

            match delisting bar with
            | Some r -> result <- Some((lastPrice * (1.0 + r) * shares + money) / paid - 1.0, bar)
            | None when bar >= due && bars.IsPresent(bar, i) ->
                result <- Some((bars.Open[bar, i] * shares + money) / paid - 1.0, bar)
            | None when bar = due + 5 ->
                result <-
                    Some(
                        (lastPrice * (1.0 + settings.DelistingReturn) * shares + money) / paid - 1.0,
                        bar
                    )
            | None ->
                if bars.IsPresent(bar, i) then
                    lastPrice <- bars.Close[bar, i]

            bar <- bar + 1

        result

/// Whether a labelled observation trains when some groups are tested, from ARCHITECTURE's sentence.
let trains
    (settings: CombinatorialSettings)
    (spans: ObservationSpans)
    (groupOf: int -> int)
    (tested: int[])
    (r: int)
    : bool =
    let rows = [| 0 .. spans.Count - 1 |]

    // Maximal runs of adjacent tested groups.
    let blocks =
        tested
        |> Array.filter (fun group -> not (Array.contains (group - 1) tested))
        |> Array.map (fun first ->
            let last =
                Seq.initInfinite (fun k -> first + k)
                |> Seq.find (fun g -> not (Array.contains (g + 1) tested))

            rows |> Array.filter (fun row -> groupOf row >= first && groupOf row <= last))

    let hits (block: int[]) =
        let counted =
            match settings.Purge with
            | PurgeScope.Symbol ->
                block
                |> Array.filter (fun row ->
                    spans.Symbol row = spans.Symbol r && spans.IsLabelled row)
            | _ -> block

        if counted.Length = 0 then
            false
        else
            let start = counted |> Array.map spans.Bar |> Array.min

            let last =
                counted
                |> Array.map (fun row -> max (spans.Bar row) (spans.SpanEnd row))
                |> Array.max

            let overlaps = spans.Bar r <= last && spans.SpanEnd r >= start

            let soonAfter =
                Symphony.Core.Tests.SplitReference.isUnderEmbargo
                    settings.Embargo
                    spans
                    last
                    (spans.Bar r)

            overlaps || soonAfter

    spans.IsLabelled r
    && not (Array.contains (groupOf r) tested)
    && not (Array.exists hits blocks)

/// Gaussian elimination with partial pivoting.
let solve (matrix: float[][]) (rhs: float[]) : float[] =
    let n = rhs.Length
    let a = Array.map Array.copy matrix
    let b = Array.copy rhs

    for c in 0 .. n - 1 do
        let pivot = [ c .. n - 1 ] |> List.maxBy (fun r -> abs (a[r][c]))
        let row, value = a[pivot], b[pivot]
        a[pivot] <- a[c]
        b[pivot] <- b[c]
        a[c] <- row
        b[c] <- value

        for r in c + 1 .. n - 1 do
            let factor = a[r][c] / a[c][c]

            for k in c .. n - 1 do
                a[r][k] <- a[r][k] - factor * a[c][k]

            b[r] <- b[r] - factor * b[c]

    for c in n - 1 .. -1 .. 0 do
        for k in c + 1 .. n - 1 do
            b[c] <- b[c] - a[c][k] * b[k]

        b[c] <- b[c] / a[c][c]

    b

/// Means, scales and standardised coefficients of a ridge fit, row by row, target demeaned per date.
let ridge
    (penalty: float)
    (rows: int[])
    (observations: Observations)
    : float[] * float[] * float[] =
    let width = observations.Width
    let n = float rows.Length

    let x r j =
        observations.Features.Span[r * width + j]

    let dateMean =
        rows
        |> Array.groupBy observations.Spans.Bar
        |> Array.map (fun (bar, own) ->
            bar, Array.averageBy (fun r -> observations.Targets.Span[r]) own)
        |> dict

    let y r =
        observations.Targets.Span[r] - dateMean[observations.Spans.Bar r]

    let means = Array.init width (fun j -> Array.averageBy (fun r -> x r j) rows)

    let scales =
        Array.init width (fun j ->
            let values = rows |> Array.map (fun r -> x r j)

            if Array.forall ((=) values[0]) values then
                1.0
            else
                sqrt (
                    (values |> Array.sumBy (fun v -> (v - means[j]) * (v - means[j]))) / (n - 1.0)
                ))

    let constant =
        Array.init width (fun j -> rows |> Array.forall (fun r -> x r j = x rows[0] j))

    let z r j =
        if constant[j] then 0.0 else (x r j - means[j]) / scales[j]

    let matrix =
        Array.init width (fun j ->
            Array.init width (fun k ->
                (rows |> Array.sumBy (fun r -> z r j * z r k))
                + (if j = k then (if constant[j] then 1.0 else penalty) else 0.0)))

    let rhs = Array.init width (fun j -> rows |> Array.sumBy (fun r -> z r j * y r))
    means, scales, solve matrix rhs
