namespace Symphony.Core

open System

/// <summary>What the audit of a market found, and the colour of each symbol on each date.</summary>
/// <remarks>A symbol has a colour from its first row's date to its last row's; outside it has none.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type AuditReport
    internal
    (
        symbols: string[],
        dates: int[],
        // Symbol-major, one byte a date: the colour, or 255 where the symbol has none.
        colours: byte[],
        findings: AuditFinding[],
        repairs: RepairRecord list,
        rows: int64
    ) =

    /// <summary>The symbols, in the order of the rows of the map.</summary>
    member _.Symbols: ReadOnlyMemory<string> = ReadOnlyMemory symbols

    /// <summary>Session dates, ascending, epoch days.</summary>
    member _.Dates: ReadOnlyMemory<int> = ReadOnlyMemory dates

    /// <summary>All findings: the market's first, then by symbol, date and rule.</summary>
    member _.Findings: ReadOnlyMemory<AuditFinding> = ReadOnlyMemory findings

    /// <summary>The repairs in their order, and what each did.</summary>
    member _.Repairs: RepairRecord list = repairs

    /// <summary>How many rows were looked at, after the repairs.</summary>
    member _.RowCount: int64 = rows

    /// <summary>The colour of one symbol on one date; none before its first and after its last row.</summary>
    /// <param name="symbol">Number of the symbol, 0 to N - 1.</param>
    /// <param name="date">Number of the date, 0 to D - 1.</param>
    member _.Colour(symbol: int, date: int) : AuditColour voption =
        match colours[symbol * dates.Length + date] with
        | 255uy -> ValueNone
        | value -> ValueSome(enum<AuditColour>(int value))

    /// <summary>How many symbol days have each colour: green, amber, red.</summary>
    member _.Tally: struct (int64 * int64 * int64) =
        let mutable green, amber, red = 0L, 0L, 0L

        for value in colours do
            match value with
            | 0uy -> green <- green + 1L
            | 1uy -> amber <- amber + 1L
            | 2uy -> red <- red + 1L
            | _ -> ()

        struct (green, amber, red)

    /// <summary>The gravest colour of the whole set; green when nothing was found.</summary>
    member _.Worst: AuditColour =
        let mutable worst = AuditColour.Green

        for finding in findings do
            worst <- max worst finding.Colour

        worst

/// <summary>Questions to a report.</summary>
[<RequireQualifiedAccess>]
module AuditReport =

    let private colourName (colour: AuditColour) : string =
        match colour with
        | AuditColour.Green -> "GREEN"
        | AuditColour.Amber -> "AMBER"
        | _ -> "RED"

    /// <summary>The findings of each rule that found anything: rule, gravest colour, how many, in how many symbols.</summary>
    /// <param name="report">The report.</param>
    let byRule (report: AuditReport) : struct (AuditRule * AuditColour * int * int)[] =
        report.Findings.ToArray()
        |> Array.groupBy _.Rule
        |> Array.sortBy fst
        |> Array.map (fun (rule, findings) ->
            struct (rule,
                    findings |> Array.map _.Colour |> Array.max,
                    findings.Length,
                    findings |> Array.distinctBy _.Symbol |> Array.length))

    /// <summary>Ok, or why data of this quality must not be used: the gravest finding and how many there are.</summary>
    /// <param name="accepted">The worst colour that is still good enough.</param>
    /// <param name="report">The report.</param>
    let require (accepted: AuditColour) (report: AuditReport) : Result<unit, Invalid> =
        let graver =
            report.Findings.ToArray() |> Array.filter (fun finding -> finding.Colour > accepted)

        if graver.Length = 0 then
            Ok()
        else
            let worst = graver |> Array.maxBy _.Colour
            let others = if graver.Length = 1 then "" else $", and {graver.Length - 1} more"

            let reason =
                $"{colourName accepted} or better is needed, and the data is {colourName worst.Colour}: {AuditFinding.sentence worst}{others}"

            Error(Invalid.Conflict("data", reason))
