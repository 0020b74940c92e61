namespace Symphony.Core

open System

/// Rows against their neighbours: stale runs, spikes, moves and jumps.
[<RequireQualifiedAccess>]
module internal MoveRules =

    /// New shares for one old share in the splits that companies make, and their reverses.
    let private splitRatios: float[] =
        let forward = [|
            4.0 / 3.0
            1.5
            2.0
            2.5
            3.0
            4.0
            5.0
            6.0
            7.0
            8.0
            10.0
            15.0
            20.0
            25.0
            30.0
            50.0
        |]

        Array.append forward (forward |> Array.map (fun ratio -> 1.0 / ratio))

    /// A median absolute deviation times this is the standard deviation of a normal law: 1 / quantile(3/4).
    let private deviationsPerMad = 1.4826022185056018

    let private median (values: float[]) : float =
        Array.sortInPlace values
        Quantile.ofSorted 0.5 (ReadOnlySpan values)

    /// The rows whose prices can be compared: priced, and the first of their instant.
    let private comparable (series: RawSeries) : int[] = [|
        for row in 0 .. series.Count - 1 do
            if
                series.IsPriced row && (row = 0 || series.Instants[row] <> series.Instants[row - 1])
            then
                row
    |]

    let private stale
        (settings: AuditSettings)
        (series: RawSeries)
        (rows: int[])
        (found: AuditFindings)
        : unit =
        let same a b =
            series.Opens[a] = series.Opens[b]
            && series.Highs[a] = series.Highs[b]
            && series.Lows[a] = series.Lows[b]
            && series.Closes[a] = series.Closes[b]

        let mutable first = 0

        while first < rows.Length do
            let mutable after = first + 1

            while after < rows.Length && same rows[first] rows[after] do
                after <- after + 1

            if after - first >= settings.StaleRows then
                let row = rows[first]

                found.Add(
                    AuditRule.StaleRun,
                    series.Dates[row],
                    series.Dates[rows[after - 1]],
                    ValueSome series.Instants[row],
                    float (after - first)
                )

            first <- after

    /// Log returns from close to close, actions undone; NaN first, and where a dividend exceeds the price.
    let private returns (series: RawSeries) (actions: SymbolActions) (rows: int[]) : float[] =
        rows
        |> Array.mapi (fun k row ->
            if k = 0 then
                nan
            else
                let before = rows[k - 1]

                let restated =
                    actions.Restated(
                        series.Closes[before],
                        series.Dates[before],
                        series.Dates[row]
                    )

                if restated > 0.0 then Elementary.log (series.Closes[row] / restated) else nan)

    /// Median and robust standard deviation of the returns around one, itself and its successor left out;
    /// none with fewer than five.
    let private neighbourhood
        (settings: AuditSettings)
        (moves: float[])
        (k: int)
        : struct (float * float) voption =
        let around = [|
            for other in
                max 1 (k - settings.OutlierNeighbours) .. min
                    (moves.Length - 1)
                    (k + 1 + settings.OutlierNeighbours) do
                if other <> k && other <> k + 1 && not (Double.IsNaN moves[other]) then
                    moves[other]
        |]

        if around.Length < 5 then
            ValueNone
        else
            let centre = median around
            let spread = median (around |> Array.map (fun move -> abs (move - centre)))
            ValueSome(struct (centre, deviationsPerMad * spread))

    /// The split ratio that an opening jump is like, if any.
    let private splitLike (settings: AuditSettings) (jump: float) : float voption =
        let nearest =
            splitRatios |> Array.minBy (fun ratio -> abs (jump + Elementary.log ratio))

        if abs (jump + Elementary.log nearest) <= settings.SplitTolerance then
            ValueSome nearest
        else
            ValueNone

    /// Splits on record that the opening prices contradict, nearer to no split than to this one: their
    /// places among the rows, and the ratios.
    let private unseen
        (series: RawSeries)
        (actions: SymbolActions)
        (rows: int[])
        : struct (int * float) list = [
        for action in actions.All do
            match action.Kind with
            | ActionKind.Split ratio when abs (Elementary.log ratio) >= Elementary.log 1.2 ->
                let next = rows |> Array.tryFindIndex (fun row -> series.Dates[row] >= action.Date)

                match next with
                | Some k when k > 0 ->
                    let jump = Elementary.log (series.Closes[rows[k - 1]] / series.Opens[rows[k]])

                    if jump / Elementary.log ratio < 0.5 then
                        struct (k, ratio)
                | _ -> ()
            | _ -> ()
    ]

    let private moves
        (settings: AuditSettings)
        (series: RawSeries)
        (actions: SymbolActions)
        (rows: int[])
        (explained: int list)
        (found: AuditFindings)
        : unit =
        let moves = returns series actions rows

        let isOutlier k =
            not (List.contains k explained)
            && abs moves[k] >= settings.OutlierReturn
            && (match neighbourhood settings moves k with
                | ValueSome(struct (centre, deviation)) ->
                    abs (moves[k] - centre) > settings.OutlierDeviations * deviation
                | ValueNone -> false)

        let mutable k = 1

        while k < rows.Length do
            if isOutlier k then
                let row, before = rows[k], rows[k - 1]

                let isTakenBack =
                    k + 1 < rows.Length
                    && moves[k + 1] * moves[k] < 0.0
                    && abs (moves[k] + moves[k + 1]) <= settings.SpikeRemainder * abs moves[k]

                if isTakenBack then
                    found.AddRow(AuditRule.PriceSpike, series, row, moves[k])
                    k <- k + 1 // the way back is no finding of its own
                else
                    let from =
                        actions.Restated(
                            series.Closes[before],
                            series.Dates[before],
                            series.Dates[row]
                        )

                    match splitLike settings (Elementary.log (series.Opens[row] / from)) with
                    | ValueSome ratio -> found.AddRow(AuditRule.SplitLikeJump, series, row, ratio)
                    | ValueNone -> found.AddRow(AuditRule.LargeMove, series, row, moves[k])

            k <- k + 1

        // Highs and lows that nothing near them comes close to.
        for k in 1 .. rows.Length - 2 do
            let before, row, next = rows[k - 1], rows[k], rows[k + 1]
            let o, c = series.Opens[row], series.Closes[row]

            let above =
                series.Highs[row] / max (max o c) (max series.Highs[before] series.Highs[next])

            let below =
                series.Lows[row] / min (min o c) (min series.Lows[before] series.Lows[next])

            let wick =
                if above > 1.0 / below then Elementary.log above else Elementary.log below

            if
                abs wick >= settings.OutlierReturn
                && (above > 1.0 || below < 1.0)
                && not (actions.Any(series.Dates[before], series.Dates[next]))
            then
                match neighbourhood settings moves k with
                | ValueSome(struct (_, deviation)) when
                    abs wick > settings.OutlierDeviations * deviation
                    ->
                    found.AddRow(AuditRule.WickSpike, series, row, wick)
                | _ -> ()

    /// The first row of each session after the first, and the session's date: by the sessions' opens where those are known.
    let private changes
        (sessions: AuditSession[])
        (series: RawSeries)
        (rows: int[])
        : struct (int * int)[] =
        let opens = sessions |> Array.map _.Open

        /// The number of the last session that opened before a row closed.
        let session k =
            let at = Array.BinarySearch(opens, series.Instants[rows[k]] - 1L)
            if at >= 0 then at else ~~~at - 1

        [|
            for k in 1 .. rows.Length - 1 do
                if sessions.Length = 0 then
                    if series.Dates[rows[k]] <> series.Dates[rows[k - 1]] then
                        struct (k, series.Dates[rows[k]])
                else
                    let now = session k

                    if now >= 0 && now <> session (k - 1) then
                        struct (k, sessions[now].Date)
        |]

    /// Jumps at the stated rolls, against the moves from session to session around them.
    let private rolls
        (settings: AuditSettings)
        (sessions: AuditSession[])
        (series: RawSeries)
        (rows: int[])
        (found: AuditFindings)
        : unit =
        if not settings.RollDates.IsEmpty then
            let changes = changes sessions series rows

            // As returns are laid out for a neighbourhood: the first has none before it.
            let moves = [|
                nan

                for struct (k, _) in changes do
                    Elementary.log (series.Closes[rows[k]] / series.Closes[rows[k - 1]])
            |]

            for date in List.distinct settings.RollDates do
                let at =
                    changes
                    |> Array.tryFindIndex (fun (struct (_, first)) ->
                        first >= date && first <= date + 7)

                match at with
                | Some place ->
                    let struct (k, _) = changes[place]

                    match neighbourhood settings moves (place + 1) with
                    | ValueSome(struct (centre, deviation)) when
                        abs (moves[place + 1] - centre) > settings.RollDeviations * deviation
                        ->
                        found.AddRow(AuditRule.RollJump, series, rows[k], moves[place + 1])
                    | _ -> ()
                | None -> ()

    let find
        (settings: AuditSettings)
        (sessions: AuditSession[])
        (series: RawSeries)
        (actions: SymbolActions)
        (found: AuditFindings)
        : unit =
        let rows = comparable series
        let unseen = unseen series actions rows

        // A quote that is repeated says that nothing changed.
        if series.Rows <> RawRows.Quotes then
            stale settings series rows found

        for struct (k, ratio) in unseen do
            found.AddRow(AuditRule.ActionWithoutJump, series, rows[k], ratio)

        // A return restated for a split that never was is no move.
        let explained = [ for struct (k, _) in unseen -> k ]
        moves settings series actions rows explained found
        rolls settings sessions series rows found
