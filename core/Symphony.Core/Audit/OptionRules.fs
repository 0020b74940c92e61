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

    let private spotOf (rows: OptionRows) (row: int) : float =
        match rows.Spots with
        | ValueSome spots -> spots[row]
        | ValueNone -> nan

    let private yearsOf (rows: OptionRows) (row: int) : float =
        float (rows.Expiries[row] - rows.Dates[row]) / 365.0

    /// Between which prices an option must lie, whatever the law of the underlying: Merton (1973), "Theory of rational
    /// option pricing", Bell Journal of Economics 4(1), theorems 1 and 2, and with dividends in the forward. Of an option
    /// that can be exercised at any time nothing but the underlying's own price is a bound: the chain's line holds what
    /// early exercise is worth, and no trade makes that certain.
    let private bounds
        (exercise: OptionExercise)
        (line: ParityLine voption)
        (spot: float)
        (side: OptionSide)
        : struct (float * float) =
        let sign = if side.IsCall then 1.0 else -1.0

        if exercise = OptionExercise.American then
            let exercised = if isPrice spot then sign * (spot - side.Strike) else 0.0

            let most =
                if not side.IsCall then side.Strike
                elif isPrice spot then spot
                else infinity

            struct (max 0.0 exercised, most)
        else
            match line with
            | ValueSome line ->
                let held = line.Discount * sign * (line.Forward - side.Strike)

                let most =
                    if not side.IsCall then line.Discount * side.Strike
                    elif isPrice spot then spot
                    else line.Discount * line.Forward

                struct (max 0.0 held, most)
            | ValueNone when side.IsCall -> struct (0.0, (if isPrice spot then spot else infinity))
            | ValueNone -> struct (0.0, side.Strike)

    /// True where the line's forward and discount say what a volatility makes an option worth. One that can be exercised at
    /// any time is worth nearly that near the money, where exercise pays nothing now.
    let private hasVolatility
        (options: OptionSettings)
        (side: OptionSide)
        (line: ParityLine)
        : bool =
        let sign = if side.IsCall then 1.0 else -1.0
        let paid = sign * (line.Forward - side.Strike)

        options.Exercise = OptionExercise.European
        || ParityLine.holds options.Exercise side.Strike line
           && paid <= options.ParityTolerance * line.Forward

    let private checkBounds
        (options: OptionSettings)
        (line: ParityLine voption)
        (rows: OptionRows)
        (side: OptionSide)
        (found: AuditFindings)
        : unit =
        let struct (least, most) = bounds options.Exercise line (spotOf rows side.Row) side
        let tolerance = options.BoundTolerance * side.Strike

        if side.High < least - tolerance then
            add AuditRule.ArbitrageBound rows side.Row ((side.High - least) / side.Strike) found
        elif side.Low > most + tolerance then
            add AuditRule.ArbitrageBound rows side.Row ((side.Low - most) / side.Strike) found
        else
            match ValueOption.filter (hasVolatility options side) line with
            | ValueSome line when rows.Expiries[side.Row] > rows.Dates[side.Row] ->
                let years = yearsOf rows side.Row

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

    let private range (struct (call: OptionSide, put: OptionSide)) : ParityRange = {
        Strike = call.Strike
        Least = call.Low - put.High
        Most = call.High - put.Low
    }

    let private addOutlier (options: OptionSettings) rows row least most forward range found =
        let beyond =
            if range.Least > most then range.Least - most
            elif range.Most < least then range.Most - least
            else 0.0

        if abs beyond > options.ParityTolerance * forward then
            add AuditRule.ParityOutlier rows row (beyond / forward) found

    /// Call less put lies on the line of its expiry.
    let private checkParity
        (options: OptionSettings)
        (line: ParityLine)
        (rows: OptionRows)
        (pairs: struct (OptionSide * OptionSide)[])
        (found: AuditFindings)
        : unit =
        for struct (call, put) in pairs do
            let held = line.Discount * (line.Forward - call.Strike)
            addOutlier options rows call.Row held held line.Forward (range (call, put)) found

    /// With exercise at any time call less put lies within what its neighbours and the underlying's price leave open.
    let private checkAmericanParity
        (options: OptionSettings)
        (line: ParityLine voption)
        (rows: OptionRows)
        (pairs: struct (OptionSide * OptionSide)[])
        (found: AuditFindings)
        : unit =
        let ranges =
            pairs
            |> Array.filter (fun (struct (call, put)) -> isTwoSided call && isTwoSided put)
            |> Array.map range

        for struct (call, put) in pairs do
            let years = yearsOf rows call.Row
            let spot = spotOf rows call.Row
            let struct (low, high) = AmericanParity.ofNeighbours years ranges call.Strike

            let struct (least, most) =
                if isPrice spot then
                    let struct (least, most) = AmericanParity.ofSpot years spot call.Strike
                    struct (max low least, min high most)
                else
                    struct (low, high)

            let forward =
                match line with
                | ValueSome line -> line.Forward
                | ValueNone when isPrice spot -> spot
                | ValueNone -> call.Strike

            addOutlier options rows call.Row least most forward (range (call, put)) found

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
            |> ParityLine.through options.Exercise

        for side in sides do
            checkBounds options line rows side found

        checkOrder options rows calls found
        checkOrder options rows puts found

        match line with
        | _ when options.Exercise = OptionExercise.American ->
            checkAmericanParity options line rows pairs found
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
