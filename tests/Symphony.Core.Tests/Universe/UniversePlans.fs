namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp

open Symphony.Core

/// A market, spells of its names and of strangers, screens, and a bar to cut at.
type UniversePlan = {
    Market: MarketPlan
    Bar: int
    /// Name (those past the market's are not among its bars), first day and length in days from the first session.
    Spells: (int * int * int) list
    Screens: UniverseSettings
    HasMembership: bool
    /// Bars of one session.
    BarsOfSession: int
}

module UniversePlan =

    let private accepted result =
        Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

    /// Spells that do not meet: a later one of a name that overlaps is left out.
    let spells (plan: UniversePlan) : MembershipSpell[] =
        let first = (MarketPlan.axes plan.Market).SessionDate 0

        (([]: MembershipSpell list), plan.Spells)
        ||> List.fold (fun kept (name, from, length) ->
            let spell = {
                Symbol = $"N{name}"
                FirstDay = if from = 0 then Membership.OpenFirstDay else first + from
                LastDay = if length > 40 then Membership.OpenLastDay else first + from + length
            }

            let meets (other: MembershipSpell) =
                other.Symbol = spell.Symbol
                && other.FirstDay <= spell.LastDay
                && spell.FirstDay <= other.LastDay

            if List.exists meets kept then kept else spell :: kept)
        |> Array.ofList

    let membership (plan: UniversePlan) : Membership voption =
        if plan.HasMembership then
            ValueSome(accepted (Membership.create (spells plan)))
        else
            ValueNone

    /// The same rows on sessions of several bars.
    let private inSessions (count: int) (bars: Bars) : Bars =
        let axes = bars.Axes
        let dates = Array.init axes.BarCount (fun t -> 15_000 + t / count)

        let axes =
            Axes.create
                (dates |> Array.mapi (fun t date -> int64 date * 86_400_000_000L + int64 t))
                dates
                (Array.ofSeq axes.Symbols)
            |> accepted

        let copy (panel: Panel) = Array.copy panel.Array

        Bars.create
            axes
            bars.PriceBasis
            (copy bars.Open)
            (copy bars.High)
            (copy bars.Low)
            (copy bars.Close)
            (ValueOption.map copy bars.VolumeOrNone)
        |> accepted

    let private sessions plan (bars, actions: CorporateActions) =
        (if plan.BarsOfSession = 1 then bars else inSessions plan.BarsOfSession bars), actions

    let build (plan: UniversePlan) : Bars * CorporateActions =
        sessions plan (MarketPlan.build plan.Market)

    /// Another market from the bar after the cut on.
    let buildChanged (plan: UniversePlan) : Bars * CorporateActions =
        sessions plan (MarketPlan.buildChanged (plan.Bar + 1) plan.Market)

    let universe (plan: UniversePlan) (bars: Bars, actions: CorporateActions) : Universe =
        accepted (Universe.create plan.Screens (membership plan) actions bars)

type Universes =

    static member private Screens: Gen<UniverseSettings> =
        gen {
            let! price = Gen.elements [ 0.0; 25.0; 32.0; 41.0 ]
            let! money = Gen.elements [ 0.0; 40_000.0; 48_000.0; 60_000.0 ]
            let! window = Gen.choose (1, 8)
            let! history = Gen.choose (0, 12)

            let! review =
                Gen.elements [
                    UniverseReview.EveryBar
                    UniverseReview.Weekly
                    UniverseReview.Monthly
                ]

            return {
                MinimumPrice = price
                MinimumDollarVolume = money
                WindowSessions = window
                MinimumHistory = history
                Review = review
            }
        }

    static member Plans() : Arbitrary<UniversePlan> =
        let markets = Markets.MarketsAndBars()

        let gen =
            gen {
                let! market = markets.Generator
                let! count = Gen.choose (1, 7)

                let! spells =
                    Gen.listOfLength
                        count
                        (Gen.zip3 (Gen.choose (0, 6)) (Gen.choose (0, 80)) (Gen.choose (0, 60)))

                let! screens = Universes.Screens
                let! hasMembership = Gen.elements [ true; false ]
                let! barsOfSession = Gen.elements [ 1; 1; 3 ]

                // A name of the bars is among the members, else the membership is refused.
                return {
                    Market = market.Market
                    Bar = market.Bar
                    Spells = (0, 3, 30) :: spells
                    Screens = screens
                    HasMembership = hasMembership
                    BarsOfSession = barsOfSession
                }
            }

        let simpler plan =
            seq {
                for market in markets.Shrinker { Market = plan.Market; Bar = plan.Bar } do
                    { plan with Market = market.Market; Bar = market.Bar }

                for i in 1 .. plan.Spells.Length - 1 do
                    { plan with Spells = List.removeAt i plan.Spells }

                if plan.HasMembership then
                    { plan with HasMembership = false }

                if plan.BarsOfSession > 1 then
                    { plan with BarsOfSession = 1 }

                if plan.Screens <> UniverseSettings.standard then
                    { plan with Screens = UniverseSettings.standard }
                    { plan with Screens.MinimumPrice = 0.0 }
                    { plan with Screens.MinimumDollarVolume = 0.0 }
                    { plan with Screens.MinimumHistory = 0 }
            }
            |> Seq.filter (fun other -> other <> plan)

        Arb.fromGenShrink (gen, simpler)

/// A property over markets with members and screens.
[<AttributeUsage(AttributeTargets.Method)>]
type UniversePropertyAttribute() as this =
    inherit DomainPropertyAttribute()

    do this.Arbitrary <- [| typeof<Numbers>; typeof<Markets>; typeof<Universes> |]
