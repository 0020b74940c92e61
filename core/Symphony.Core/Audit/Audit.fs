namespace Symphony.Core

open System

/// <summary>Looks for what is wrong with rows, before anything is computed from them.</summary>
/// <remarks>
/// The audit sees the whole sample at once, the future of every row included: it judges data, and its
/// colours must never become a feature.
/// </remarks>
[<RequireQualifiedAccess>]
module Audit =

    /// Fewer names say nothing about how many should be there.
    let private fewNames = 5

    let private marketFindings
        (settings: AuditSettings)
        (calendar: AuditCalendar)
        (tallies: DateTallies)
        (found: AuditFindings)
        : unit =
        // Rows while the market was closed are findings of their own.
        let isOpen =
            match calendar with
            | AuditCalendar.OwnDates -> fun _ -> true
            | AuditCalendar.Sessions sessions
            | AuditCalendar.SessionBars(sessions, _) ->
                let dates = sessions |> Array.map _.Date
                fun date -> Array.BinarySearch(dates, date) >= 0

        for d in 0 .. tallies.Dates.Length - 1 do
            let date = tallies.Dates[d]
            let present = float tallies.Present[d]
            let share = present / float tallies.Alive[d]

            if isOpen date && tallies.Alive[d] >= fewNames && share < settings.ThinShare then
                found.Add(AuditRule.ThinDate, date, date, ValueNone, share)

            let without = float tallies.WithoutVolume[d] / present

            if tallies.Present[d] >= fewNames && without > settings.LostVolumeShare then
                found.Add(AuditRule.VolumeLost, date, date, ValueNone, without)

    /// Dates of the market's findings of one rule, whatever their colour.
    let private datesOf (rule: AuditRule) (findings: AuditFinding[]) : Set<int> =
        findings |> Seq.filter (fun each -> each.Rule = rule) |> Seq.map _.From |> Set.ofSeq

    /// <summary>The audit of a market's rows.</summary>
    /// <param name="plan">How the symbols are gone through.</param>
    /// <param name="settings">Thresholds and colours.</param>
    /// <param name="calendar">When rows are expected.</param>
    /// <param name="actions">Corporate actions on record; none for restated prices.</param>
    /// <param name="repairs">What was decided about earlier findings, applied first.</param>
    /// <param name="series">The rows as the source has them, one series a symbol, each symbol once.</param>
    let run
        (plan: WorkPlan)
        (settings: AuditSettings)
        (calendar: AuditCalendar)
        (actions: DatedAction[])
        (repairs: AuditRepair list)
        (series: RawSeries[])
        : Result<AuditReport, Invalid> =
        let repeated =
            series |> Array.countBy _.Symbol |> Array.tryFind (fun (_, count) -> count > 1)

        let wrong = repairs |> List.map AuditRepair.create |> List.tryFind Result.isError

        match AuditSettings.create settings, repeated, wrong with
        | Error invalid, _, _
        | _, _, Some(Error invalid) -> Error invalid
        | _, Some(symbol, _), _ -> Error(Invalid.Duplicate("series", symbol))
        | _ when series.Length = 0 -> Error(Invalid.Empty "series")
        | Ok settings, _, _ ->
            let struct (series, dropped) = AuditRepair.apply repairs series
            let tallies = DateTallies.ofSeries series
            let market = AuditFindings(settings, "")
            marketFindings settings calendar tallies market
            let market = market.ToArray()
            let thin = datesOf AuditRule.ThinDate market
            let lost = datesOf AuditRule.VolumeLost market
            let sessions = CalendarRules.sessionDates calendar thin.Contains tallies

            let opening =
                match calendar with
                | AuditCalendar.OwnDates -> [||]
                | AuditCalendar.Sessions sessions
                | AuditCalendar.SessionBars(sessions, _) -> sessions

            let known = actions |> Array.groupBy _.Symbol |> dict
            let bySymbol: AuditFinding[][] = Array.create series.Length [||]
            let mutable isStopped = false

            plan.Schedule series.Length (fun s ->
                if plan.IsStopped() then
                    isStopped <- true
                else
                    let one = series[s]

                    let own =
                        match known.TryGetValue one.Symbol with
                        | true, own -> SymbolActions own
                        | _ -> SymbolActions [||]

                    let found = AuditFindings(settings, one.Symbol)
                    RowRules.find lost.Contains one found
                    let isDropped = AuditRepair.isDropped repairs one.Symbol

                    CalendarRules.find
                        settings
                        calendar
                        sessions
                        isDropped
                        own.IsDelisted
                        one
                        found

                    MoveRules.find settings opening one own found
                    bySymbol[s] <- found.ToArray() |> Array.sortBy AuditFinding.order)

            if isStopped then
                Error(Invalid.Conflict("audit", "stopped before its end"))
            else
                let dates = Array.append tallies.Dates sessions |> Array.distinct |> Array.sort
                let order = series |> Array.mapi (fun s one -> struct (one.Symbol, s))

                Array.sortInPlaceWith
                    (fun (struct (a, _)) (struct (b, _)) -> String.CompareOrdinal(a, b))
                    order

                let sorted = order |> Array.map (fun (struct (_, s)) -> series[s])
                let sortedFindings = order |> Array.map (fun (struct (_, s)) -> bySymbol[s])

                let spans =
                    sorted
                    |> Array.map (fun one ->
                        if one.Count = 0 then
                            ValueNone
                        else
                            ValueSome(struct (one.Dates[0], one.Dates[one.Count - 1])))

                let accepted = Array.map (AuditRepair.acceptedBy repairs)
                let market = market |> Array.sortBy AuditFinding.order |> accepted
                let findings = sortedFindings |> Array.map accepted

                Ok(
                    AuditReport(
                        sorted |> Array.map _.Symbol,
                        dates,
                        AuditMap.paint spans dates market findings,
                        Array.append market (Array.concat findings),
                        AuditRepair.countAccepted
                            (Array.append market (Array.concat sortedFindings))
                            dropped,
                        series |> Array.sumBy (fun one -> int64 one.Count)
                    )
                )

    /// <summary>Quotes whose ask lies below their bid, one finding a quote.</summary>
    /// <param name="settings">Colours.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Instants of the quotes, microseconds since 1970-01-01T00:00Z.</param>
    /// <param name="sessionDates">Their session dates, epoch days, as many.</param>
    /// <param name="bids">Bids, as many.</param>
    /// <param name="asks">Asks, as many.</param>
    let quotes
        (settings: AuditSettings)
        (symbol: string)
        (instants: int64[])
        (sessionDates: int[])
        (bids: float[])
        (asks: float[])
        : Result<AuditFinding[], Invalid> =
        let count = instants.Length

        Check.all [
            Check.length "sessionDates" count sessionDates.Length
            Check.length "bids" count bids.Length
            Check.length "asks" count asks.Length
        ]
        |> Result.map (fun () ->
            let found = AuditFindings(settings, symbol)

            for k in 0 .. count - 1 do
                if asks[k] < bids[k] then
                    let share = (asks[k] - bids[k]) / bids[k]
                    let date = sessionDates[k]
                    found.Add(AuditRule.CrossedQuote, date, date, ValueSome instants[k], share)

            found.ToArray())
