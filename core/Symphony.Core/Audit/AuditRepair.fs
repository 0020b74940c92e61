namespace Symphony.Core

open System

/// <summary>What a repair does. Nothing is filled in or guessed: rows are left out, or a finding is accepted.</summary>
[<RequireQualifiedAccess>]
type RepairKind =
    /// <summary>Leaves the rows out.</summary>
    | DropRows
    /// <summary>Keeps the first of several rows of one instant.</summary>
    | KeepFirst
    /// <summary>Keeps the last of several rows of one instant.</summary>
    | KeepLast
    /// <summary>Changes no row: a person looked, and the findings of this rule are in order.</summary>
    | Accept of rule: AuditRule

/// <summary>One repair that somebody decided on, and why. It is applied when rows are read; the rows themselves stay.</summary>
type AuditRepair = {
    /// <summary>What is done.</summary>
    Kind: RepairKind
    /// <summary>The symbol; none for all.</summary>
    Symbol: string voption
    /// <summary>First session date, an epoch day.</summary>
    From: int
    /// <summary>Last session date, an epoch day.</summary>
    To: int
    /// <summary>Why, in the words of the person who decided; not blank.</summary>
    Reason: string
}

/// <summary>What a repair did.</summary>
[<Struct>]
type RepairRecord = {
    /// <summary>The repair.</summary>
    Repair: AuditRepair
    /// <summary>Rows it left out, or findings it accepted.</summary>
    Count: int64
}

/// <summary>Applies repairs.</summary>
[<RequireQualifiedAccess>]
module AuditRepair =

    /// <summary>The repair itself, or what is wrong with it.</summary>
    /// <param name="repair">What was given.</param>
    let create (repair: AuditRepair) : Result<AuditRepair, Invalid> =
        if String.IsNullOrWhiteSpace repair.Reason then
            Error(Invalid.Empty "reason")
        elif repair.To < repair.From then
            let reason =
                $"to ({Text.date repair.To}) lies before from ({Text.date repair.From})"

            Error(Invalid.Conflict("repair", reason))
        else
            Ok repair

    /// True when a repair is about this symbol and date.
    let internal covers (repair: AuditRepair) (symbol: string) (date: int) : bool =
        date >= repair.From
        && date <= repair.To
        && (repair.Symbol.IsNone
            || String.Equals(repair.Symbol.Value, symbol, StringComparison.Ordinal))

    /// Whether somebody decided to leave this symbol's rows of this date out: they are not missed.
    let internal isDropped (repairs: AuditRepair list) (symbol: string) (date: int) : bool =
        repairs |> List.exists (fun repair -> repair.Kind.IsDropRows && covers repair symbol date)

    let private keeps (repair: AuditRepair) (series: RawSeries) (row: int) : bool =
        let instants = series.Instants

        if not (covers repair series.Symbol series.Dates[row]) then
            true
        else
            match repair.Kind with
            | RepairKind.DropRows -> false
            | RepairKind.KeepFirst -> row = 0 || instants[row] <> instants[row - 1]
            | RepairKind.KeepLast -> row = series.Count - 1 || instants[row] <> instants[row + 1]
            | RepairKind.Accept _ -> true

    let private leave (series: RawSeries) (rows: int[]) : RawSeries =
        let pick (values: 'value[]) =
            rows |> Array.map (fun row -> values[row])

        RawSeries(
            series.Symbol,
            pick series.Instants,
            pick series.Dates,
            pick series.Opens,
            pick series.Highs,
            pick series.Lows,
            pick series.Closes,
            ValueOption.map pick series.Volumes,
            series.Rows,
            series.Asks
            |> ValueOption.map (fun asks ->
                AskSide(pick asks.Opens, pick asks.Highs, pick asks.Lows, pick asks.Closes))
        )

    /// <summary>The rows that the repairs leave, and what each repair did, in their order.</summary>
    /// <param name="repairs">The repairs, applied one after the other.</param>
    /// <param name="series">The rows as the source has them; they are not changed.</param>
    let apply
        (repairs: AuditRepair list)
        (series: RawSeries[])
        : struct (RawSeries[] * RepairRecord list) =
        let folder (struct (current: RawSeries[], records)) repair =
            let mutable dropped = 0L

            let next =
                current
                |> Array.map (fun one ->
                    let rows = [|
                        for row in 0 .. one.Count - 1 do
                            if keeps repair one row then
                                row
                    |]

                    if rows.Length = one.Count then
                        one
                    else
                        dropped <- dropped + int64 (one.Count - rows.Length)
                        leave one rows)

            struct (next, { Repair = repair; Count = dropped } :: records)

        let struct (left, records) = List.fold folder (struct (series, [])) repairs
        struct (left, List.rev records)

    /// <summary>The bars without the rows that repairs drop, and what each repair did.</summary>
    /// <param name="repairs">The repairs, applied one after the other; those that drop no rows change nothing.</param>
    /// <param name="bars">The bars; they are not changed.</param>
    let without
        (repairs: AuditRepair list)
        (bars: Bars)
        : Result<struct (Bars * RepairRecord list), Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount
        let drops = repairs |> List.filter _.Kind.IsDropRows
        let left = Array.create (axes.BarCount * width) true

        let records =
            drops
            |> List.map (fun repair ->
                let mutable dropped = 0L

                for cell in 0 .. left.Length - 1 do
                    let bar, symbol = cell / width, cell % width

                    if
                        left[cell]
                        && bars.IsPresent(bar, symbol)
                        && covers repair axes.Symbols[symbol] (axes.SessionDate bar)
                    then
                        left[cell] <- false
                        dropped <- dropped + 1L

                { Repair = repair; Count = dropped })

        let kept (panel: Panel) =
            Array.init left.Length (fun cell -> if left[cell] then panel.Array[cell] else nan)

        if records |> List.forall (fun record -> record.Count = 0L) then
            Ok(struct (bars, records))
        else
            Bars.create
                axes
                bars.PriceBasis
                (kept bars.Open)
                (kept bars.High)
                (kept bars.Low)
                (kept bars.Close)
                (ValueOption.map kept bars.VolumeOrNone)
            |> Result.map (fun bars -> struct (bars, records))

    let private accepts (repair: AuditRepair) (finding: AuditFinding) : bool =
        match repair.Kind with
        | RepairKind.Accept rule ->
            rule = finding.Rule
            && finding.From >= repair.From
            && finding.To <= repair.To
            && (repair.Symbol.IsNone
                || String.Equals(repair.Symbol.Value, finding.Symbol, StringComparison.Ordinal))
        | _ -> false

    /// The finding, green if somebody accepted it: it stays on record.
    let internal acceptedBy (repairs: AuditRepair list) (finding: AuditFinding) : AuditFinding =
        if repairs |> List.exists (fun repair -> accepts repair finding) then
            { finding with Colour = AuditColour.Green }
        else
            finding

    /// The records with the number of findings that each acceptance covers.
    let internal countAccepted
        (findings: AuditFinding[])
        (records: RepairRecord list)
        : RepairRecord list =
        records
        |> List.map (fun record ->
            match record.Repair.Kind with
            | RepairKind.Accept _ ->
                let covered = findings |> Array.filter (accepts record.Repair)

                { record with Count = int64 covered.Length }
            | _ -> record)
