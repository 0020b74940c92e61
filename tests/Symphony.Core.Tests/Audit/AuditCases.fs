namespace Symphony.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

/// One row as a source has it.
type SourceRow = {
    Date: int
    Instant: int64
    Open: float
    High: float
    Low: float
    Close: float
    Volume: float
}

/// A quiet market in which a fault can be planted.
type AuditCase = {
    Names: int
    Days: int
    Seed: uint64
    Rule: AuditRule
    /// The name and the day of the fault.
    Name: int
    Day: int
}

module AuditCase =

    let private day = 86_400_000_000L

    /// Weekdays from a Monday on.
    let date (bar: int) : int = 10959 + bar / 5 * 7 + bar % 5

    let symbol (name: int) = $"N{name}"

    /// Returns of one hundredth at most that are never alike: nothing that any rule speaks of.
    let quiet (case: AuditCase) (name: int) : SourceRow list =
        let mutable rng = Rng.ofSeed (case.Seed + uint64 name * 7919UL)

        let draw () =
            let struct (value, next) = Rng.uniform rng
            rng <- next
            value

        let mutable close = 20.0 + 100.0 * draw ()

        [
            for bar in 0 .. case.Days - 1 do
                let opened = close * (1.0 + 0.004 * (draw () - 0.5))
                close <- opened * (1.0 + 0.016 * (draw () - 0.5))
                let high = max opened close * (1.0 + 0.001 * draw ())
                let low = min opened close * (1.0 - 0.001 * draw ())

                {
                    Date = date bar
                    Instant = int64 (date bar) * day + day / 2L
                    Open = opened
                    High = high
                    Low = low
                    Close = close
                    Volume = floor (1e5 + 1e5 * draw ())
                }
        ]

    let series (name: int) (rows: SourceRow list) : RawSeries =
        let column pick = rows |> List.map pick |> Array.ofList

        RawSeries.create
            (symbol name)
            (column _.Instant)
            (column _.Date)
            (column _.Open)
            (column _.High)
            (column _.Low)
            (column _.Close)
            (ValueSome(column _.Volume))
        |> Result.defaultWith (fun invalid -> failwith (string invalid))

    let private scaled (factor: float) (row: SourceRow) = {
        row with
            Open = row.Open * factor
            High = row.High * factor
            Low = row.Low * factor
            Close = row.Close * factor
    }

    /// The rows of the faulty name, and the actions on record.
    let planted (case: AuditCase) : SourceRow list * DatedAction list =
        let rows = quiet case case.Name
        let target = rows[case.Day]

        let change row =
            rows |> List.map (fun each -> if each = target then row else each)

        let from bar change =
            rows |> List.mapi (fun k each -> if k >= bar then change each else each)

        let repeated row =
            rows |> List.collect (fun each -> if each = target then [ each; row ] else [ each ])

        let without first count =
            rows
            |> List.mapi (fun k each -> k, each)
            |> List.filter (fun (k, _) -> k < first || k >= first + count)
            |> List.map snd

        match case.Rule with
        | AuditRule.DuplicateRow -> repeated target, []
        | AuditRule.ConflictingRow -> repeated { target with Volume = target.Volume + 1.0 }, []
        | AuditRule.IncompleteRow -> change { target with Open = nan }, []
        | AuditRule.ImpossiblePrice -> change { target with Low = 0.0 }, []
        | AuditRule.HighLowViolation -> change { target with High = target.Low * 0.999 }, []
        | AuditRule.ZeroVolume -> change { target with Volume = 0.0 }, []
        | AuditRule.MissingSessions -> without case.Day 3, []
        | AuditRule.EndsEarly -> List.take (case.Days - 7) rows, []
        | AuditRule.OutsideSession ->
            repeated {
                target with
                    Date = target.Date + (if case.Day % 5 = 4 then 1 else 0)
                    Instant = target.Instant + 1L
            },
            []
        | AuditRule.StaleRun ->
            rows
            |> List.mapi (fun k each ->
                if k > case.Day && k < case.Day + 5 then
                    { target with Date = each.Date; Instant = each.Instant }
                else
                    each),
            []
        | AuditRule.PriceSpike -> change (scaled 1.4 target), []
        | AuditRule.WickSpike -> change { target with High = target.High * 1.4 }, []
        | AuditRule.LargeMove -> from case.Day (scaled 1.37), []
        | AuditRule.SplitLikeJump -> from case.Day (scaled 0.5), []
        | AuditRule.ActionWithoutJump ->
            rows,
            [
                { Symbol = symbol case.Name; Date = target.Date; Kind = ActionKind.Split 2.0 }
            ]
        | AuditRule.TickerReuse -> without case.Day 65, []
        | _ -> rows, []

    /// The rules whose fault one name alone can show.
    let plantable: AuditRule list =
        AuditRule.all
        |> List.filter (fun rule ->
            rule <> AuditRule.VolumeLost
            && rule <> AuditRule.MissingBars
            && rule <> AuditRule.ThinDate
            && rule <> AuditRule.CrossedQuote
            && rule < AuditRule.OneSidedQuote)

    let private generated: Gen<AuditCase> =
        gen {
            let! names = Gen.choose (6, 9)
            let! days = Gen.choose (120, 160)
            let! seed = Gen.choose (0, 1_000_000)
            let! rule = Gen.elements plantable
            let! name = Gen.choose (0, names - 1)
            let! day = Gen.choose (25, 45)

            // A day at the week's end, so that the day after it is no session.
            let day = if rule = AuditRule.OutsideSession then day / 5 * 5 + 4 else day

            return {
                Names = names
                Days = days
                Seed = uint64 seed
                Rule = rule
                Name = name
                Day = day
            }
        }

    let private shrunk (case: AuditCase) : seq<AuditCase> =
        seq {
            if case.Seed > 0UL then
                { case with Seed = 0UL }

            if case.Days > 120 then
                { case with Days = 120 }

            if case.Name > 0 then
                { case with Name = 0 }

            if case.Names > 6 && case.Name < 6 then
                { case with Names = 6 }
        }

    let arbitrary: Arbitrary<AuditCase> = Arb.fromGenShrink (generated, shrunk)

type AuditArbitraries =
    static member Case() = AuditCase.arbitrary

/// A property over small markets with a planted fault.
[<AttributeUsage(AttributeTargets.Method ||| AttributeTargets.Property)>]
type AuditPropertyAttribute() as this =
    inherit PropertyAttribute()
    do this.Arbitrary <- [| typeof<AuditArbitraries> |]
