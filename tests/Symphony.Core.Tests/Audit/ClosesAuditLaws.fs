/// Closes alone, and the rolls of continuous futures.
module Symphony.Core.Tests.ClosesAuditLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.NUnit

open Symphony.Core

let private orFail result =
    result |> Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid))

let private audit settings calendar (series: RawSeries) =
    Audit.run WorkPlan.sequential settings calendar [||] [] [| series |] |> orFail

let private first = 15_000
let private instantOf date = int64 date * 86_400_000_000L

[<Property(MaxTest = 100, QuietOnSuccess = true)>]
let ``closes are judged as bars that never moved within the day`` (moves: NonEmptyArray<int>) =
    // Quiet prices with jumps, repeated ones, empty ones and zeros, doubled days and gaps.
    let dates =
        moves.Get |> Array.scan (fun date move -> date + abs (move % 3)) first |> Array.tail

    let closes =
        moves.Get
        |> Array.mapi (fun k move ->
            match move % 17 with
            | 3 -> nan
            | 5 -> 0.0
            | 7 -> 150.0
            | _ -> 100.0 + float (k % 4) * 0.1)

    let instants () = dates |> Array.map instantOf
    let copy () = Array.copy closes

    let alone =
        RawSeries.ofCloses "X" (instants ()) (Array.copy dates) (copy ()) |> orFail

    let flat =
        RawSeries.create
            "X"
            (instants ())
            (Array.copy dates)
            (copy ())
            (copy ())
            (copy ())
            (copy ())
            ValueNone
        |> orFail

    let found isFlat series = [
        for finding in (audit AuditSettings.daily AuditCalendar.OwnDates series).Findings.ToArray() do
            let isEmpty = finding.Rule = AuditRule.IncompleteRow
            let value = if isFlat && isEmpty then finding.Value / 4.0 else finding.Value
            finding.Rule, finding.From, finding.To, value
    ]

    let blind = AuditRule.blindTo RawRows.Closes |> set
    let onCloses = found false alone

    onCloses = found true flat
    && onCloses |> List.forall (fun (rule, _, _, _) -> not (blind.Contains rule))

/// From -6 to 6, without an order.
let private noise (row: int) : float =
    float (int (uint32 row * 2654435761u >>> 16) % 13 - 6)

/// Closes of a future every four hours of sessions that open at 22:00 of the day before; quiet, but for a shift from one
/// session's first row on.
let private future (shiftFrom: int) (shift: float) : RawSeries * AuditSession[] =
    let hour = 3_600_000_000L
    let days = 50

    let sessions = [|
        for day in 0 .. days - 1 ->
            let midnight = instantOf (first + day)

            {
                AuditSession.Date = first + day
                Open = midnight - 2L * hour
                Close = midnight + 21L * hour
            }
    |]

    let instants = [|
        for session in sessions do
            for k in 1L .. 5L do
                session.Open + (4L * k - 3L) * hour
    |]

    let closes =
        Array.init instants.Length (fun row ->
            let quiet = 0.0005 * noise row
            let level = if row / 5 >= shiftFrom then shift else 0.0
            2000.0 * exp (quiet + level))

    let dates = instants |> Array.map (fun instant -> int (instant / 86_400_000_000L))

    RawSeries.ofCloses "ES" instants dates closes |> orFail, sessions

let private rollsAt (stated: int list) shiftFrom shift =
    let series, sessions = future shiftFrom shift

    let settings = {
        AuditSettings.intraday with
            RollDates = stated |> List.map (fun day -> first + day)
            OutlierReturn = 0.5
    }

    [
        for finding in
            (audit settings (AuditCalendar.SessionBars(sessions, 14_400_000_000L)) series)
                .Findings.ToArray() do
            if finding.Rule = AuditRule.RollJump then
                finding.Instant.Value, finding.Value
    ]

[<Test>]
let ``a level that shifts at a stated roll is found at the first row of its session, and nowhere else``
    ()
    =
    let series, sessions = future 30 -0.02
    let jump = log (series.Closes[150] / series.Closes[149])

    match rollsAt [ 30 ] 30 -0.02 with
    | [ instant, value ] ->
        Assert.That(instant, Is.EqualTo(sessions[30].Open + 3_600_000_000L))
        Assert.That(value, Is.EqualTo(jump).Within 1e-12)
        Assert.That(value, Is.EqualTo(-0.02).Within 0.0061)
    | other -> Assert.Fail $"%A{other}"

    Assert.That((rollsAt [ 20 ] 30 -0.02).IsEmpty, "a roll without a jump")
    Assert.That((rollsAt [] 30 -0.02).IsEmpty, "a jump without a roll")
    Assert.That((rollsAt [ 30 ] 30 0.0).IsEmpty, "no jump at all")
    Assert.That((rollsAt [ 30; 30 ] 30 -0.02).Length, Is.EqualTo 1)
    Assert.That((rollsAt [ 70 ] 30 -0.02).IsEmpty, "past the rows")

[<Test>]
let ``without sessions a roll lies where the dates change`` () =
    let dates = Array.init 60 (fun k -> first + k)
    let shifted = 40

    let closes =
        Array.init 60 (fun k ->
            100.0 * exp (0.0005 * noise k + (if k >= shifted then 0.03 else 0.0)))

    let series =
        RawSeries.ofCloses "ES" (Array.map instantOf dates) dates closes |> orFail

    let at stated =
        let settings = { AuditSettings.daily with RollDates = [ first + stated ] }

        [
            for finding in (audit settings AuditCalendar.OwnDates series).Findings.ToArray() do
                finding.Rule, finding.From - first
        ]

    Assert.That(at shifted = [ AuditRule.RollJump, shifted ])
    Assert.That((at 30).IsEmpty)
