module Symphony.Core.Tests.UniverseLaws

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

[<UniverseProperty>]
let ``who is in up to a bar does not change with any later bar`` (plan: UniversePlan) =
    let before = UniversePlan.build plan
    let changed = UniversePlan.buildChanged plan
    let known = (plan.Bar + 1) * plan.Market.Names

    (UniversePlan.universe plan before).Array[.. known - 1] =
        (UniversePlan.universe plan changed).Array[.. known - 1]

[<UniverseProperty(MaxTest = 30)>]
let ``the leakage prover finds no leak in who is in`` (plan: UniversePlan) =
    let bars, actions = UniversePlan.build plan

    let mask (market: MarketHistory) =
        Universe.create plan.Screens (UniversePlan.membership plan) market.Actions market.Bars
        |> Result.map _.Mask

    let proof =
        Causality.prove
            WorkPlan.sequential
            { Causality.standard with Cuts = 4; Dense = 0 }
            (CausalOutputs.panel "universe" mask)
            { Bars = bars; Actions = actions }
        |> accepted

    not proof.HasLeak && proof.Refusals = 0

/// The verdict of one name at one bar, from the definitions, each looked up from the beginning.
let private byHand
    (plan: UniversePlan)
    (bars: Bars)
    (actions: CorporateActions)
    (t: int)
    (name: int)
    : UniverseVerdict =
    let axes = bars.Axes
    let screens = plan.Screens
    let session bar = axes.SessionDate bar

    let sessionsBetween a b =
        [ for bar in a..b -> session bar ] |> List.distinct |> List.length |> (+) -1

    let isIntraday bar =
        Seq.exists (fun later -> session later = session (later - 1)) (seq { 1..bar })

    let present = [
        for bar in 0..t do
            if bars.IsPresent(bar, name) then
                bar
    ]

    /// What was known of sessions at the close of a bar: each completed one with its money, oldest first.
    let completed bar =
        present
        |> List.filter (fun own -> own <= bar)
        |> List.groupBy session
        |> List.filter (fun (date, _) -> date <> session bar || not (isIntraday bar))
        |> List.map (fun (_, own) ->
            (0.0, own)
            ||> List.fold (fun sum one ->
                sum + bars.Close[one, name] * bars.VolumeOrNone.Value[one, name]))

    let isReview bar =
        bar = 0
        || (let date day = DateOnly.FromDayNumber(719162 + day)
            let now, before = session bar, session (bar - 1)

            match screens.Review with
            | UniverseReview.EveryBar -> true
            | UniverseReview.Weekly ->
                let monday day =
                    day - (int (date day).DayOfWeek + 6) % 7

                monday now <> monday before
            | _ -> (date now).Month <> (date before).Month || (date now).Year <> (date before).Year)

    /// The close of a bar in the shares of a later one, by the splits effective in between.
    let priceAt later bar =
        (bars.Close[bar, name], actions.Array)
        ||> Array.fold (fun price action ->
            match action.Kind with
            | ActionKind.Split ratio when
                action.Symbol = name && action.Bar > bar && action.Bar <= later
                ->
                price / ratio
            | _ -> price)

    let screened =
        let review = Seq.findBack isReview (seq { 0..t })
        let own = present |> List.filter (fun bar -> bar <= review)
        let sessions = completed review

        if
            screens.MinimumPrice = 0.0
            && screens.MinimumDollarVolume = 0.0
            && screens.MinimumHistory = 0
        then
            UniverseVerdict.In
        elif own.IsEmpty || sessions.Length < screens.MinimumHistory then
            UniverseVerdict.ShortHistory
        elif priceAt review (List.last own) < screens.MinimumPrice then
            UniverseVerdict.LowPrice
        elif screens.MinimumDollarVolume = 0.0 then
            UniverseVerdict.In
        elif sessions.Length < screens.WindowSessions then
            UniverseVerdict.ShortHistory
        else
            let window = List.skip (sessions.Length - screens.WindowSessions) sessions

            if List.sum window / float window.Length < screens.MinimumDollarVolume then
                UniverseVerdict.Illiquid
            else
                UniverseVerdict.In

    let isMember =
        match UniversePlan.membership plan with
        | ValueSome known -> known.IsMember(axes.Symbols[name], session t)
        | ValueNone -> true

    let isDelisted =
        actions.Array
        |> Array.exists (fun action ->
            action.Symbol = name && action.Bar <= t && ActionKind.name action.Kind = "delisting")

    if not isMember then
        UniverseVerdict.NotMember
    elif present.IsEmpty || sessionsBetween (List.last present) t >= 5 || isDelisted then
        UniverseVerdict.NoBar
    else
        screened

[<UniverseProperty>]
let ``every verdict is that of the definitions, looked up from the beginning``
    (plan: UniversePlan)
    =
    let bars, actions = UniversePlan.build plan
    let universe = UniversePlan.universe plan (bars, actions)

    Seq.forall
        (fun cell ->
            let t, name = cell / plan.Market.Names, cell % plan.Market.Names
            universe.Verdict(t, name) = byHand plan bars actions t name)
        (seq { 0 .. universe.Array.Length - 1 })

[<UniverseProperty>]
let ``counts of verdicts add up to the names, and the mask is 1 for those that are in``
    (plan: UniversePlan)
    =
    let universe = UniversePlan.universe plan (UniversePlan.build plan)
    let mask = universe.Mask

    Seq.forall
        (fun t ->
            let all =
                Enum.GetValues<UniverseVerdict>()
                |> Array.sumBy (fun verdict -> universe.Count(t, verdict))

            let inside = Seq.sumBy (fun i -> mask[t, i]) (seq { 0 .. plan.Market.Names - 1 })

            all = plan.Market.Names
            && inside = float (universe.Count(t, UniverseVerdict.In))
            && Seq.forall
                (fun i -> universe.IsIn(t, i) = (mask[t, i] = 1.0))
                (seq { 0 .. plan.Market.Names - 1 }))
        (seq { 0 .. universe.Axes.BarCount - 1 })

[<MarketProperty>]
let ``the money of a full window of 20 sessions is the engine's own average daily volume, to the last bit``
    (plan: MarketPlan)
    =
    let plan = { plan with Bars = plan.Bars + 25 }
    let bars, actions = MarketPlan.build plan
    let struct (_, engine) = Liquidity.panels bars actions

    let isIn least (t: int) name =
        let screens = { UniverseSettings.standard with MinimumDollarVolume = least }
        (accepted (Universe.create screens ValueNone CorporateActions.None bars)).Verdict(t, name)

    Seq.forall
        (fun name ->
            let full =
                Seq.tryFind
                    (fun t ->
                        bars.IsPresent(t, name)
                        && Seq.length (
                            Seq.filter (fun b -> bars.IsPresent(b, name)) (seq { 0..t })
                           )
                           >= 20)
                    (seq { 0 .. plan.Bars - 1 })

            match full with
            | None -> true
            | Some t ->
                let money = engine[t, name]

                isIn money t name = UniverseVerdict.In
                && isIn (Math.BitIncrement money) t name = UniverseVerdict.Illiquid)
        (seq { 0 .. plan.Names - 1 })

let private weightsOf (plan: UniversePlan) (axes: Axes) : Decisions =
    let decided = Array.init axes.BarCount (fun t -> t % 3 <> 1)

    Decisions.create
        axes
        decided
        (Array.init (axes.BarCount * axes.SymbolCount) (fun cell ->
            float ((cell * 7 + int plan.Market.Seed) % 5 - 2) / 10.0))
    |> accepted

[<UniverseProperty>]
let ``restricted decisions have the weight 0 for who is out, and all else as it was``
    (plan: UniversePlan)
    =
    let bars, actions = UniversePlan.build plan
    let universe = UniversePlan.universe plan (bars, actions)
    let decisions = weightsOf plan bars.Axes
    let restricted = accepted (UniverseDecisions.restrict universe decisions)

    let cells = Array.mapi (fun cell _ -> cell) decisions.Array

    let dropped =
        cells
        |> Array.filter (fun cell -> universe.Array[cell] <> 0uy && decisions.Array[cell] <> 0.0)

    // Nobody in: everything is sold, decided or not.
    let expected =
        decisions.Decided
        |> Array.mapi (fun t isDecided ->
            isDecided || t > 0 && universe.Count(t, UniverseVerdict.In) = 0)

    restricted.Decisions.Decided = expected
    && cells
       |> Array.forall (fun cell ->
           let expected = if universe.Array[cell] = 0uy then decisions.Array[cell] else 0.0
           Bits.same restricted.Decisions.Array[cell] expected)
    && restricted.DroppedWeights = dropped.Length
    && restricted.DroppedNames =
        (dropped |> Array.distinctBy (fun cell -> cell % plan.Market.Names) |> Array.length)

[<UniverseProperty>]
let ``a restricted panel has no value for who is out, and all else as it was``
    (plan: UniversePlan)
    =
    let bars, actions = UniversePlan.build plan
    let universe = UniversePlan.universe plan (bars, actions)
    let restricted = accepted (Universe.restrict universe bars.Close)

    Array.forall2
        Bits.same
        restricted.Array
        (bars.Close.Array
         |> Array.mapi (fun cell close -> if universe.Array[cell] = 0uy then close else nan))

let private engineOf (bars, actions) =
    EngineMarket.create bars actions
    |> Result.bind (fun market -> Engine.create EngineSettings.standard market)

[<UniverseProperty>]
let ``the equal weights of a universe with every name in it are the benchmark's own, bit for bit``
    (plan: UniversePlan)
    =
    let bars, actions = UniversePlan.build plan

    let everyone =
        Universe(
            bars.Axes,
            Array.zeroCreate bars.Close.Array.Length,
            UniverseSettings.standard,
            ValueNone
        )

    match engineOf (bars, actions) with
    | Error _ -> true
    | Ok engine ->
        let plain = accepted (EqualWeightBenchmark.decisions engine plan.Bar)

        let again =
            accepted (
                UniverseDecisions.equalWeight everyone EqualWeightBenchmark.RebalanceBars plain
            )

        again.Decided = plain.Decided && Bits.sameAll again.Array plain.Array

[<UniverseProperty>]
let ``equal weights of a universe are 1/n in the n names that are in and can trade, wherever decided``
    (plan: UniversePlan)
    =
    let bars, actions = UniversePlan.build plan
    let universe = UniversePlan.universe plan (bars, actions)

    match engineOf (bars, actions) with
    | Error _ -> true
    | Ok engine ->
        let plain = accepted (EqualWeightBenchmark.decisions engine 0)
        let among = accepted (UniverseDecisions.equalWeight universe 21 plain)
        let names = plan.Market.Names

        Seq.forall
            (fun t ->
                let last = Seq.tryFindBack plain.IsDecided (seq { 0..t })

                let expected = [
                    for i in 0 .. names - 1 ->
                        last.IsSome
                        && plain.Array[last.Value * names + i] > 0.0
                        && universe.IsIn(t, i)
                ]

                let held = [ for i in 0 .. names - 1 -> among.Array[t * names + i] > 0.0 ]
                let count = expected |> List.filter id |> List.length

                not (among.IsDecided t)
                || held = expected
                   && Seq.forall
                       (fun i ->
                           let w = among.Array[t * names + i]
                           w = 0.0 || w = 1.0 / float count)
                       (seq { 0 .. names - 1 }))
            (seq { 0 .. plan.Market.Bars - 1 })
