namespace Symphony.Core

/// <summary>One thing the audit found, of one symbol or of the market, on a span of session dates.</summary>
[<Struct; RequireQualifiedAccess>]
type AuditFinding = {
    /// <summary>The symbol; empty for a finding about the whole market.</summary>
    Symbol: string
    /// <summary>The option that it is about, such as C 490 2014-06-13; empty for what is no option's.</summary>
    Contract: string
    /// <summary>First session date, an epoch day.</summary>
    From: int
    /// <summary>Last session date, an epoch day, not before the first.</summary>
    To: int
    /// <summary>Closing instant of the first row concerned, microseconds since 1970-01-01T00:00Z; none for absent rows.</summary>
    Instant: int64 voption
    /// <summary>What was found.</summary>
    Rule: AuditRule
    /// <summary>How much; the rule says of what.</summary>
    Value: float
    /// <summary>How grave, under the settings of the audit.</summary>
    Colour: AuditColour
}

/// <summary>Findings as sentences, and in order.</summary>
[<RequireQualifiedAccess>]
module AuditFinding =

    let private percent (share: float) : string =
        (share * 100.0).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) + " %"

    /// Quotes cross by a tick, some millionths of their price.
    let private finePercent (share: float) : string =
        if abs share >= 1e-4 then
            percent share
        else
            (share * 100.0).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)
            + " %"

    let private counted (count: float) (noun: string) : string =
        if count = 1.0 then $"1 {noun}" else $"{Text.number count} {noun}s"

    let private what (finding: AuditFinding) : string =
        let value = finding.Value

        match finding.Rule with
        | AuditRule.DuplicateRow
        | AuditRule.ConflictingRow -> counted value "row" + " too many"
        | AuditRule.OutsideSession
        | AuditRule.StaleRun -> counted value "row"
        | AuditRule.IncompleteRow -> counted value "field"
        | AuditRule.OneSidedQuote -> counted value "side"
        | AuditRule.MissingSessions
        | AuditRule.TickerReuse
        | AuditRule.EndsEarly -> counted value "session"
        | AuditRule.MissingBars
        | AuditRule.ThinDate
        | AuditRule.VolumeLost
        | AuditRule.HighLowViolation
        | AuditRule.ArbitrageBound
        | AuditRule.StrikeOrder
        | AuditRule.ParityOutlier
        | AuditRule.ImplausibleVolatility -> percent value
        | AuditRule.ExpiredContract -> counted value "day"
        | AuditRule.CrossedQuote -> finePercent value
        | AuditRule.PriceSpike
        | AuditRule.WickSpike
        | AuditRule.LargeMove
        | AuditRule.RollJump -> $"log move {Text.number (System.Math.Round(value, 4))}"
        | AuditRule.SplitLikeJump
        | AuditRule.ActionWithoutJump ->
            $"{Text.number (System.Math.Round(value, 4))} new shares for one"
        | _ -> Text.number value

    /// <summary>The finding in one line: symbol, dates, what, how much.</summary>
    /// <param name="finding">The finding.</param>
    let sentence (finding: AuditFinding) : string =
        let who =
            if finding.Symbol = "" then "the market"
            elif finding.Contract = "" then finding.Symbol
            else $"{finding.Symbol} {finding.Contract}"

        let dates =
            match finding.Rule, finding.Instant with
            // A day has many quotes.
            | (AuditRule.CrossedQuote | AuditRule.OneSidedQuote), ValueSome instant ->
                Text.instant instant
            | _, ValueSome instant when finding.Contract <> "" -> Text.instant instant
            | _ when finding.From = finding.To -> Text.date finding.From
            | _ -> $"{Text.date finding.From} to {Text.date finding.To}"

        $"{who} {dates}: {AuditRule.meaning finding.Rule} ({what finding})"

    /// By symbol (the market first), date, rule, value: a total order, so that a report has one order.
    let internal order (finding: AuditFinding) : struct (string * int * int * int * float) =
        struct (finding.Symbol, finding.From, finding.To, int finding.Rule, finding.Value)

    /// By date, instant, rule and contract: a total order of one underlying's findings.
    let internal contractOrder
        (finding: AuditFinding)
        : struct (int * int64 * int * string * float) =
        let instant = ValueOption.defaultValue 0L finding.Instant
        struct (finding.From, instant, int finding.Rule, finding.Contract, finding.Value)
