namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// A market with brackets in plain words: the barriers give stop, time exit, unit, scale and finer bars.
type BracketPlan = {
    Barrier: BarrierPlan
    /// 0 next open, 1 limit, 2 stop.
    Entry: int
    Distance: float
    OrderBars: int
    /// How profits are split: 0 all at once, 1 halves, 2 a part and a runner, 3 three parts and a runner.
    Parts: int
    HasTime: bool
    HasBand: bool
    Ties: TiePolicy
    /// One signal in so many cells.
    OneIn: int
    MinimumStrength: float
    Risk: float
    NotionalCap: float
    Settings: EngineSettings
}

module BracketPlan =

    let orFail (result: Result<'value, Invalid>) : 'value = BarrierPlan.orFail result

    let private chance (seed: uint64) (cell: int) (purpose: int) : float =
        let mixed =
            seed * 131UL + uint64 cell * 7919000027UL + uint64 purpose * 104729000000039UL

        let struct (value, _) = Rng.uniform (Rng.ofSeed mixed)
        value

    let targets (plan: BracketPlan) : ProfitTarget list =
        match plan.Barrier.ProfitTaking with
        | None -> []
        | Some m ->
            match plan.Parts with
            | 0 -> [ { Multiple = m; Fraction = 1.0 } ]
            | 1 -> [ { Multiple = m; Fraction = 0.5 }; { Multiple = 1.5 * m; Fraction = 0.5 } ]
            | 2 -> [ { Multiple = m; Fraction = 0.4 } ]
            | _ -> [
                { Multiple = 0.5 * m; Fraction = 0.3 }
                { Multiple = m; Fraction = 0.3 }
                { Multiple = 3.0 * m; Fraction = 0.2 }
              ]

    let settings (plan: BracketPlan) (axes: Axes) : BracketSettings =
        let barriers = BarrierPlan.settings plan.Barrier axes
        let base' = BracketSettings.standard |> BracketSettings.withBarriers barriers
        let bars = plan.OrderBars * 1<bar>

        {
            base' with
                Entry =
                    match plan.Entry with
                    | 0 -> BracketEntry.NextOpen
                    | 1 -> BracketEntry.Limit(plan.Distance, bars)
                    | _ -> BracketEntry.Stop(plan.Distance, bars)
                ProfitTargets = Array.ofList (targets plan)
                TimeExit = if plan.HasTime then base'.TimeExit else ValueNone
                Unit =
                    if plan.HasBand then
                        BracketUnit.ErrorBand {
                            KSigmaErr = 0.8
                            ResidualDeviation = BarrierPlan.given plan.Barrier axes
                            KAtrMinTp = 0.5
                            TrueRangeWindow = 3<bar>
                        }
                    else
                        base'.Unit
                Ties = plan.Ties
                RiskPerTrade = plan.Risk
                NotionalCap = plan.NotionalCap
                MinimumStrength = plan.MinimumStrength
        }

    let signals (plan: BracketPlan) (axes: Axes) : BracketSignals =
        let seed = plan.Barrier.Market.Seed

        let cells =
            [| 0 .. axes.BarCount * axes.SymbolCount - 1 |]
            |> Array.filter (fun cell -> chance seed cell 51 < 1.0 / float plan.OneIn)

        let events =
            LabelEvents.withSides
                axes
                (cells |> Array.map (fun cell -> cell / axes.SymbolCount))
                (cells |> Array.map (fun cell -> cell % axes.SymbolCount))
                (cells
                 |> Array.map (fun cell ->
                     if plan.Barrier.HasSides && chance seed cell 52 < 0.5 then
                         Side.Short
                     else
                         Side.Long))
            |> orFail

        BracketSignals.withStrengths events (cells |> Array.map (fun cell -> chance seed cell 53))
        |> orFail

    /// Market, finer bars, signals and the set.
    let build (plan: BracketPlan) =
        let bars, actions = MarketPlan.build plan.Barrier.Market
        let market = EngineMarket.create bars actions |> orFail

        let finer =
            if plan.Barrier.HasFiner then
                Some(BarrierPlan.finerBars plan.Barrier bars)
            else
                None

        struct (market, finer, signals plan bars.Axes, settings plan bars.Axes)

    let paired (finer: Bars option) (bars: Bars) : FinerBars voption =
        finer
        |> Option.map (fun finer -> FinerBars.create finer bars |> orFail)
        |> ValueOption.ofOption

    let run (recording: BracketRecording) (plan: BracketPlan) : BracketResult =
        let struct (market, finer, signals, set) = build plan

        let results =
            Brackets.runMany
                WorkPlan.sequential
                recording
                plan.Settings
                market
                (paired finer market.Bars)
                signals
                [| set |]
            |> orFail

        results[0].Value

    let simpler (plan: BracketPlan) : seq<BracketPlan> =
        seq {
            for barrier in BarrierPlan.simpler plan.Barrier do
                if
                    barrier.StopLoss <> StopLoss.Absent
                    || not (Double.IsPositiveInfinity plan.NotionalCap)
                then
                    { plan with Barrier = barrier }

            if plan.Settings <> EngineSettings.frictionless then
                { plan with Settings = EngineSettings.frictionless }

            if plan.Entry <> 0 then
                { plan with Entry = 0 }

            if plan.Parts <> 0 then
                { plan with Parts = 0 }

            if plan.HasBand then
                { plan with HasBand = false }

            if plan.MinimumStrength > 0.0 then
                { plan with MinimumStrength = 0.0 }

            if plan.Ties <> TiePolicy.StopFirst then
                { plan with Ties = TiePolicy.StopFirst }

            if plan.OneIn > 1 then
                { plan with OneIn = plan.OneIn + 3 }
        }
        |> Seq.filter (fun simpler -> simpler.OneIn < 60)

/// Every generator of brackets, with its shrinker.
type BracketMarkets =

    static member private Account: Gen<EngineSettings> =
        gen {
            let! lot = Gen.elements [ 0.0; 0.0; 1.0; 100.0 ]
            let! gross = Gen.elements [ infinity; infinity; 1.0; 0.4 ]
            let! margin = Gen.elements [ true; true; false ]
            let! participation = Gen.elements [ infinity; infinity; 0.02 ]
            let! hasCosts = Gen.elements [ true; true; false ]
            let! equity = Gen.elements [ 1e4; 1e6 ]
            let! cashRate = Gen.elements [ 0.0; 0.03; -0.01 ]
            let! multiplier = Gen.elements [ 1.0; 2.0 ]

            let settings =
                if hasCosts then EngineSettings.standard else EngineSettings.frictionless

            return {
                settings with
                    Equity = equity
                    LotSize = lot
                    GrossCap = gross
                    PerNameCap = if gross < 1.0 then gross else infinity
                    MarginAllowed = margin
                    ParticipationCap = participation
                    CashRate = cashRate
                    CostMultiplier = multiplier
                    DelistingReturnShort = 0.05
            }
        }

    static member BracketsInMarkets() : Arbitrary<BracketPlan> =
        let gen =
            gen {
                let! barrier = Arb.toGen (BarrierMarkets.BarriersInMarkets())
                let! entry = Gen.frequency [ 3, Gen.constant 0; 2, Gen.choose (1, 2) ]
                let! distance = Gen.elements [ 0.0; 0.2; 0.7; 2.0 ]
                let! orderBars = Gen.elements [ 1; 2; 5; 1_000_000 ]
                let! parts = Gen.frequency [ 3, Gen.constant 0; 3, Gen.choose (1, 3) ]
                let! hasTime = Gen.elements [ true; true; false ]
                let! hasBand = Gen.elements [ true; false; false ]
                let! ties = Gen.elements [ TiePolicy.StopFirst; TiePolicy.NearerToOpenFirst ]
                let! oneIn = Gen.elements [ 1; 2; 4; 10 ]
                let! strength = Gen.elements [ 0.0; 0.0; 0.5 ]
                let! risk = Gen.elements [ 0.001; 0.01; 0.2 ]
                let! cap = Gen.elements [ 0.5; 1.0; 3.0; infinity ]
                let! account = BracketMarkets.Account

                return {
                    Barrier = barrier
                    Entry = entry
                    Distance = distance
                    OrderBars = orderBars
                    Parts = parts
                    HasTime = hasTime
                    HasBand = hasBand
                    Ties = ties
                    OneIn = oneIn
                    MinimumStrength = strength
                    Risk = risk
                    NotionalCap =
                        if barrier.StopLoss = StopLoss.Absent && Double.IsPositiveInfinity cap then
                            1.0
                        else
                            cap
                    Settings = account
                }
            }

        Arb.fromGenShrink (gen, BracketPlan.simpler)

/// A property over brackets and the markets they trade.
[<AttributeUsage(AttributeTargets.Method)>]
type BracketPropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do
        this.Arbitrary <- [|
            typeof<Numbers>
            typeof<Markets>
            typeof<BarrierMarkets>
            typeof<BracketMarkets>
        |]
