namespace Symphony.Core

/// <summary>How far data can be trusted: of one symbol on one session date, or of a whole set.</summary>
[<RequireQualifiedAccess>]
type AuditColour =
    /// <summary>Nothing was found.</summary>
    | Green = 0
    /// <summary>Something a person should look at, which does not spoil a result by itself.</summary>
    | Amber = 1
    /// <summary>Rows that are missing or wrong: what is computed from them is wrong too.</summary>
    | Red = 2

/// <summary>What the audit looks for.</summary>
[<RequireQualifiedAccess>]
type AuditRule =
    /// <summary>The same row twice. Value: how many rows too many.</summary>
    | DuplicateRow = 0
    /// <summary>Two rows of one instant that differ. Value: how many rows too many.</summary>
    | ConflictingRow = 1
    /// <summary>A row that lacks a price, or the volume where the source has volumes. Value: how many fields.</summary>
    | IncompleteRow = 2
    /// <summary>A price that is zero, negative or infinite. Value: the price.</summary>
    | ImpossiblePrice = 3
    /// <summary>High below open, close or low, or low above open or close. Value: by how much, a share of the close.</summary>
    | HighLowViolation = 4
    /// <summary>No volume where the source has volumes. Value: the volume.</summary>
    | ZeroVolume = 5
    /// <summary>Volumes of the whole market lost on one date. Value: the share of names without.</summary>
    | VolumeLost = 6
    /// <summary>Sessions without a row, between the symbol's first and last. Value: how many in a row.</summary>
    | MissingSessions = 7
    /// <summary>Bars missing inside a session. Value: the share of the session's bars.</summary>
    | MissingBars = 8
    /// <summary>A row when the market was closed. Value: how many rows on the date.</summary>
    | OutsideSession = 9
    /// <summary>Rows end before the market's do, and no delisting says why. Value: sessions since.</summary>
    | EndsEarly = 10
    /// <summary>Few of the names alive have rows on a date. Value: the share that has.</summary>
    | ThinDate = 11
    /// <summary>The four prices repeated without change. Value: how many rows.</summary>
    | StaleRun = 12
    /// <summary>A close far from its neighbours that is taken back at once. Value: the log return.</summary>
    | PriceSpike = 13
    /// <summary>A high or low far from the row's own open and close and from both neighbours. Value: the log distance.</summary>
    | WickSpike = 14
    /// <summary>A return that stays, many times its neighbourhood's spread. Value: the log return.</summary>
    | LargeMove = 15
    /// <summary>An opening jump by the ratio of a split, and no action says so. Value: the ratio, new shares for one.</summary>
    | SplitLikeJump = 16
    /// <summary>A split on record that the prices do not show. Value: the ratio on record.</summary>
    | ActionWithoutJump = 17
    /// <summary>A long absence, then another price: perhaps another company under the ticker. Value: sessions absent.</summary>
    | TickerReuse = 18
    /// <summary>Ask below bid. Value: the ask less the bid, a share of the bid.</summary>
    | CrossedQuote = 19
    /// <summary>A quote without a bid or without an ask. Value: how many sides are missing.</summary>
    | OneSidedQuote = 20
    /// <summary>An option with a price after its expiry. Value: days since.</summary>
    | ExpiredContract = 21
    /// <summary>An option cheaper than exercise, or than the forward it can be made of, or dearer than what it can become. Value: by how much, a share of the strike.</summary>
    | ArbitrageBound = 22
    /// <summary>Options of neighbouring strikes whose prices contradict. Value: by how much, a share of the strike.</summary>
    | StrikeOrder = 23
    /// <summary>Call less put off the line of its expiry. Value: by how much, a share of the forward.</summary>
    | ParityOutlier = 24
    /// <summary>An implied volatility, stated or of the quote, beyond what is plausible. Value: the stated one, or the limit that the quote passes.</summary>
    | ImplausibleVolatility = 25
    /// <summary>A jump where a continuous future changes its contract, on a date that was stated. Value: the log move.</summary>
    | RollJump = 26

/// <summary>Names and colours of the rules.</summary>
[<RequireQualifiedAccess>]
module AuditRule =

    /// Name in tables and configurations, colour where no setting says otherwise, what it means.
    let private table: struct (AuditRule * string * AuditColour * string)[] = [|
        struct (AuditRule.DuplicateRow, "duplicate_row", AuditColour.Amber, "the same row twice")
        struct (AuditRule.ConflictingRow,
                "conflicting_row",
                AuditColour.Red,
                "two rows of one instant that differ")
        struct (AuditRule.IncompleteRow, "incomplete_row", AuditColour.Red, "a field is empty")
        struct (AuditRule.ImpossiblePrice,
                "impossible_price",
                AuditColour.Red,
                "a price is zero, negative or infinite")
        struct (AuditRule.HighLowViolation,
                "high_low_violation",
                AuditColour.Red,
                "high or low contradict the other prices")
        struct (AuditRule.ZeroVolume, "zero_volume", AuditColour.Amber, "no volume")
        struct (AuditRule.VolumeLost,
                "volume_lost",
                AuditColour.Amber,
                "most names have no volume on this date")
        struct (AuditRule.MissingSessions,
                "missing_sessions",
                AuditColour.Red,
                "sessions without a row")
        struct (AuditRule.MissingBars,
                "missing_bars",
                AuditColour.Amber,
                "bars missing inside the session")
        struct (AuditRule.OutsideSession,
                "outside_session",
                AuditColour.Amber,
                "rows while the market was closed")
        struct (AuditRule.EndsEarly,
                "ends_early",
                AuditColour.Amber,
                "rows end before the market's, and no delisting is on record")
        struct (AuditRule.ThinDate,
                "thin_date",
                AuditColour.Red,
                "most names have no row on this date")
        struct (AuditRule.StaleRun, "stale_run", AuditColour.Amber, "the same prices repeated")
        struct (AuditRule.PriceSpike,
                "price_spike",
                AuditColour.Red,
                "a close far from its neighbours, taken back at once")
        struct (AuditRule.WickSpike,
                "wick_spike",
                AuditColour.Amber,
                "a high or low far from everything around it")
        struct (AuditRule.LargeMove,
                "large_move",
                AuditColour.Amber,
                "a return many times its neighbourhood's spread")
        struct (AuditRule.SplitLikeJump,
                "split_like_jump",
                AuditColour.Amber,
                "a jump by the ratio of a split, and no action on record")
        struct (AuditRule.ActionWithoutJump,
                "action_without_jump",
                AuditColour.Red,
                "a split on record that the prices do not show")
        struct (AuditRule.TickerReuse,
                "ticker_reuse",
                AuditColour.Red,
                "a long absence: perhaps another company under the same ticker")
        struct (AuditRule.CrossedQuote, "crossed_quote", AuditColour.Red, "ask below bid")
        struct (AuditRule.OneSidedQuote, "one_sided_quote", AuditColour.Amber, "no bid, or no ask")
        struct (AuditRule.ExpiredContract,
                "expired_contract",
                AuditColour.Red,
                "an option with a price after its expiry")
        struct (AuditRule.ArbitrageBound,
                "arbitrage_bound",
                AuditColour.Red,
                "an option's price beyond its bounds without arbitrage")
        struct (AuditRule.StrikeOrder,
                "strike_order",
                AuditColour.Amber,
                "options of neighbouring strikes whose prices contradict")
        struct (AuditRule.ParityOutlier,
                "parity_outlier",
                AuditColour.Amber,
                "call less put off the line of its expiry")
        struct (AuditRule.ImplausibleVolatility,
                "implausible_volatility",
                AuditColour.Amber,
                "an implied volatility beyond what is plausible")
        struct (AuditRule.RollJump,
                "roll_jump",
                AuditColour.Amber,
                "a jump where the contract changes")
    |]

    let private row (rule: AuditRule) : struct (AuditRule * string * AuditColour * string) =
        table[int rule]

    /// <summary>All rules in their order.</summary>
    let all: AuditRule list = [ for struct (rule, _, _, _) in table -> rule ]

    /// <summary>The name in tables and configurations, such as missing_sessions.</summary>
    /// <param name="rule">The rule.</param>
    let name (rule: AuditRule) : string =
        let struct (_, name, _, _) = row rule
        name

    /// <summary>What it finds, in a few words.</summary>
    /// <param name="rule">The rule.</param>
    let meaning (rule: AuditRule) : string =
        let struct (_, _, _, meaning) = row rule
        meaning

    /// <summary>The colour of a finding where no setting says otherwise.</summary>
    /// <param name="rule">The rule.</param>
    let standardColour (rule: AuditRule) : AuditColour =
        let struct (_, _, colour, _) = row rule
        colour

    /// <summary>The rules that cannot look at rows of a kind, as the rows lack what they look at.</summary>
    /// <param name="rows">What the rows are.</param>
    let blindTo (rows: RawRows) : AuditRule list =
        match rows with
        | RawRows.Closes -> [
            AuditRule.HighLowViolation
            AuditRule.ZeroVolume
            AuditRule.VolumeLost
            AuditRule.WickSpike
          ]
        | RawRows.QuoteBars
        | RawRows.Quotes -> [ AuditRule.ZeroVolume; AuditRule.VolumeLost ]
        | _ -> []

    /// <summary>The rule of a name.</summary>
    /// <param name="text">A name such as missing_sessions.</param>
    let ofName (text: string) : Result<AuditRule, Invalid> =
        match all |> List.tryFind (fun rule -> name rule = text) with
        | Some rule -> Ok rule
        | None ->
            let accepted = all |> List.map name |> String.concat ", "
            Error(Invalid.Unknown("rule", text, accepted))
