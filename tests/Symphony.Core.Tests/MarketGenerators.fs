namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// Tolerances between a fast computation and its slow reference, named once.
module Tolerance =

    /// Relative, for sums of the same terms in another order.
    let sums = 1e-12

    /// Relative to the largest coefficient, for systems of equations solved in another way.
    let solutions = 1e-8

    /// Absolute, for shares in multiples of 2^-42 of up to some dozens of labels.
    let fixedPoint = 1e-10

    let near (tolerance: float) (scale: float) (a: float) (b: float) =
        abs (a - b) <= tolerance * max 1e-300 scale

/// Equality of doubles by their bits: NaN equals NaN, 0 differs from -0.
module Bits =

    let same (a: float) (b: float) =
        BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

    let sameAll (a: float[]) (b: float[]) =
        a.Length = b.Length && Array.forall2 same a b

/// A small market in plain words: prices follow from the seed, the rest is listed.
type MarketPlan = {
    Bars: int
    Names: int
    Seed: uint64
    /// Name, first bar, how many bars without a row.
    Gaps: (int * int * int) list
    /// Name, bar, what happens.
    Actions: (int * int * ActionKind) list
}

/// A market and a bar of it.
type MarketAndBar = { Market: MarketPlan; Bar: int }

module MarketPlan =

    /// A number in (0, 1) that depends on nothing else.
    let private chance (seed: uint64) (name: int) (bar: int) (purpose: int) : float =
        let mixed =
            seed
            + uint64 name * 1000003UL
            + uint64 bar * 7919000027UL
            + uint64 purpose * 104729000000039UL

        let struct (value, _) = Rng.uniform (Rng.ofSeed mixed)
        value

    let axes (plan: MarketPlan) : Axes =
        let session bar = 10959 + bar / 5 * 7 + bar % 5

        Axes.create
            (Array.init plan.Bars (fun bar -> int64 (session bar) * 86_400_000_000L))
            (Array.init plan.Bars session)
            (Array.init plan.Names (fun name -> $"N{name}"))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let private kindRank kind =
        match kind with
        | ActionKind.Split _ -> 0
        | ActionKind.Dividend _ -> 1
        | ActionKind.Delisting _ -> 2

    let private usable (plan: MarketPlan) =
        plan.Actions
        |> List.filter (fun (name, bar, _) -> name < plan.Names && bar < plan.Bars)
        |> List.distinctBy (fun (name, bar, kind) ->
            match kind with
            | ActionKind.Delisting _ -> name, -1, 2
            | _ -> name, bar, kindRank kind)

    /// Bars and actions; from the bar `changedFrom` on another market, which shares nothing later.
    let buildChanged (changedFrom: int) (plan: MarketPlan) : Bars * CorporateActions =
        let axes = axes plan
        let cells = plan.Bars * plan.Names

        let opens, highs, lows, closes, volumes =
            Array.create cells nan,
            Array.create cells nan,
            Array.create cells nan,
            Array.create cells nan,
            Array.create cells nan

        let seedOf bar =
            if bar >= changedFrom then plan.Seed ^^^ 0x5a5a5a5aUL else plan.Seed

        let actions = [
            for name, bar, kind in usable plan do
                if bar < changedFrom then
                    name, bar, kind
            for name in 0 .. plan.Names - 1 do
                if changedFrom < plan.Bars && chance plan.Seed name changedFrom 9 < 0.5 then
                    name, changedFrom, ActionKind.Split 3.0
        ]

        let delisted name bar =
            actions
            |> List.exists (fun (n, b, kind) ->
                n = name
                && b <= bar
                && (match kind with
                    | ActionKind.Delisting _ -> true
                    | _ -> false))

        let inGap name bar =
            if bar >= changedFrom then
                chance (seedOf bar) name bar 8 < 0.2
            else
                plan.Gaps
                |> List.exists (fun (n, first, length) ->
                    n = name && bar >= first && bar < first + length)

        let given = ResizeArray<CorporateAction>()

        for name in 0 .. plan.Names - 1 do
            let mutable price = 30.0 + 10.0 * float name

            for bar in 0 .. plan.Bars - 1 do
                let draw = chance (seedOf bar) name bar
                let step size = 1.0 + size * (draw 0 - 0.5)

                let ratio =
                    actions
                    |> List.tryPick (fun (n, b, kind) ->
                        match kind with
                        | ActionKind.Split ratio when n = name && b = bar -> Some ratio
                        | _ -> None)

                // A dividend is planned for a price of 30: it never exceeds what there is.
                for n, b, kind in actions do
                    if n = name && b = bar then
                        let kind =
                            match kind with
                            | ActionKind.Dividend cash -> ActionKind.Dividend(cash * price / 30.0)
                            | other -> other

                        given.Add { Symbol = name; Bar = bar; Kind = kind }

                price <- price / Option.defaultValue 1.0 ratio
                let o = price * (1.0 + 0.04 * (draw 1 - 0.5))
                price <- price * step (if bar >= changedFrom then 0.5 else 0.06)

                if not (inGap name bar || delisted name bar) then
                    let cell = bar * plan.Names + name
                    opens[cell] <- o
                    closes[cell] <- price
                    highs[cell] <- max o price * (1.0 + 0.02 * draw 2)
                    lows[cell] <- min o price * (1.0 - 0.02 * draw 3)
                    volumes[cell] <- 1000.0 * (1.0 + draw 4)

        let bars =
            Bars.create axes PriceBasis.Raw opens highs lows closes (ValueSome volumes)
            |> Result.defaultWith (fun invalid -> failwith (string invalid))

        bars,
        CorporateActions.create
            axes
            (given.ToArray() |> Array.distinctBy (fun a -> a.Symbol, a.Bar, kindRank a.Kind))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let build (plan: MarketPlan) : Bars * CorporateActions = buildChanged plan.Bars plan

    let simpler (plan: MarketPlan) : seq<MarketPlan> =
        seq {
            if plan.Bars > 3 then
                { plan with Bars = plan.Bars / 2 }
                { plan with Bars = plan.Bars - 1 }

            if plan.Names > 1 then
                { plan with Names = plan.Names - 1 }

            for i in 0 .. plan.Gaps.Length - 1 do
                { plan with Gaps = List.removeAt i plan.Gaps }

            for i in 0 .. plan.Actions.Length - 1 do
                { plan with Actions = List.removeAt i plan.Actions }
        }

/// Observations in plain words: decision bar, symbol, last bar of the label or -1.
type SpanRows = SpanRows of (int * int * int)[]

/// Observations and how to split them.
type SplitPlan = { Rows: (int * int * int)[]; Settings: CombinatorialSettings }

module SpanRows =

    /// A market of the rows' bars, five sessions a week, of one bar each or of three.
    let axes (rows: (int * int * int)[]) : Axes =
        let last = rows |> Array.fold (fun last (bar, _, ends) -> max last (max bar ends)) 0
        let most = rows |> Array.fold (fun most (_, symbol, _) -> max most symbol) 0
        let barsOfSession = if rows.Length % 2 = 0 then 1 else 3

        let dates =
            Array.init (last + 1) (fun bar ->
                let session = bar / barsOfSession
                15_000 + session + 2 * (session / 5))

        Axes.create
            (dates |> Array.mapi (fun bar date -> int64 date * 86_400_000_000L + int64 bar))
            dates
            (Array.init (most + 1) (fun symbol -> $"S{symbol}"))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let build (rows: (int * int * int)[]) : ObservationSpans =
        let sorted = rows |> Array.sort

        ObservationSpans.onAxes
            (axes rows)
            (sorted |> Array.map (fun (bar, _, _) -> bar))
            (sorted |> Array.map (fun (_, symbol, _) -> symbol))
            (sorted |> Array.map (fun (_, _, last) -> last))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let distinctBars (rows: (int * int * int)[]) =
        rows |> Array.map (fun (bar, _, _) -> bar) |> Array.distinct |> Array.length

/// Every generator of markets and of what is cut from them, each with its shrinker.
type Markets =

    static member private Plan(longest: int) : Gen<MarketPlan> =
        gen {
            let! bars = Gen.choose (3, longest)
            let! names = Gen.choose (1, 5)
            let! seed = Gen.choose (1, 1_000_000)

            let one =
                Gen.zip3 (Gen.choose (0, 4)) (Gen.choose (0, longest - 1)) (Gen.choose (1, 9))

            let! gapCount = Gen.choose (0, 6)
            let! gaps = Gen.listOfLength gapCount one

            let kind =
                Gen.frequency [
                    3, Gen.map ActionKind.Split (Gen.elements [ 2.0; 3.0; 0.5; 1.5 ])
                    4, Gen.map ActionKind.Dividend (Gen.elements [ 0.1; 0.25; 0.7 ])
                    2, Gen.map ActionKind.Delisting (Gen.elements [ -0.3; -1.0; 0.1 ])
                ]

            let! actionCount = Gen.choose (0, 6)

            let! actions =
                Gen.listOfLength
                    actionCount
                    (Gen.zip3 (Gen.choose (0, 4)) (Gen.choose (0, longest - 1)) kind)

            // Often a dividend is paid on the very bar of another action.
            let! coincide = Gen.elements [ true; false ]

            let actions =
                match actions with
                | (name, bar, _) :: _ when coincide ->
                    (name, bar, ActionKind.Dividend 0.5) :: actions
                | _ -> actions

            return {
                Bars = bars
                Names = names
                Seed = uint64 seed
                Gaps = gaps
                Actions = actions
            }
        }

    static member MarketsWithGapsAndActions() : Arbitrary<MarketPlan> =
        Arb.fromGenShrink (Markets.Plan 60, MarketPlan.simpler)

    static member MarketsAndBars() : Arbitrary<MarketAndBar> =
        let gen =
            gen {
                let! market = Markets.Plan 60
                let! bar = Gen.choose (0, market.Bars - 2)
                return { Market = market; Bar = bar }
            }

        let simpler one =
            seq {
                for market in MarketPlan.simpler one.Market do
                    if market.Bars >= one.Bar + 2 then
                        { one with Market = market }

                if one.Bar > 0 then
                    { one with Bar = one.Bar - 1 }
            }

        Arb.fromGenShrink (gen, simpler)

    static member private SpanRowsUpTo(longest: int) : Gen<(int * int * int)[]> =
        gen {
            let! dates = Gen.choose (4, longest)
            let! names = Gen.choose (1, 4)

            let! drawn =
                Gen.arrayOfLength
                    (dates * names)
                    (Gen.zip3
                        (Gen.choose (0, 9))
                        (Gen.frequency [ 15, Gen.choose (0, 6); 1, Gen.choose (7, longest) ])
                        (Gen.choose (0, 9)))

            // Some dates have no observation, some observations no label, a few labels last very long.
            return [|
                for date in 0 .. dates - 1 do
                    for name in 0 .. names - 1 do
                        let there, length, labelled = drawn[date * names + name]

                        if date % 7 <> 5 && (there > 1 || name = 0 && there > 0) then
                            date,
                            name,
                            (if labelled > 0 && date + length < dates + 3 then date + length else -1)
            |]
        }
        |> Gen.filter (fun rows -> SpanRows.distinctBars rows >= 3)

    static member private SimplerRows(rows: (int * int * int)[]) : seq<(int * int * int)[]> =
        seq {
            if rows.Length > 3 then
                yield rows[.. rows.Length / 2]
                yield rows[rows.Length / 2 ..]

            if rows.Length <= 24 then
                for i in 0 .. rows.Length - 1 do
                    yield Array.removeAt i rows

                for i in 0 .. rows.Length - 1 do
                    let bar, symbol, last = rows[i]

                    if last > bar then
                        yield Array.updateAt i (bar, symbol, bar) rows
        }
        |> Seq.filter (fun simpler -> SpanRows.distinctBars simpler >= 3)

    static member SpansWithOverlaps() : Arbitrary<SpanRows> =
        Arb.fromGenShrink (
            Gen.map SpanRows (Markets.SpanRowsUpTo 40),
            fun (SpanRows rows) -> Seq.map SpanRows (Markets.SimplerRows rows)
        )

    static member private AnyEmbargo: Gen<Embargo> =
        Gen.frequency [
            3, Gen.map (fun bars -> Embargo.Bars(bars * 1<bar>)) (Gen.choose (0, 4))
            2, Gen.map Embargo.CalendarDays (Gen.choose (0, 6))
            1, Gen.map (fun percent -> Embargo.Fraction(float percent / 100.0)) (Gen.choose (0, 12))
        ]

    static member Embargoes() : Arbitrary<Embargo> =
        let simpler embargo =
            if embargo = Embargo.Bars 0<bar> then [] else [ Embargo.Bars 0<bar> ]

        Arb.fromGenShrink (Markets.AnyEmbargo, Seq.ofList << simpler)

    static member SplitPlans() : Arbitrary<SplitPlan> =
        let gen =
            gen {
                let! rows = Markets.SpanRowsUpTo 60
                let! groups = Gen.choose (2, min 6 (SpanRows.distinctBars rows))
                let! testGroups = Gen.choose (1, groups - 1)
                let! embargo = Markets.AnyEmbargo
                let! scope = Gen.elements [ PurgeScope.Market; PurgeScope.Symbol ]

                return {
                    Rows = rows
                    Settings = {
                        Groups = groups
                        TestGroups = testGroups
                        Embargo = embargo
                        Purge = scope
                    }
                }
            }

        let simpler plan =
            seq {
                for rows in Markets.SimplerRows plan.Rows do
                    if SpanRows.distinctBars rows >= plan.Settings.Groups then
                        { plan with Rows = rows }

                if plan.Settings.Embargo <> Embargo.Bars 0<bar> then
                    { plan with Settings.Embargo = Embargo.Bars 0<bar> }
            }

        Arb.fromGenShrink (gen, simpler)

/// A property over markets and what is cut from them.
[<AttributeUsage(AttributeTargets.Method)>]
type MarketPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Markets> |]
