module Symphony.Core.Tests.ResampleLaws

open System
open NUnit.Framework

open Symphony.Core

let private settings (width: BarWidth) (source: int) : ResampleSettings = {
    Width = width
    SourceMinutes = source
    Outside = OutsideSessions.Refuse
}

let private widths = [
    BarWidth.Minutes 5
    BarWidth.Minutes 15
    BarWidth.Minutes 7
    BarWidth.Minutes 60
    BarWidth.Minutes 1
    BarWidth.Session
]

let private start calendar width source =
    Resampler.create calendar (settings width source) |> Calendars.orFail

let private resample calendar width source (bars: BarSeries) : ResampledBars =
    let into = ResampledBars()
    let resampler = start calendar width source
    resampler.Add(bars, into) |> Calendars.orFail
    resampler.Finish into
    into

/// A longer bar as it is looked at in these laws.
type private Row = {
    At: int64
    Day: int
    O: int64
    H: int64
    L: int64
    C: int64
    V: int64
    Bars: int
    Room: int
    Why: PartialBar
}

let private bits (value: float) = BitConverter.DoubleToInt64Bits value

let private rows (bars: ResampledBars) : Row[] =
    Array.init bars.Count (fun i -> {
        At = bars.Instants.Span[i]
        Day = bars.SessionDates.Span[i]
        O = bits bars.Open.Span[i]
        H = bits bars.High.Span[i]
        L = bits bars.Low.Span[i]
        C = bits bars.Close.Span[i]
        V = bits bars.Volume.Span[i]
        Bars = bars.SourceBars.Span[i]
        Room = bars.RoomFor.Span[i]
        Why = bars.Partial.Span[i]
    })

/// Slow and obvious: for each bar the calendar expects, the source bars that close in it.
let private reference
    (calendar: SessionCalendar)
    (width: BarWidth)
    (source: int)
    (bars: BarSeries)
    : Row[] =
    let expected =
        ExpectedBars.between width calendar.FirstDate calendar.LastDate calendar
        |> Calendars.orFail

    let last = Array.last bars.InstantArray

    [|
        for bar in expected do
            let held =
                [| 0 .. bars.Count - 1 |]
                |> Array.filter (fun i ->
                    bars.InstantArray[i] > bar.Start && bars.InstantArray[i] <= bar.Close)

            if held.Length > 0 then
                let session = calendar.Sessions[calendar.IndexOfDate bar.SessionDate]

                let length =
                    if width.IsSession then session.TradingMicros else bar.Close - bar.Start

                let room = int (ceil (float length / float (int64 source * MinutePlan.Minute)))

                {
                    At = bar.Close
                    Day = bar.SessionDate
                    O = bits bars.OpenArray[held[0]]
                    H = bits (held |> Array.map (fun i -> bars.HighArray[i]) |> Array.max)
                    L = bits (held |> Array.map (fun i -> bars.LowArray[i]) |> Array.min)
                    C = bits bars.CloseArray[Array.last held]
                    V = bits (held |> Array.fold (fun sum i -> sum + bars.VolumeArray[i]) 0.0)
                    Bars = held.Length
                    Room = room
                    Why =
                        (if bar.IsCut then PartialBar.Cut else PartialBar.None)
                        ||| (if held.Length < room then PartialBar.Gaps else PartialBar.None)
                        ||| (if last < bar.Close && held[held.Length - 1] = bars.Count - 1 then
                                 PartialBar.Unfinished
                             else
                                 PartialBar.None)
                        ||| (if
                                 bars.InstantArray[held[0]] - int64 source * MinutePlan.Minute <
                                     bar.Start
                             then
                                 PartialBar.Straddles
                             else
                                 PartialBar.None)
                }
    |]

let private series (bars: ResampledBars) : BarSeries =
    BarSeries.create
        (bars.Instants.ToArray())
        (bars.Open.ToArray())
        (bars.High.ToArray())
        (bars.Low.ToArray())
        (bars.Close.ToArray())
        (bars.Volume.ToArray())
    |> Calendars.orFail

[<SessionProperty>]
let ``resampled bars are those of the slow reference, bit for bit`` (plan: MinutePlan) =
    let calendar, bars = MinutePlan.calendar plan, MinutePlan.build plan

    widths
    |> List.forall (fun width ->
        rows (resample calendar width 1 bars) = reference calendar width 1 bars)

[<SessionProperty>]
let ``where a stream is cut changes no bit`` (plan: MinutePlan) =
    let calendar, bars = MinutePlan.calendar plan, MinutePlan.build plan

    let cuts =
        plan.Cuts |> List.map (fun cut -> cut % bars.Count) |> List.append [ 0; bars.Count ]

    widths
    |> List.forall (fun width ->
        let into = ResampledBars()
        let resampler = start calendar width 1

        for first, last in cuts |> List.sort |> List.pairwise do
            resampler.Add(MinutePlan.slice first last bars, into) |> Calendars.orFail

        resampler.Finish into
        rows into = rows (resample calendar width 1 bars))

/// All but how many source bars there were, which is of another source.
let private prices (found: Row[]) =
    found
    |> Array.map (fun row ->
        row.At, row.Day, row.O, row.H, row.L, row.C, row.V, row.Why &&& PartialBar.Cut)

[<SessionProperty>]
let ``one to five to fifteen minutes is one to fifteen, and over either to the session is the session``
    (plan: MinutePlan)
    =
    let plan = { plan with HasFractions = false }
    let calendar, bars = MinutePlan.calendar plan, MinutePlan.build plan
    let five = resample calendar (BarWidth.Minutes 5) 1 bars
    let fifteen = resample calendar (BarWidth.Minutes 15) 1 bars
    let session = resample calendar BarWidth.Session 1 bars |> rows |> prices

    prices (rows (resample calendar (BarWidth.Minutes 15) 5 (series five))) = prices (rows fifteen)
    && prices (rows (resample calendar BarWidth.Session 5 (series five))) = session
    && prices (rows (resample calendar BarWidth.Session 15 (series fifteen))) = session

[<SessionProperty>]
let ``volume is conserved, extremes hold, and no bar leaves a stretch without a pause``
    (plan: MinutePlan)
    =
    let plan = { plan with HasFractions = false }
    let calendar, bars = MinutePlan.calendar plan, MinutePlan.build plan

    widths
    |> List.forall (fun width ->
        let longer = resample calendar width 1 bars
        let closes = longer.Instants.ToArray()

        let owner i =
            let found = Array.BinarySearch(closes, bars.InstantArray[i])
            if found >= 0 then found else ~~~found

        let segment (instant: int64) =
            calendar.SegmentEnds |> Array.findIndex (fun finish -> instant <= finish)

        Array.sum (longer.Volume.ToArray()) = Array.sum bars.VolumeArray
        && Array.sum (longer.SourceBars.ToArray()) = bars.Count
        && Seq.forall
            (fun i ->
                let k = owner i

                longer.High.Span[k] >= bars.HighArray[i]
                && longer.Low.Span[k] <= bars.LowArray[i]
                && (width.IsSession || segment closes[k] = segment bars.InstantArray[i])
                && calendar.IndexOfClose bars.InstantArray[i] = calendar.IndexOfClose closes[k])
            (seq { 0 .. bars.Count - 1 }))

[<SessionProperty>]
let ``what closes after a bar changes nothing of it`` (plan: MinutePlan) =
    let calendar, bars = MinutePlan.calendar plan, MinutePlan.build plan
    let changedFrom = bars.InstantArray[plan.Seed % bars.Count]
    let changed = MinutePlan.buildChanged changedFrom plan

    widths
    |> List.forall (fun width ->
        let known found =
            rows found |> Array.filter (fun row -> row.At < changedFrom)

        known (resample calendar width 1 bars) = known (resample calendar width 1 changed))

[<SessionProperty>]
let ``a market on longer bars is each symbol's, bit for bit`` (plan: MinutePlan) =
    let calendar = MinutePlan.calendar plan
    let one = MinutePlan.build plan
    let two = MinutePlan.build { plan with Seed = plan.Seed + 1; Gaps = [ 3, 40 ] }

    let instants =
        Array.append one.InstantArray two.InstantArray |> Array.distinct |> Array.sort

    let panel (pick: BarSeries -> float[]) =
        instants
        |> Array.collect (fun instant ->
            [| one; two |]
            |> Array.map (fun bars ->
                let i = Array.BinarySearch(bars.InstantArray, instant)
                if i >= 0 then (pick bars)[i] else nan))

    let axes =
        Axes.create
            instants
            (instants
             |> Array.map (fun instant -> calendar.Sessions[calendar.IndexOfClose instant].Date))
            [| "ONE"; "TWO" |]
        |> Calendars.orFail

    let market =
        Bars.create
            axes
            PriceBasis.Raw
            (panel _.OpenArray)
            (panel _.HighArray)
            (panel _.LowArray)
            (panel _.CloseArray)
            (ValueSome(panel _.VolumeArray))
        |> Calendars.orFail

    [ BarWidth.Minutes 15; BarWidth.Session ]
    |> List.forall (fun width ->
        let longer = Resample.bars calendar (settings width 1) market |> Calendars.orFail
        let axes = longer.Bars.Axes

        [ one; two ]
        |> List.indexed
        |> List.forall (fun (symbol, bars) ->
            let found = [|
                for t in 0 .. axes.BarCount - 1 do
                    if longer.Bars.IsPresent(t, symbol) then
                        {
                            At = axes.Instant t
                            Day = axes.SessionDate t
                            O = bits longer.Bars.Open[t, symbol]
                            H = bits longer.Bars.High[t, symbol]
                            L = bits longer.Bars.Low[t, symbol]
                            C = bits longer.Bars.Close[t, symbol]
                            V = bits longer.Bars.VolumeOrNone.Value[t, symbol]
                            Bars = longer.SourceBars.Span[t * 2 + symbol]
                            Room = longer.RoomFor.Span[t]
                            Why = longer.Partial.Span[t * 2 + symbol] &&& ~~~PartialBar.Unfinished
                        }
            |]

            let alone =
                rows (resample calendar width 1 bars)
                |> Array.map (fun row -> { row with Why = row.Why &&& ~~~PartialBar.Unfinished })

            found = alone))

let private nyse =
    lazy (Calendars.between ExchangeCalendars.nyse (2013, 11, 27) (2013, 12, 2))

let private flat (closes: string list) : BarSeries =
    let n = closes.Length
    let ones () = Array.create n 1.0

    BarSeries.create
        (closes |> List.map Calendars.utc |> Array.ofList)
        (ones ())
        (ones ())
        (ones ())
        (ones ())
        (ones ())
    |> Calendars.orFail

let private refusal result =
    match result with
    | Ok _ -> "accepted"
    | Error(invalid: Invalid) -> string invalid

let private added (bars: BarSeries) (outside: OutsideSessions) =
    let resampler =
        Resampler.create nyse.Value { settings (BarWidth.Minutes 15) 1 with Outside = outside }
        |> Calendars.orFail

    resampler.Add(bars, ResampledBars()) |> refusal, resampler.LeftOut

[<Test>]
let ``a bar outside the sessions is refused, or left out and counted`` () =
    let early = flat [ "2013-11-27T14:20:00Z"; "2013-11-27T14:31:00Z" ]
    let sentence, _ = added early OutsideSessions.Refuse

    Assert.That(
        sentence,
        Does.StartWith "bars: a bar closes at 2013-11-27T14:20:00Z, when nyse is not in session"
    )

    Assert.That(added early OutsideSessions.LeaveOut, Is.EqualTo(("accepted", 1L)))
    // The open itself belongs to what was before it.
    Assert.That(
        added (flat [ "2013-11-29T14:30:00Z" ]) OutsideSessions.LeaveOut |> snd,
        Is.EqualTo 1L
    )

[<TestCase("2013-11-27T05:00:00Z")>]
[<TestCase("2013-12-03T05:01:00Z")>]
let ``a bar beyond the calendar is refused even where others are left out`` (close: string) =
    let sentence, _ = added (flat [ close ]) OutsideSessions.LeaveOut

    Assert.That(
        sentence,
        Does.Contain "beyond the dates of this calendar (2013-11-27 to 2013-12-02)"
    )

[<Test>]
let ``bars closer than the source's length, or out of order, are refused`` () =
    let crowded =
        flat [
            for second in 1..16 do
                $"2013-11-27T14:30:{second:D2}Z"
        ]

    Assert.That(
        fst (added crowded OutsideSessions.Refuse),
        Does.Contain "has room for 15 of 1 minutes"
    )

    let resampler = start nyse.Value (BarWidth.Minutes 15) 1
    let piece = flat [ "2013-11-27T14:31:00Z" ]
    resampler.Add(piece, ResampledBars()) |> Calendars.orFail

    Assert.That(
        resampler.Add(piece, ResampledBars()) |> refusal,
        Does.StartWith "instants must be strictly increasing"
    )

[<Test>]
let ``a width must be a multiple of the source's`` () =
    Assert.That(
        Resampler.create nyse.Value (settings (BarWidth.Minutes 15) 10) |> refusal,
        Is.EqualTo
            "width: bars of 15 minutes cannot be made of bars of 10; a multiple of 10 is accepted"
    )

[<TestCase("15min", "15min")>]
[<TestCase("5m", "5min")>]
[<TestCase("1h", "60min")>]
[<TestCase("1d", "session")>]
[<TestCase("session", "session")>]
let ``widths are read as they are written`` (text: string, width: string) =
    Assert.That(BarWidth.parse text |> Calendars.orFail |> string, Is.EqualTo width)

[<TestCase("0min")>]
[<TestCase("15")>]
[<TestCase("25h")>]
[<TestCase("-5min")>]
[<TestCase("1441min")>]
[<TestCase("99999999999min")>]
[<TestCase("")>]
let ``other texts are no width`` (text: string) =
    Assert.That(BarWidth.parse text |> refusal, Does.Contain "accepted: 1min to 1440min")

[<Test>]
let ``in a market too the bar whose first source bar begins before the session is marked`` () =
    // New York opens at 14:30 UTC: an hour that closes at 15:00 begins before it.
    let axes =
        Axes.create
            [| Calendars.utc "2013-11-27T15:00:00Z"; Calendars.utc "2013-11-27T16:00:00Z" |]
            (Array.create 2 ((DateOnly(2013, 11, 27)).DayNumber - 719162))
            [| "BOTH"; "LATE" |]
        |> Calendars.orFail

    let prices () = [| 1.0; nan; 1.0; 1.0 |]

    let market =
        Bars.create axes PriceBasis.Raw (prices ()) (prices ()) (prices ()) (prices ()) ValueNone
        |> Calendars.orFail

    let longer =
        Resample.bars nyse.Value (settings BarWidth.Session 60) market |> Calendars.orFail

    let straddles =
        longer.Partial.ToArray()
        |> Array.map (fun partial -> partial.HasFlag PartialBar.Straddles)

    Assert.That((straddles = [| true; false |]))
