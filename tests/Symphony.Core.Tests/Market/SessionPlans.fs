namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// Calendars of real markets, their clocks resolved as a shell does it.
[<RequireQualifiedAccess>]
module Calendars =

    let orFail (result: Result<'value, Invalid>) : 'value =
        result |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let clock (zone: string) : int64 -> int64 =
        let found = TimeZoneInfo.FindSystemTimeZoneById zone

        fun micros ->
            let local = DateTime.UnixEpoch.AddTicks(micros * 10L)
            let unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified)
            micros - found.GetUtcOffset(unspecified).Ticks / 10L

    let ymd (year: int, month: int, day: int) : int = CivilDate.epochDay year month day

    let between (rules: SessionRules) first last : SessionCalendar =
        SessionCalendar.ofRules (clock rules.Zone) rules (ymd first) (ymd last) |> orFail

    /// The instant of yyyy-MM-ddTHH:mm:ssZ.
    let utc (text: string) : int64 =
        DateTimeOffset.Parse(text, Globalization.CultureInfo.InvariantCulture).UtcTicks / 10L
        - DateTime.UnixEpoch.Ticks / 10L

/// Minute bars of a few sessions in plain words: values follow from the seed, what is missing is listed.
type MinutePlan = {
    /// 0 a half day of the NYSE, 1 a change of clocks at the CME with its pause, 2 crypto, 3 odd short sessions.
    Market: int
    Seed: int
    /// First minute and length of each hole.
    Gaps: (int * int) list
    /// Where the stream is cut into pieces.
    Cuts: int list
    /// Volumes that are no whole numbers.
    HasFractions: bool
}

module MinutePlan =

    [<Literal>]
    let Minute = 60_000_000L

    let private odd: Lazy<SessionCalendar> =
        lazy
            (let lengths = [| 47L; 1L; 30L; 7L; 60L |]

             let opens =
                 Array.init 5 (fun i -> int64 (20_000 + i) * 86_400_000_000L + 13L * Minute)

             SessionCalendar.create
                 "odd"
                 (Array.init 5 (fun i -> 20_000 + i))
                 opens
                 (Array.init 5 (fun i -> opens[i] + lengths[i] * Minute))
             |> Calendars.orFail)

    let private known: Lazy<SessionCalendar[]> =
        lazy
            [|
                Calendars.between ExchangeCalendars.nyse (2013, 11, 27) (2013, 12, 2)
                Calendars.between ExchangeCalendars.cmeEquity (2013, 11, 1) (2013, 11, 4)
                Calendars.between ExchangeCalendars.crypto (2016, 10, 30) (2016, 10, 30)
                odd.Value
            |]

    let calendar (plan: MinutePlan) : SessionCalendar = known.Value[plan.Market % 4]

    /// Each minute's bar in its own words; from `changedFrom` on another market.
    let buildChanged (changedFrom: int64) (plan: MinutePlan) : BarSeries =
        let sessions = calendar plan

        let minutes =
            ExpectedBars.between (BarWidth.Minutes 1) sessions.FirstDate sessions.LastDate sessions
            |> Calendars.orFail

        let isMissing i =
            plan.Gaps |> List.exists (fun (first, length) -> i >= first && i < first + length)

        let instants = [|
            for i in 0 .. minutes.Length - 1 do
                if not (isMissing i) || i = minutes.Length / 2 then
                    minutes[i].Close
        |]

        let draw (instant: int64) (purpose: int) : float =
            let seed = if instant >= changedFrom then plan.Seed + 7919 else plan.Seed

            let mixed =
                uint64 seed * 1000003UL + uint64 instant + uint64 purpose * 104729000000039UL

            let struct (value, _) = Rng.uniform (Rng.ofSeed mixed)
            value

        let column purpose scale =
            instants |> Array.map (fun instant -> 100.0 + scale * draw instant purpose)

        let opens, closes = column 0 5.0, column 1 5.0

        let spread purpose =
            instants |> Array.map (fun instant -> 3.0 * draw instant purpose)

        BarSeries.create
            instants
            opens
            (Array.map3 (fun o c up -> max o c + up) opens closes (spread 2))
            (Array.map3 (fun o c down -> min o c - down) opens closes (spread 3))
            closes
            (instants
             |> Array.map (fun instant ->
                 let volume = 1e4 * draw instant 4
                 if plan.HasFractions then volume else floor volume))
        |> Calendars.orFail

    let build (plan: MinutePlan) : BarSeries = buildChanged Int64.MaxValue plan

    /// The series from one bar up to before another.
    let slice (first: int) (last: int) (bars: BarSeries) : BarSeries =
        BarSeries(
            bars.InstantArray[first .. last - 1],
            bars.OpenArray[first .. last - 1],
            bars.HighArray[first .. last - 1],
            bars.LowArray[first .. last - 1],
            bars.CloseArray[first .. last - 1],
            bars.VolumeArray[first .. last - 1]
        )

    let simpler (plan: MinutePlan) : seq<MinutePlan> =
        seq {
            for i in 0 .. plan.Gaps.Length - 1 do
                { plan with Gaps = List.removeAt i plan.Gaps }

            for i in 0 .. plan.Cuts.Length - 1 do
                { plan with Cuts = List.removeAt i plan.Cuts }

            if plan.HasFractions then
                { plan with HasFractions = false }

            if plan.Market < 3 then
                { plan with Market = 3 }
        }

/// Generators of minute bars with their shrinkers.
type Sessions =

    static member Minutes() : Arbitrary<MinutePlan> =
        let gen =
            gen {
                let! market = Gen.frequency [ 1, Gen.choose (0, 2); 2, Gen.constant 3 ]
                let! seed = Gen.choose (1, 1_000_000)
                let hole = Gen.zip (Gen.choose (0, 400)) (Gen.choose (1, 80))
                let! gaps = Gen.choose (0, 5) |> Gen.bind (fun n -> Gen.listOfLength n hole)

                let! cuts =
                    Gen.choose (0, 6)
                    |> Gen.bind (fun n -> Gen.listOfLength n (Gen.choose (0, 900)))

                let! fractions = Gen.elements [ true; false ]

                return {
                    Market = market
                    Seed = seed
                    Gaps = gaps
                    Cuts = cuts
                    HasFractions = fractions
                }
            }

        Arb.fromGenShrink (gen, MinutePlan.simpler)

/// A property over minute bars of sessions.
[<AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property)>]
type SessionPropertyAttribute() =
    inherit
        PropertyAttribute(Arbitrary = [| typeof<Sessions> |], MaxTest = 60, QuietOnSuccess = true)
