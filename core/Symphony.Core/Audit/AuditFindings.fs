namespace Symphony.Core

/// Collects the findings of one symbol; rules whose colour is green are dropped.
[<Sealed; AllowNullLiteral(false)>]
type internal AuditFindings(settings: AuditSettings, symbol: string) =

    let found = ResizeArray<AuditFinding>()

    member _.AddAs
        (
            colour: AuditColour,
            rule: AuditRule,
            first: int,
            last: int,
            instant: int64 voption,
            value: float
        ) : unit =
        if AuditSettings.colour settings rule <> AuditColour.Green then
            found.Add {
                Symbol = symbol
                Contract = ""
                From = first
                To = last
                Instant = instant
                Rule = rule
                Value = value
                Colour = colour
            }

    member this.Add
        (rule: AuditRule, first: int, last: int, instant: int64 voption, value: float)
        : unit =
        this.AddAs(AuditSettings.colour settings rule, rule, first, last, instant, value)

    /// A finding at one row.
    member this.AddRow(rule: AuditRule, series: RawSeries, row: int, value: float) : unit =
        let date = series.Dates[row]
        this.Add(rule, date, date, ValueSome series.Instants[row], value)

    /// A finding about an option.
    member _.AddContract
        (rule: AuditRule, date: int, instant: int64, contract: string, value: float)
        : unit =
        let colour = AuditSettings.colour settings rule

        if colour <> AuditColour.Green then
            found.Add {
                Symbol = symbol
                Contract = contract
                From = date
                To = date
                Instant = ValueSome instant
                Rule = rule
                Value = value
                Colour = colour
            }

    member _.ToArray() : AuditFinding[] = found.ToArray()
