module Symphony.Core.Tests.ExplainLaws

open System
open System.Reflection
open NUnit.Framework

open Symphony.Core
open Symphony.Core.Tests.Runs

let private orFail = EngineCase.orFail

let private explainBy schedule (case: EngineCase) : Explanation =
    Explain.run
        schedule
        case.Settings
        (EngineCase.market case)
        (EngineCase.decisions case)
        0
        (EngineCase.barCount case - 1)
    |> orFail

let private explain (case: EngineCase) : Explanation = explainBy Schedule.sequential case

let private lineOf (convention: Convention) (explained: Explanation) : ComparisonLine voption =
    explained.Lines
    |> Seq.tryFind (fun line -> line.Convention = convention)
    |> ValueOption.ofOption

[<EngineProperty>]
let ``gaps add up to the whole difference exactly, in either order`` (case: EngineCase) =
    let explained = explain case
    let gaps = explained.Lines |> Seq.map _.TotalReturnGap |> Seq.toArray

    let annual = explained.Lines |> Seq.map _.AnnualReturn |> Seq.toArray
    let annualGaps = explained.Lines |> Seq.map _.AnnualReturnGap |> Seq.toArray

    let annualAddUp =
        annual |> Array.exists (fun value -> not value.HasValue)
        || Array.sumBy (fun (gap: Nullable<float>) -> gap.Value) annualGaps =
            annual[annual.Length - 1].Value - annual[0].Value

    Array.sum gaps = explained.TotalReturnGap
    && Array.sum (Array.rev gaps) = explained.TotalReturnGap
    && gaps[0] = 0.0
    && explained.TotalReturnGap =
        explained.Lines[gaps.Length - 1].TotalReturn - explained.Lines[0].TotalReturn
    && annualAddUp

/// From the bar before the explanation's first, as the account shows it.
let private totalReturn (explained: Explanation) (result: BacktestResult) : float =
    let since = explained.FirstBar - result.FirstBar

    if since >= result.RowCount then
        0.0
    else
        result.Row(result.RowCount - 1).Equity / result.Row(since - 1).Equity - 1.0

/// Figures are on a grid that the largest of them sets.
let private isNear (explained: Explanation) (a: float) (b: float) =
    let largest =
        explained.Lines
        |> Seq.collect (fun line -> [
            line.TotalReturn
            line.AnnualReturn.GetValueOrDefault 0.0
            line.SharpeRatio.GetValueOrDefault 0.0
        ])
        |> Seq.fold (fun most value -> max most (abs value)) 1.0

    abs (a - b) <= 4e-12 * largest

[<EngineProperty>]
let ``the first line is the run as it is`` (case: EngineCase) =
    let explained = explain case
    let result = EngineCase.run case
    let first = explained.Lines[0]

    first.Convention = Convention.AsRun
    && isNear explained (totalReturn explained result) first.TotalReturn
    && first.IsRuined = (result.Status = RunStatus.Ruined)
    && (result.FirstFillBar <> explained.FirstBar
        || first.IsRuined
        || (let summary = PerformanceSummary.ofBacktest TrialSummary.single result

            match summary.SharpeRatio, summary.AnnualReturn with
            | ValueSome sharpe, ValueSome annual ->
                isNear explained sharpe first.SharpeRatio.Value
                && isNear explained annual first.AnnualReturn.Value
            | _ -> true))

[<EngineProperty>]
let ``the last line of the engine pays nothing and is limited by nothing`` (case: EngineCase) =
    let explained = explain case
    let last = explained.Lines |> Seq.filter _.IsExecutable |> Seq.last
    let free = EngineCase.frictionless case


    let settings = {
        free.Settings with
            SizeAt = SizeAt.Fill
            UnfilledPolicy = case.Settings.UnfilledPolicy
            DelistedAfterMissingBars = case.Settings.DelistedAfterMissingBars
    }

    let result = EngineCase.run { free with Settings = settings }
    isNear explained (totalReturn explained result) last.TotalReturn

[<EngineProperty>]
let ``each convention comes once, in order, and none that changes no setting`` (case: EngineCase) =
    let explained = explain case
    let s = case.Settings
    let has convention = (lineOf convention explained).IsSome

    let conventions = explained.Lines |> Seq.map (_.Convention >> int) |> Seq.toList

    let borrows =
        (if case.Offered.Borrow then
             case.Names |> List.exists (fun n -> Array.exists (fun r -> r > 0.0) n.Borrow)
         else
             false)
        || s.BorrowTiers |> Seq.exists (fun tier -> tier.AnnualRate > 0.0)

    conventions = List.sort (List.distinct conventions)
    && has Convention.NoBorrowFee = borrows
    && has Convention.EveryShortAllowed =
        (case.Offered.Borrow
         && case.Names |> List.exists (fun n -> Array.exists Double.IsNaN n.Borrow))
    && has Convention.NoImpact = (s.ImpactCoefficient > 0.0)
    && has Convention.EveryNameTrades = (s.ImpactCoefficient > 0.0)
    && has Convention.NoCommission = (s.Commission > 0.0 || s.MinimumFee > 0.0)
    && has Convention.NoParticipationCap = Double.IsFinite s.ParticipationCap
    && has Convention.NoBand = (s.NoTradeBand > 0.0)
    && has Convention.NoLots = (s.LotSize > 0.0)
    && has Convention.NoCashLimit = not s.MarginAllowed
    && has Convention.SizedAtFill = (s.SizeAt = SizeAt.Decision)
    && has Convention.FilledAtDecision
    && has Convention.FilledBeforeDecision

/// The same moves within bars and none between them, splits alone, and every bar there.
let private continuous (case: EngineCase) : EngineCase =
    let name (one: NameCase) =
        let mutable last = 50.0

        let splits =
            one.Actions
            |> List.filter (fun (_, kind) ->
                match kind with
                | ActionKind.Split _ -> true
                | _ -> false)

        let candles =
            one.Candles
            |> Array.mapi (fun t candle ->
                for bar, kind in splits do
                    if bar = t then
                        last <- last / ActionKind.value kind

                let first = last
                let move = if candle.IsPresent then candle.Close / candle.Open else 1.01
                last <- first * move
                Candle.Of first last 1e4)

        { one with Candles = candles; Actions = splits }

    let plain = EngineCase.frictionless case

    {
        plain with
            Names = List.map name case.Names
            Settings = { plain.Settings with FillAt = FillAt.Open }
    }

[<EngineProperty>]
let ``where every open is the close before, the same bar's close shows what the next open does``
    (case: EngineCase)
    =
    let explained = explain (continuous case)
    let identity = (lineOf Convention.FilledAtDecision explained).Value

    explained.Lines
    |> Seq.filter _.IsExecutable
    |> Seq.forall (fun line ->
        line.IsRuined <> identity.IsRuined
        || abs (line.TotalReturn - identity.TotalReturn) <= 1e-9 * (1.0 + abs line.TotalReturn))

[<EngineProperty>]
let ``pieces in another order give the same bits`` (case: EngineCase) =
    let backwards count piece =
        for i in count - 1 .. -1 .. 0 do
            piece i

    let numbers (explained: Explanation) = [
        for line in explained.Lines do
            bits line.TotalReturn
            bits line.TotalReturnGap
            bits (line.SharpeRatio.GetValueOrDefault nan)
            bits (line.AnnualReturn.GetValueOrDefault nan)
    ]

    numbers (explain case) = numbers (explainBy backwards case)

/// A market of one bar a day, a row of opens and closes for each, and weights decided at each bar.
let private handMade (rows: (float * float) list) (weights: float list) =
    let axes =
        Axes.create [| for t in 1L .. int64 rows.Length -> t |] [|
            for t in 1 .. rows.Length -> 100 + t
        |] [| "A" |]
        |> orFail

    let opens = rows |> List.map fst |> Array.ofList
    let closes = rows |> List.map snd |> Array.ofList

    let bars =
        Bars.create
            axes
            PriceBasis.Raw
            opens
            (Array.map2 max opens closes)
            (Array.map2 min opens closes)
            closes
            (ValueSome(Array.create rows.Length 1e6))
        |> orFail

    EngineMarket.create bars CorporateActions.None |> orFail,
    Decisions.create axes (Array.create rows.Length true) (Array.ofList weights) |> orFail

[<Test>]
let ``three conventions of one trade, by hand`` () =
    // Long at the close of bar 1 for one bar: 100 -> 110 from close to close, 105 -> 110 from the next
    // open; the bar of the signal itself went from 80 to 100.
    let market, decisions =
        handMade [ 80.0, 80.0; 90.0, 100.0; 105.0, 110.0; 110.0, 110.0 ] [ 0.0; 1.0; 0.0; 0.0 ]

    let explained =
        Explain.run Schedule.sequential EngineSettings.frictionless market decisions 0 3 |> orFail

    let total convention =
        (lineOf convention explained).Value.TotalReturn

    let near (value: float) = Is.EqualTo(value)
    // Sized at the close of 100, filled at 105: 1 - 105/100 in cash, 110/100 in shares.
    Assert.That(total Convention.AsRun, (near (0.05)).Within 1e-12)
    Assert.That(total Convention.SizedAtFill, (near (110.0 / 105.0 - 1.0)).Within 1e-12)
    Assert.That(total Convention.FilledAtDecision, (near (0.1)).Within 1e-12)
    Assert.That(explained.FirstBar, Is.EqualTo 2)
    // Put on at 80, a bar before its decision, and sold at 100, a bar before the next.
    Assert.That(total Convention.FilledBeforeDecision, (near (0.25)).Within 1e-12)

[<Test>]
let ``a decision used on its own bar earns the return it was made of`` () =
    // In from the start at +1 or -1, always the sign of the bar's own return.
    let rows = [ 100.0, 100.0; 100.0, 110.0; 110.0, 99.0; 99.0, 118.8; 118.8, 106.92 ]
    let market, decisions = handMade rows [ 1.0; 1.0; -1.0; 1.0; -1.0 ]

    let explained =
        Explain.run Schedule.sequential EngineSettings.frictionless market decisions 0 4 |> orFail

    let total convention =
        (lineOf convention explained).Value.TotalReturn

    Assert.That(
        total Convention.FilledBeforeDecision,
        Is.EqualTo(1.1 * 1.1 * 1.2 * 1.1 - 1.0).Within 1e-11
    )

    Assert.That(
        total Convention.FilledAtDecision,
        Is.EqualTo(1.1 * 0.9 * 0.8 * 0.9 - 1.0).Within 1e-11
    )

[<EngineProperty>]
let ``what is filled before its decision earns each decision's own bar, the first one's too``
    (case: EngineCase)
    =
    let explained = explain case
    let shown = (lineOf Convention.FilledBeforeDecision explained).Value

    let worth =
        CloseIdentity.growth
            (EngineCase.engine case)
            (EngineCase.decisions case)
            1
            (EngineCase.engine case |> Engine.inCash 0 |> orFail)
            (EngineCase.barCount case - 1)

    // The first fill is of the decision a bar before it, put on another bar before that.
    let start = worth[max 0 (explained.FirstBar - 2)]

    shown.IsRuined
    || worth.Length < explained.FirstBar
    || isNear explained (worth[worth.Length - 1] / start - 1.0) shown.TotalReturn

/// One name, decided in full at the first bar alone; absent after the second.
let private heldFromTheFirst (closes: float[]) (lastBar: int) =
    let axes =
        Axes.create [| for t in 1L .. int64 closes.Length -> t |] [|
            for t in 1 .. closes.Length -> 100 + t
        |] [| "A" |]
        |> orFail

    let market =
        Bars.create axes PriceBasis.Raw closes closes closes closes ValueNone
        |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
        |> orFail

    let decisions =
        Array.init closes.Length (fun t -> if t = 0 then 1.0 else 0.0)
        |> Decisions.create axes (Array.init closes.Length (fun t -> t = 0))
        |> orFail

    let settings = { EngineSettings.frictionless with DelistedAfterMissingBars = 2 }
    Explain.run Schedule.sequential settings market decisions 0 lastBar |> orFail

[<Test>]
let ``the first decision is held where no other comes, whenever it is put on`` () =
    let explained = heldFromTheFirst [| 100.0; 110.0; 121.0 |] 2

    for convention in [ Convention.FilledAtDecision; Convention.FilledBeforeDecision ] do
        Assert.That((lineOf convention explained).Value.TotalReturn, Is.EqualTo(0.21).Within 1e-12)

[<Test>]
let ``a name that is missing ends where the engine ends it`` () =
    let closes = [| 100.0; 100.0; nan; nan; nan |]

    for lastBar, expected in [ 3, 0.0; 4, -0.3 ] do
        let explained = heldFromTheFirst closes lastBar

        for convention in [ Convention.AsRun; Convention.FilledAtDecision ] do
            Assert.That(
                (lineOf convention explained).Value.TotalReturn,
                Is.EqualTo(expected).Within 1e-12
            )

[<Test>]
let ``dividends, splits and endings belong to whoever holds at the close before`` () =
    let axes =
        Axes.create [| for t in 1L .. 3L -> t |] [| 101..103 |] [| "SPLIT"; "PAYS"; "ENDS" |]
        |> orFail

    // A 2:1 split with 3 paid on each old share, 4 paid, and an ending at -50 %: all at bar 1.
    let closes = [| 100.0; 50.0; 10.0; 50.0; 48.0; nan; 55.0; 48.0; nan |]

    let bars =
        Bars.create axes PriceBasis.Raw closes closes closes closes ValueNone |> orFail

    let act symbol kind = { Symbol = symbol; Bar = 1; Kind = kind }

    let actions =
        CorporateActions.create axes [|
            act 0 (ActionKind.Split 2.0)
            act 0 (ActionKind.Dividend 3.0)
            act 1 (ActionKind.Dividend 4.0)
            act 2 (ActionKind.Delisting -0.5)
        |]
        |> orFail

    let total weights =
        let decisions =
            Decisions.create
                axes
                [| true; false; false |]
                (Array.append (Array.ofList weights) (Array.zeroCreate 6))
            |> orFail

        let market = EngineMarket.create bars actions |> orFail

        Explain.run Schedule.sequential EngineSettings.frictionless market decisions 0 2
        |> orFail
        |> lineOf Convention.FilledAtDecision
        |> _.Value.TotalReturn

    let is (value: float) = Is.EqualTo(value).Within 1e-12
    // Two of 55 and 3 in cash for 100; 48 and 4 for 50; half of what ended; the same owed by a short.
    Assert.That(total [ 1.0; 0.0; 0.0 ], is 0.13)
    Assert.That(total [ 0.0; 1.0; 0.0 ], is 0.04)
    Assert.That(total [ 0.5; 0.0; 0.5 ], is (0.5 * 0.13 - 0.25))
    Assert.That(total [ -1.0; 0.0; 0.0 ], is -0.13)

[<Test>]
let ``each cost is its own line`` () =
    let axes =
        Axes.create [| for t in 1L .. 4L -> t |] [| 101; 102; 103; 133 |] [| "A"; "B" |] |> orFail

    let flat = Array.create 8 100.0

    let bars =
        Bars.create axes PriceBasis.Raw flat flat flat flat (ValueSome(Array.create 8 1e6))
        |> orFail

    let panel value = Panel.init axes (fun _ _ -> value)

    let market =
        EngineMarket.create bars CorporateActions.None
        |> Result.bind (EngineMarket.withLiquidity (panel 0.02) (panel 4e8))
        |> Result.bind (EngineMarket.withBorrow (panel 0.12))
        |> orFail

    // Long 150 %, short 50 %, one decision: prices never move, so costs are all there is.
    let decisions =
        Decisions.create axes [| true; false; false; false |] [|
            1.5
            -0.5
            0.0
            0.0
            0.0
            0.0
            0.0
            0.0
        |]
        |> orFail

    let settings = {
        EngineSettings.standard with
            Equity = 1e6
            Commission = 1e-3
            HalfSpread = 2e-3
            ImpactCoefficient = 1.0
            CashRate = 0.0
    }

    let explained =
        Explain.run Schedule.sequential settings market decisions 0 3 |> orFail

    let gap convention =
        (lineOf convention explained).Value.TotalReturnGap

    let about = fun (value: float) -> Is.EqualTo(value).Within 2e-5
    // 31 days on 500,000 at 12 %.
    Assert.That(gap Convention.NoBorrowFee, about (0.5 * 0.12 * 31.0 / 360.0))
    Assert.That(gap Convention.NoCommission, about 2e-3)
    Assert.That(gap Convention.NoSpread, about 4e-3)
    // 2 % x (1.5 x sqrt(1.5e6 / 4e8) + 0.5 x sqrt(0.5e6 / 4e8)).
    let impact = 0.02 * (1.5 * sqrt (1.5e6 / 4e8) + 0.5 * sqrt (0.5e6 / 4e8))

    Assert.That(gap Convention.NoImpact, about impact)
    // Cash is what costs made of nothing: the interest on that is small.
    Assert.That(gap Convention.NoMarginInterest, Is.GreaterThan 0.0)
    Assert.That(gap Convention.EveryNameTrades, Is.EqualTo 0.0)

    Assert.That(
        (lineOf Convention.FilledAtDecision explained).Value.TotalReturn,
        Is.EqualTo(0.0).Within 1e-12
    )

[<Test>]
let ``what cannot run is refused, not explained`` () =
    let market, decisions = handMade [ 1.0, 1.0; 1.0, 1.0 ] [ 0.0; 0.0 ]

    match
        Explain.run
            Schedule.sequential
            { EngineSettings.standard with Equity = -1.0 }
            market
            decisions
            0
            1
    with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Is.EqualTo "Equity must be above zero, was -1")

[<Test>]
let ``without a fill every line is nothing`` () =
    let market, decisions = handMade [ 1.0, 1.0; 1.0, 2.0; 2.0, 3.0 ] [ 0.0; 0.0; 0.0 ]

    let explained =
        Explain.run Schedule.sequential EngineSettings.standard market decisions 0 2 |> orFail

    for line in explained.Lines do
        Assert.That(line.TotalReturn, Is.EqualTo 0.0)
        Assert.That(line.SharpeRatio.HasValue, Is.False)

/// A comparison is for reading: nothing in the core takes one, and there is no series in it.
[<Test; CancelAfter(20_000)>]
let ``a gain beyond all numbers when held for a year has no annual return`` () =
    let market, decisions =
        handMade [ 1.0, 1.0; 1.0, 1.0; 100.0, 100.0; 1e4, 1e4 ] [ 1.0; 1.0; 1.0; 1.0 ]

    let explained =
        Explain.run Schedule.sequential EngineSettings.frictionless market decisions 0 3 |> orFail

    for line in explained.Lines do
        Assert.That(line.AnnualReturn.HasValue, Is.False)
        Assert.That(line.TotalReturn, Is.EqualTo(9999.0).Within(1e-6))

[<Test>]
let ``a comparison line leads to no result, no returns and no trial`` () =
    let everything =
        BindingFlags.Public
        ||| BindingFlags.NonPublic
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    let comparisons = [ typeof<ComparisonLine>; typeof<Explanation> ]

    let allowed: Type list = [
        typeof<Convention>
        typeof<bool>
        typeof<float>
        typeof<Nullable<float>>
    ]

    for property in typeof<ComparisonLine>.GetProperties everything do
        Assert.That(allowed, Does.Contain property.PropertyType, property.Name)

    let takers = [
        for t in typeof<Axes>.Assembly.GetExportedTypes() do
            if not (List.contains t comparisons) then
                for m in t.GetMethods everything do
                    for p in m.GetParameters() do
                        if List.contains p.ParameterType comparisons then
                            $"{t.Name}.{m.Name}"
    ]

    Assert.That(takers, Is.Empty)

[<Test>]
let ``what an account holds counts on every line, by hand`` () =
    // One share of 100 beside 100 in cash, never decided about: 100 -> 110 -> 121.
    let market, _ =
        handMade [ 100.0, 100.0; 100.0, 110.0; 110.0, 121.0 ] [ 0.0; 0.0; 0.0 ]

    let never =
        Decisions.create market.Axes (Array.create 3 false) (Array.zeroCreate 3) |> orFail

    let settings = EngineSettings.frictionless
    let engine = Engine.create settings market |> orFail
    let account = Engine.holding 0 100.0 [| 1.0 |] engine |> orFail

    let explained =
        Explain.resume Schedule.sequential settings market never account 2 |> orFail

    Assert.That(explained.FirstBar, Is.EqualTo 1)

    for line in explained.Lines do
        Assert.That(
            line.TotalReturn,
            Is.EqualTo(221.0 / 200.0 - 1.0).Within 1e-12,
            string line.Convention
        )

[<EngineProperty(MaxTest = 50)>]
let ``the first line from an account is the run from it`` (case: EngineCase) =
    let market = EngineCase.market case
    let decisions = EngineCase.decisions case
    let last = EngineCase.barCount case - 1
    let engine = Engine.create case.Settings market |> orFail
    let held = (EngineCase.run case).FinalState.Shares.ToArray() |> Array.map abs

    match Engine.holding 0 case.Settings.Equity held engine with
    | Error _ -> true
    | Ok account ->
        let explained =
            Explain.resume Schedule.sequential case.Settings market decisions account last |> orFail

        let run = Loop.resume engine decisions TradeRecording.Totals last account |> orFail

        explained.Lines[0].IsRuined = (run.Status = RunStatus.Ruined)
        && (explained.Lines[0].IsRuined
            || isNear explained explained.Lines[0].TotalReturn (totalReturn explained run))
