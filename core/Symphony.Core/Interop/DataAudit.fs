namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>How an audit is done, as a C# initialiser writes it; each threshold starts at its default for the rows' frequency.</summary>
/// <param name="settings">The defaults: <c>AuditSettings.daily</c> or <c>intraday</c>.</param>
[<Sealed; AllowNullLiteral(false)>]
type DataAuditOptions internal (settings: AuditSettings) =

    let colours = Dictionary<AuditRule, AuditColour>()
    let repairs = List<AuditRepair>()
    let actions = List<DatedAction>()
    let rolls = List<int>()
    let mutable calendar = AuditCalendar.OwnDates

    /// <summary>For daily rows.</summary>
    static member Daily() : DataAuditOptions = DataAuditOptions AuditSettings.daily

    /// <summary>For rows within the day.</summary>
    static member Intraday() : DataAuditOptions = DataAuditOptions AuditSettings.intraday

    /// <summary>Sessions missing in a row from which a gap is red; fewer are amber.</summary>
    member val GraveGap: int = settings.GraveGap with get, set

    /// <summary>Sessions missing in a row from which the symbol may be another company's.</summary>
    member val ReuseGap: int = settings.ReuseGap with get, set

    /// <summary>Share of a session's bars that may be missing without a finding, in [0, 1].</summary>
    member val MissingShare: float = settings.MissingShare with get, set

    /// <summary>Share of a session's missing bars from which the day is red, in [0, 1].</summary>
    member val GraveMissingShare: float = settings.GraveMissingShare with get, set

    /// <summary>Share of the names alive below which a date is thin, in [0, 1].</summary>
    member val ThinShare: float = settings.ThinShare with get, set

    /// <summary>Share of the names without volume above which the volumes of a date are lost, in [0, 1].</summary>
    member val LostVolumeShare: float = settings.LostVolumeShare with get, set

    /// <summary>Rows with the same four prices from which a run is stale.</summary>
    member val StaleRows: int = settings.StaleRows with get, set

    /// <summary>Smallest log return that may be an outlier, above zero.</summary>
    member val OutlierReturn: float = settings.OutlierReturn with get, set

    /// <summary>Robust standard deviations beyond which a return is an outlier, above zero.</summary>
    member val OutlierDeviations: float = settings.OutlierDeviations with get, set

    /// <summary>Returns before and after, each, that an outlier is measured against.</summary>
    member val OutlierNeighbours: int = settings.OutlierNeighbours with get, set

    /// <summary>Share of the move that a spike leaves standing at most, in [0, 1).</summary>
    member val SpikeRemainder: float = settings.SpikeRemainder with get, set

    /// <summary>Log distance from a split's ratio within which a jump is like it, above zero.</summary>
    member val SplitTolerance: float = settings.SplitTolerance with get, set

    /// <summary>Sessions before the market's last from which an end needs a reason.</summary>
    member val EndsEarlySessions: int = settings.EndsEarlySessions with get, set

    /// <summary>Session dates from which a continuous future is of its next contract, epoch days.</summary>
    member _.RollDates: IList<int> = rolls :> IList<int>

    /// <summary>Robust standard deviations of moves from session to session beyond which a roll jumps, above zero.</summary>
    member val RollDeviations: float = settings.RollDeviations with get, set

    /// <summary>Colours that differ from the rules' own; Green drops a rule's findings.</summary>
    member _.Colours: IDictionary<AuditRule, AuditColour> =
        colours :> IDictionary<AuditRule, AuditColour>

    /// <summary>What was decided about earlier findings, applied in this order.</summary>
    member _.Repairs: IList<AuditRepair> = repairs :> IList<AuditRepair>

    /// <summary>Corporate actions on record; none with restated prices.</summary>
    member _.Actions: IList<DatedAction> = actions :> IList<DatedAction>

    /// <summary>One row is expected at each of these sessions.</summary>
    /// <param name="sessions">The sessions in order of date.</param>
    member _.Expect(sessions: IEnumerable<AuditSession>) : unit =
        Refusal.ifNull "sessions" sessions
        calendar <- AuditCalendar.Sessions(Array.ofSeq sessions)

    /// <summary>Rows are expected every so many minutes within each of these sessions.</summary>
    /// <param name="sessions">The sessions in order of date.</param>
    /// <param name="minutes">Minutes from one bar's close to the next, at least 1.</param>
    member _.Expect(sessions: IEnumerable<AuditSession>, minutes: int) : unit =
        Refusal.ifNull "sessions" sessions
        ArgumentOutOfRangeException.ThrowIfLessThan(minutes, 1, "minutes")
        calendar <- AuditCalendar.SessionBars(Array.ofSeq sessions, int64 minutes * 60_000_000L)

    member internal _.Calendar: AuditCalendar = calendar
    member internal _.RepairList: AuditRepair list = List.ofSeq repairs
    member internal _.ActionArray: DatedAction[] = actions.ToArray()

    member internal this.ToSettings() : AuditSettings = {
        GraveGap = this.GraveGap
        ReuseGap = this.ReuseGap
        MissingShare = this.MissingShare
        GraveMissingShare = this.GraveMissingShare
        ThinShare = this.ThinShare
        LostVolumeShare = this.LostVolumeShare
        StaleRows = this.StaleRows
        OutlierReturn = this.OutlierReturn
        OutlierDeviations = this.OutlierDeviations
        OutlierNeighbours = this.OutlierNeighbours
        SpikeRemainder = this.SpikeRemainder
        SplitTolerance = this.SplitTolerance
        EndsEarlySessions = this.EndsEarlySessions
        RollDates = List.ofSeq rolls
        RollDeviations = this.RollDeviations
        Colours = colours |> Seq.map (fun pair -> pair.Key, pair.Value) |> Map.ofSeq
    }

/// <summary>How often one rule found something.</summary>
[<Sealed; AllowNullLiteral(false)>]
type AuditRuleTally internal (rule: AuditRule, worst: AuditColour, findings: int, symbols: int) =

    /// <summary>The rule.</summary>
    member _.Rule: AuditRule = rule

    /// <summary>Its name, such as missing_sessions.</summary>
    member _.Name: string = AuditRule.name rule

    /// <summary>What it finds, in a few words.</summary>
    member _.Meaning: string = AuditRule.meaning rule

    /// <summary>The gravest colour of its findings.</summary>
    member _.Worst: AuditColour = worst

    /// <summary>How many findings.</summary>
    member _.Findings: int = findings

    /// <summary>In how many symbols; the market counts as one.</summary>
    member _.Symbols: int = symbols

/// <summary>What is wrong with rows, before anything is computed from them.</summary>
[<AbstractClass; Sealed>]
type DataAudit private () =

    /// <summary>One symbol's rows in order of time, as a source has them: any value may be wrong.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, as many, never decreasing.</param>
    /// <param name="opens">First prices, NaN where empty.</param>
    /// <param name="highs">Highest prices, likewise.</param>
    /// <param name="lows">Lowest prices, likewise.</param>
    /// <param name="closes">Last prices, likewise.</param>
    /// <param name="volumes">Shares traded, likewise; null where the source has none.</param>
    static member Series
        (
            symbol: string,
            instants: int64[],
            sessionDates: int[],
            opens: float[],
            highs: float[],
            lows: float[],
            closes: float[],
            volumes: float[] | null
        ) : RawSeries =
        Refusal.ifNull "symbol" symbol
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifNull "opens" opens
        Refusal.ifNull "highs" highs
        Refusal.ifNull "lows" lows
        Refusal.ifNull "closes" closes

        let volumes =
            match volumes with
            | null -> ValueNone
            | given -> ValueSome given

        RawSeries.create symbol instants sessionDates opens highs lows closes volumes
        |> Refusal.orRaise

    /// <summary>One symbol's closes in order of time, as a source has them: any value may be wrong.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, as many, never decreasing.</param>
    /// <param name="closes">Last prices, NaN where empty.</param>
    static member Closes
        (symbol: string, instants: int64[], sessionDates: int[], closes: float[])
        : RawSeries =
        Refusal.ifNull "symbol" symbol
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifNull "closes" closes

        RawSeries.ofCloses symbol instants sessionDates closes |> Refusal.orRaise

    /// <summary>The names of the rules that cannot look at rows of a kind, as the rows lack what they look at.</summary>
    /// <param name="rows">What the rows are.</param>
    static member RulesBlindTo(rows: RawRows) : IReadOnlyList<string> =
        Refusal.ifUndefined "rows" rows

        AuditRule.blindTo rows |> List.map AuditRule.name |> Array.ofList :> IReadOnlyList<string>

    /// <summary>One symbol's bars of bid and ask in order of time, as a source has them: any value may be wrong.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, as many, never decreasing.</param>
    /// <param name="bids">Open, high, low and close of the bid: four columns, NaN where there was none.</param>
    /// <param name="asks">The same of the ask.</param>
    static member QuoteBars
        (
            symbol: string,
            instants: int64[],
            sessionDates: int[],
            bids: IReadOnlyList<float[]>,
            asks: IReadOnlyList<float[]>
        ) : RawSeries =
        Refusal.ifNull "symbol" symbol
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifAnyNull "bids" bids
        Refusal.ifAnyNull "asks" asks

        RawSeries.ofQuoteBars symbol instants sessionDates (Array.ofSeq bids) (Array.ofSeq asks)
        |> Refusal.orRaise

    /// <summary>One symbol's quotes in order of time, as a source has them: any value may be wrong.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="instants">Microseconds since 1970-01-01T00:00Z, never decreasing.</param>
    /// <param name="sessionDates">Epoch days, as many, never decreasing.</param>
    /// <param name="bids">Bids, NaN where there is none.</param>
    /// <param name="asks">Asks, likewise.</param>
    static member Quotes
        (symbol: string, instants: int64[], sessionDates: int[], bids: float[], asks: float[])
        : RawSeries =
        Refusal.ifNull "symbol" symbol
        Refusal.ifNull "instants" instants
        Refusal.ifNull "sessionDates" sessionDates
        Refusal.ifNull "bids" bids
        Refusal.ifNull "asks" asks

        RawSeries.ofQuotes symbol instants sessionDates bids asks |> Refusal.orRaise

    /// <summary>The session date of a series' first row, an epoch day; the largest integer without rows.</summary>
    /// <param name="series">The rows.</param>
    static member FirstDateOf(series: RawSeries) : int =
        Refusal.ifNull "series" series
        if series.Count = 0 then Int32.MaxValue else series.Dates[0]

    /// <summary>The session date of a series' last row, an epoch day; the smallest integer without rows.</summary>
    /// <param name="series">The rows.</param>
    static member LastDateOf(series: RawSeries) : int =
        Refusal.ifNull "series" series
        if series.Count = 0 then Int32.MinValue else series.Dates[series.Count - 1]

    /// <summary>The sessions of a calendar, as an audit expects rows in them; breaks within a session are passed over.</summary>
    /// <param name="calendar">The calendar.</param>
    static member SessionsOf(calendar: SessionCalendar) : IReadOnlyList<AuditSession> =
        Refusal.ifNull "calendar" calendar

        [|
            for session in calendar.Sessions ->
                { AuditSession.Date = session.Date; Open = session.Open; Close = session.Close }
        |]
        :> IReadOnlyList<AuditSession>

    /// <summary>The audit of a market's rows.</summary>
    /// <param name="series">One series a symbol, each symbol once.</param>
    /// <param name="options">Thresholds, calendar, actions and repairs.</param>
    static member Run(series: IEnumerable<RawSeries>, options: DataAuditOptions) : AuditReport =
        Refusal.ifNull "series" series
        Refusal.ifNull "options" options

        Audit.run
            WorkPlan.sequential
            (options.ToSettings())
            options.Calendar
            options.ActionArray
            options.RepairList
            (Array.ofSeq series)
        |> Refusal.orRaise

    /// <summary>Raises where data of this quality must not be used: the gravest finding, and how many there are.</summary>
    /// <param name="accepted">The worst colour that is still good enough.</param>
    /// <param name="report">The report.</param>
    static member Require(accepted: AuditColour, report: AuditReport) : unit =
        Refusal.ifNull "report" report
        AuditReport.require accepted report |> Refusal.orRaise

    /// <summary>The rules that found anything, in their order.</summary>
    /// <param name="report">The report.</param>
    static member ByRule(report: AuditReport) : IReadOnlyList<AuditRuleTally> =
        Refusal.ifNull "report" report

        AuditReport.byRule report
        |> Array.map (fun (struct (rule, worst, findings, symbols)) ->
            AuditRuleTally(rule, worst, findings, symbols))
        :> IReadOnlyList<AuditRuleTally>

    /// <summary>The colour of one symbol on one date; null before its first and after its last row.</summary>
    /// <param name="report">The report.</param>
    /// <param name="symbol">Number of the symbol in <c>Symbols</c>.</param>
    /// <param name="date">Number of the date in <c>Dates</c>.</param>
    static member ColourOf(report: AuditReport, symbol: int, date: int) : Nullable<AuditColour> =
        Refusal.ifNull "report" report

        match report.Colour(symbol, date) with
        | ValueSome colour -> Nullable colour
        | ValueNone -> Nullable()

    /// <summary>A finding in one line: symbol, dates, what, how much.</summary>
    /// <param name="finding">The finding.</param>
    static member Sentence(finding: AuditFinding) : string = AuditFinding.sentence finding

    /// <summary>The name of a rule, such as missing_sessions.</summary>
    /// <param name="rule">The rule.</param>
    static member NameOf(rule: AuditRule) : string = AuditRule.name rule

    /// <summary>The rule of a name, refused where there is none.</summary>
    /// <param name="name">A name such as missing_sessions.</param>
    static member RuleOf(name: string) : AuditRule =
        Refusal.ifNull "name" name
        AuditRule.ofName name |> Refusal.orRaise

    /// <summary>The instant of the first row concerned, microseconds since 1970-01-01T00:00Z; null for absent rows.</summary>
    /// <param name="finding">The finding.</param>
    static member InstantOf(finding: AuditFinding) : Nullable<int64> =
        match finding.Instant with
        | ValueSome instant -> Nullable instant
        | ValueNone -> Nullable()

    /// <summary>What was done with a report's rows and findings, in order.</summary>
    /// <param name="report">The report.</param>
    static member Repairs(report: AuditReport) : IReadOnlyList<RepairRecord> =
        Refusal.ifNull "report" report
        Array.ofList report.Repairs :> IReadOnlyList<RepairRecord>

    /// <summary>A split on record.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="date">Session date before whose open it is effective, an epoch day.</param>
    /// <param name="ratio">New shares for one old share.</param>
    static member Split(symbol: string, date: int, ratio: float) : DatedAction = {
        Symbol = symbol
        Date = date
        Kind = ActionKind.Split ratio
    }

    /// <summary>A dividend on record.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="date">Session date before whose open it is effective, an epoch day.</param>
    /// <param name="cashPerShare">Cash for each share held at the close before.</param>
    static member Dividend(symbol: string, date: int, cashPerShare: float) : DatedAction = {
        Symbol = symbol
        Date = date
        Kind = ActionKind.Dividend cashPerShare
    }

    /// <summary>A delisting on record.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="date">Session date before whose open it is effective, an epoch day.</param>
    /// <param name="simpleReturn">From the last price to what holders receive.</param>
    static member Delisting(symbol: string, date: int, simpleReturn: float) : DatedAction = {
        Symbol = symbol
        Date = date
        Kind = ActionKind.Delisting simpleReturn
    }

    /// <summary>A repair that leaves rows out.</summary>
    /// <param name="symbol">The symbol; null for all.</param>
    /// <param name="from">First session date, an epoch day.</param>
    /// <param name="upTo">Last session date, an epoch day.</param>
    /// <param name="reason">Why; not blank.</param>
    static member DropRows
        (symbol: string | null, from: int, upTo: int, reason: string)
        : AuditRepair =
        DataAudit.Repair(RepairKind.DropRows, symbol, from, upTo, reason)

    /// <summary>A repair that keeps one of several rows of one instant.</summary>
    /// <param name="last">True to keep the last, false to keep the first.</param>
    /// <param name="symbol">The symbol; null for all.</param>
    /// <param name="from">First session date, an epoch day.</param>
    /// <param name="upTo">Last session date, an epoch day.</param>
    /// <param name="reason">Why; not blank.</param>
    static member KeepOne
        (last: bool, symbol: string | null, from: int, upTo: int, reason: string)
        : AuditRepair =
        let kind = if last then RepairKind.KeepLast else RepairKind.KeepFirst
        DataAudit.Repair(kind, symbol, from, upTo, reason)

    /// <summary>A repair that changes no row: the findings of a rule were looked at, and are in order.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="symbol">The symbol; null for all.</param>
    /// <param name="from">First session date, an epoch day.</param>
    /// <param name="upTo">Last session date, an epoch day.</param>
    /// <param name="reason">Why; not blank.</param>
    static member Accept
        (rule: AuditRule, symbol: string | null, from: int, upTo: int, reason: string)
        : AuditRepair =
        DataAudit.Repair(RepairKind.Accept rule, symbol, from, upTo, reason)

    /// <summary>The rows that repairs leave, with the rows they dropped counted.</summary>
    /// <param name="series">The rows as the source has them; they are not changed.</param>
    /// <param name="repairs">The repairs, one after the other.</param>
    static member Apply
        (series: IEnumerable<RawSeries>, repairs: IEnumerable<AuditRepair>)
        : IReadOnlyList<RawSeries> =
        Refusal.ifNull "series" series
        Refusal.ifNull "repairs" repairs

        let checkedRepairs =
            repairs |> Seq.map (AuditRepair.create >> Refusal.orRaise) |> List.ofSeq

        let struct (left, _) = AuditRepair.apply checkedRepairs (Array.ofSeq series)
        left :> IReadOnlyList<RawSeries>

    /// <summary>Bars without the rows that repairs drop.</summary>
    /// <param name="bars">The bars; they are not changed.</param>
    /// <param name="repairs">The repairs, one after the other; those that drop no rows are passed over.</param>
    static member Without(bars: Bars, repairs: IEnumerable<AuditRepair>) : Bars =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "repairs" repairs

        let struct (left, _) =
            AuditRepair.without (List.ofSeq repairs) bars |> Refusal.orRaise

        left

    /// <summary>How many rows each repair that drops any would leave out of bars, in their order.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="repairs">The repairs, one after the other.</param>
    static member DroppedFrom
        (bars: Bars, repairs: IEnumerable<AuditRepair>)
        : IReadOnlyList<RepairRecord> =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "repairs" repairs

        let struct (_, records) =
            AuditRepair.without (List.ofSeq repairs) bars |> Refusal.orRaise

        Array.ofList records :> IReadOnlyList<RepairRecord>

    /// <summary>The rows of bars, one series a symbol with any, symbols in their order.</summary>
    /// <param name="bars">The bars.</param>
    static member SeriesOf(bars: Bars) : IReadOnlyList<RawSeries> =
        Refusal.ifNull "bars" bars

        [|
            for symbol in 0 .. bars.Axes.SymbolCount - 1 do
                let series = RawSeries.ofBars bars symbol

                if series.Count > 0 then
                    series
        |]
        :> IReadOnlyList<RawSeries>

    /// <summary>The actions of a market, by symbol and date.</summary>
    /// <param name="bars">The market's bars.</param>
    /// <param name="actions">Its actions; those announced for the bar after the last are left out.</param>
    static member ActionsOf(bars: Bars, actions: CorporateActions) : IReadOnlyList<DatedAction> =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions

        [|
            for action in actions.Array do
                if action.Bar < bars.Axes.BarCount then
                    {
                        Symbol = bars.Axes.Symbols[action.Symbol]
                        Date = bars.Axes.SessionDate action.Bar
                        Kind = action.Kind
                    }
        |]
        :> IReadOnlyList<DatedAction>

    static member private Repair
        (kind: RepairKind, symbol: string | null, from: int, upTo: int, reason: string)
        : AuditRepair =
        AuditRepair.create {
            Kind = kind
            Symbol =
                match symbol with
                | null -> ValueNone
                | name -> ValueSome name
            From = from
            To = upTo
            Reason = reason
        }
        |> Refusal.orRaise
