namespace Symphony.Core

open System

/// One contract of a chain: at least somebody pays this much for it, and at most it costs that much.
[<Struct; NoComparison; NoEquality>]
type internal OptionSide = {
    Row: int
    Strike: float
    IsCall: bool
    /// The bid, or the mark; 0 where nobody pays anything.
    Low: float
    /// The ask, or the mark; infinite where nobody sells.
    High: float
}

/// What can be said of the options of one underlying, row by row and chain by chain: those of one instant and expiry.
[<RequireQualifiedAccess>]
module internal OptionRules =

    let private isPrice (value: float) : bool = Double.IsFinite value && value > 0.0

    let private contract (rows: OptionRows) (row: int) : string =
        let right = if rows.AreCalls[row] then "C" else "P"
        $"{right} {Text.number rows.Strikes[row]} {Text.date rows.Expiries[row]}"

    let private add (rule: AuditRule) (rows: OptionRows) row value (found: AuditFindings) =
        found.AddContract(rule, rows.Dates[row], rows.Instants[row], contract rows row, value)

    let private sameRow (rows: OptionRows) (a: int) (b: int) : bool =
        let same (values: float[]) = values[a].Equals values[b]
        let sameOf (values: float[] voption) = values.IsNone || same values.Value

        same rows.Bids && same rows.Asks && sameOf rows.Marks && sameOf rows.Volatilities

    /// A row by itself; none where its prices say nothing that other rows could be compared with.
    let private side
        (options: OptionSettings)
        (rows: OptionRows)
        (row: int)
        (found: AuditFindings)
        : OptionSide voption =
        let strike = rows.Strikes[row]

        match rows.Volatilities with
        | ValueSome volatilities ->
            let stated = volatilities[row] * options.VolatilityUnit

            if stated < options.MinimumVolatility || stated > options.MaximumVolatility then
                add AuditRule.ImplausibleVolatility rows row stated found
        | ValueNone -> ()

        if not (isPrice strike) then
            add AuditRule.ImpossiblePrice rows row strike found
            ValueNone
        else
            let of' low high =
                ValueSome {
                    Row = row
                    Strike = strike
                    IsCall = rows.AreCalls[row]
                    Low = low
                    High = high
                }

            match rows.Marks with
            | ValueSome marks ->
                let mark = marks[row]

                if Double.IsNaN mark then
                    add AuditRule.IncompleteRow rows row 1.0 found
                    ValueNone
                elif isPrice mark then
                    of' mark mark
                else
                    add AuditRule.ImpossiblePrice rows row mark found
                    ValueNone
            | ValueNone ->
                let bid, ask = rows.Bids[row], rows.Asks[row]
                let noBid = Double.IsNaN bid || bid = 0.0

                if bid < 0.0 || Double.IsInfinity bid then
                    add AuditRule.ImpossiblePrice rows row bid found
                    ValueNone
                elif ask <= 0.0 || Double.IsInfinity ask then
                    add AuditRule.ImpossiblePrice rows row ask found
                    ValueNone
                elif Double.IsNaN ask then
                    add AuditRule.OneSidedQuote rows row (if noBid then 2.0 else 1.0) found
                    if noBid then ValueNone else of' bid infinity
                elif not noBid && ask < bid then
                    add AuditRule.CrossedQuote rows row ((ask - bid) / bid) found
                    ValueNone
                else
                    of' (if noBid then 0.0 else bid) ask

    let private isTwoSided (side: OptionSide) : bool =
        side.Low > 0.0 && Double.IsFinite side.High

    /// Calls and puts of one strike, in order of strikes.
    let private pairs
        (calls: OptionSide[])
        (puts: OptionSide[])
        : struct (OptionSide * OptionSide)[] =
        let mutable next = 0

        [|
            for call in calls do
                while next < puts.Length && puts[next].Strike < call.Strike do
                    next <- next + 1

                if next < puts.Length && puts[next].Strike = call.Strike then
                    struct (call, puts[next])
        |]

    /// Between which prices an option must lie, whatever the law of the underlying: Merton (1973), "Theory of rational
    /// option pricing", Bell Journal of Economics 4(1), theorems 1 and 2, and with dividends in the forward.
    let private bounds
        (exercise: OptionExercise)
        (line: ParityLine voption)
        (spot: float)
        (side: OptionSide)
        : struct (float * float) =
        let isAmerican = exercise = OptionExercise.American
        let sign = if side.IsCall then 1.0 else -1.0
        let hasSpot = isPrice spot

        let exercised = if isAmerican && hasSpot then sign * (spot - side.Strike) else 0.0

        let held =
            match line with
            | ValueSome line -> line.Discount * sign * (line.Forward - side.Strike)
            | ValueNone -> 0.0

        let most =
            if not side.IsCall then
                match line with
                | ValueSome line when not isAmerican -> line.Discount * side.Strike
                | _ -> side.Strike
            elif hasSpot then
                spot
            else
                match line with
                | ValueSome line when not isAmerican -> line.Discount * line.Forward
                | _ -> infinity

        struct (max 0.0 (max exercised held), most)

    let private checkBounds
        (options: OptionSettings)
        (line: ParityLine voption)
        (rows: OptionRows)
        (side: OptionSide)
        (found: AuditFindings)
        : unit =
        let spot =
            match rows.Spots with
            | ValueSome spots -> spots[side.Row]
            | ValueNone -> nan

        let line =
            line |> ValueOption.filter (ParityLine.holds options.Exercise side.Strike)

        let struct (least, most) = bounds options.Exercise line spot side
        let tolerance = options.BoundTolerance * side.Strike

        if side.High < least - tolerance then
            add AuditRule.ArbitrageBound rows side.Row ((side.High - least) / side.Strike) found
        elif side.Low > most + tolerance then
            add AuditRule.ArbitrageBound rows side.Row ((side.Low - most) / side.Strike) found
        else
            match line with
            | ValueSome line when rows.Expiries[side.Row] > rows.Dates[side.Row] ->
                let years = float (rows.Expiries[side.Row] - rows.Dates[side.Row]) / 365.0

                let price volatility =
                    ParityLine.black line side.IsCall side.Strike (volatility * sqrt years)

                if side.High < price options.MinimumVolatility - tolerance then
                    add
                        AuditRule.ImplausibleVolatility
                        rows
                        side.Row
                        options.MinimumVolatility
                        found
                elif side.Low > price options.MaximumVolatility + tolerance then
                    add
                        AuditRule.ImplausibleVolatility
                        rows
                        side.Row
                        options.MaximumVolatility
                        found
            | _ -> ()

    /// A call is worth less, and a put more, the higher its strike, and by no more than the strikes differ: Merton (1973),
    /// theorem 4; Carr and Madan (2005), "A note on sufficient conditions for no arbitrage", Finance Research Letters 2.
    let private checkOrder
        (options: OptionSettings)
        (rows: OptionRows)
        (sides: OptionSide[])
        (found: AuditFindings)
        : unit =
        for k in 1 .. sides.Length - 1 do
            let a, b = sides[k - 1], sides[k]

            let beyond =
                if b.IsCall then
                    max (b.Low - a.High) (a.Low + a.Strike - (b.High + b.Strike))
                else
                    max (a.Low - b.High) (b.Low - b.Strike - (a.High - a.Strike))

            if beyond > options.BoundTolerance * b.Strike then
                add AuditRule.StrikeOrder rows b.Row (beyond / b.Strike) found

    /// Call less put lies on the line of its expiry; with American exercise between it and the line undiscounted.
    let private checkParity
        (options: OptionSettings)
        (line: ParityLine)
        (rows: OptionRows)
        (pairs: struct (OptionSide * OptionSide)[])
        (found: AuditFindings)
        : unit =
        for struct (call, put) in pairs do
            let held = line.Discount * (line.Forward - call.Strike)

            let exercised =
                if options.Exercise = OptionExercise.American then
                    line.Discount * line.Forward - call.Strike
                else
                    held

            let above = call.Low - put.High - max held exercised
            let below = call.High - put.Low - min held exercised

            let beyond =
                if above > 0.0 then above
                elif below < 0.0 then below
                else 0.0

            if
                abs beyond > options.ParityTolerance * line.Forward
                && ParityLine.holds options.Exercise call.Strike line
            then
                add AuditRule.ParityOutlier rows call.Row (beyond / line.Forward) found

    let private checkChain
        (options: OptionSettings)
        (rows: OptionRows)
        (sides: OptionSide[])
        (found: AuditFindings)
        : unit =
        let calls = sides |> Array.filter _.IsCall
        let puts = sides |> Array.filter (fun side -> not side.IsCall)
        let pairs = pairs calls puts

        let line =
            pairs
            |> Array.filter (fun (struct (call, put)) -> isTwoSided call && isTwoSided put)
            |> Array.map (fun (struct (call, put)) ->
                let middle side = 0.5 * (side.Low + side.High)
                struct (call.Strike, middle call - middle put))
            |> ParityLine.through

        for side in sides do
            checkBounds options line rows side found

        checkOrder options rows calls found
        checkOrder options rows puts found

        match line with
        | ValueSome line -> checkParity options line rows pairs found
        | ValueNone -> ()

    /// The rows by instant, expiry, strike and right, calls first; equal ones in their own order.
    let private inOrder (rows: OptionRows) : int[] =
        Array.init rows.Count id
        |> Array.sortBy (fun row ->
            struct (rows.Instants[row],
                    rows.Expiries[row],
                    rows.Strikes[row],
                    (if rows.AreCalls[row] then 0 else 1),
                    row))

    let private runs (same: int -> int -> bool) (order: int[]) : int[][] = [|
        let mutable first = 0

        while first < order.Length do
            let mutable after = first + 1

            while after < order.Length && same order[first] order[after] do
                after <- after + 1

            order[first .. after - 1]
            first <- after
    |]

    let find (options: OptionSettings) (rows: OptionRows) (found: AuditFindings) : unit =
        let sameChain a b =
            rows.Instants[a] = rows.Instants[b] && rows.Expiries[a] = rows.Expiries[b]

        let sameContract a b =
            rows.Strikes[a].Equals rows.Strikes[b] && rows.AreCalls[a] = rows.AreCalls[b]

        for chain in runs sameChain (inOrder rows) do
            let sides = ResizeArray<OptionSide>()
            let isExpired = rows.Dates[chain[0]] > rows.Expiries[chain[0]]

            for same in runs sameContract chain do
                let row = same[0]

                if same.Length > 1 then
                    let alike = same |> Array.forall (sameRow rows row)

                    let rule = if alike then AuditRule.DuplicateRow else AuditRule.ConflictingRow

                    add rule rows row (float (same.Length - 1)) found

                match side options rows row found with
                | ValueSome side when not isExpired -> sides.Add side
                | _ -> ()

                if isExpired then
                    add
                        AuditRule.ExpiredContract
                        rows
                        row
                        (float (rows.Dates[row] - rows.Expiries[row]))
                        found

            checkChain options rows (sides.ToArray()) found
