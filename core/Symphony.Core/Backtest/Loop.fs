namespace Symphony.Core

open System

/// <summary>A whole history: the fold of <c>Step</c>.</summary>
/// <remarks>
/// Every bar is one <c>Step</c>, so results by bar are those of folding it, bit for bit. Result columns
/// are allocated in blocks of many bars, and nothing else at any bar but the growth of recorded trades.
/// </remarks>
[<RequireQualifiedAccess>]
module Loop =

    let internal untradable (book: Book) : UntradableCounts = {
        Ended = book.Refusals.Ended
        NoPrice = book.Refusals.NoPrice
        NoAverageDailyNotional = book.Refusals.NoAdv
        NoVolatility = book.Refusals.NoVolatility
        NoFillPrice = book.Refusals.NoFill
        NoBorrow = book.Refusals.NoBorrow
    }

    let private checkFrom
        (engine: Engine)
        (decisions: Decisions)
        (state: EngineState)
        (lastBar: int)
        =
        let barCount = engine.Rules.Axes.BarCount

        Check.all [
            if not (decisions.Axes.SameAs engine.Rules.Axes) then
                Error(
                    Invalid.Conflict(
                        "decisions",
                        "their bars and symbols are not those of the market"
                    )
                )
            Check.length "state" engine.Rules.Width state.SharesArray.Length
            Check.within "lastBar" (float state.Bar) (float (barCount - 1)) (float lastBar)
        ]

    /// <summary>The bars after an account's, up to a last one.</summary>
    /// <param name="engine">Settings and market.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="recording">Whether every trade is written down.</param>
    /// <param name="lastBar">The last bar, from the account's to T - 1.</param>
    /// <param name="state">The account to start from; its bar's decision is the first to fill.</param>
    let resume
        (engine: Engine)
        (decisions: Decisions)
        (recording: TradeRecording)
        (lastBar: int)
        (state: EngineState)
        : Result<BacktestResult, Invalid> =
        checkFrom engine decisions state lastBar
        |> Result.map (fun () ->
            let rules = engine.Rules
            let book = Book.OfState state
            let log = TradeLog(recording, rules.Multipliers)
            let terms = rules.Terms

            let rows =
                BarRowTable(state.Bar, lastBar - state.Bar + 1, terms.Commission, terms.HalfSpread)

            rows.Add(Step.row book)
            let mutable largeFills = 0
            let mutable delistings = 0
            let mutable withoutPermanent = 0

            let mayRun = FusedRun.serves rules log

            while book.Bar < lastBar && not book.IsRuined do
                let quiet =
                    if mayRun then
                        FusedRun.advance rules decisions lastBar rows &largeFills book
                    else
                        0

                if quiet = 0 then
                    let bar = book.Bar
                    let weights = book.Widened.Row(RowUse.Weight, decisions.Cells, bar)
                    Step.advance rules log (decisions.IsDecided bar) weights book
                    rows.Add(Step.row book)
                    largeFills <- largeFills + book.Flows.LargeFillCount
                    delistings <- delistings + book.Flows.DelistingCount
                    withoutPermanent <- withoutPermanent + book.Flows.WithoutPermanentCount

            BacktestResult(
                rules.Axes,
                rules.Settings,
                rows,
                log.ToTrades(),
                untradable book,
                largeFills,
                delistings,
                withoutPermanent,
                book.ToState()
            ))

    /// <summary>The bars from a first to a last one, from the settings' equity in cash.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    /// <param name="firstBar">The first bar, whose decision is the first to fill.</param>
    /// <param name="lastBar">The last bar, not before the first.</param>
    let runBetween
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        (firstBar: int)
        (lastBar: int)
        : Result<BacktestResult, Invalid> =
        Engine.create settings market
        |> Result.bind (fun engine ->
            Engine.inCash firstBar engine
            |> Result.bind (resume engine decisions TradeRecording.EachTrade lastBar))

    /// <summary>The whole history, from the settings' equity in cash at the first close.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    /// <param name="decisions">Target weights by bar, on the market's axes.</param>
    let run
        (settings: EngineSettings)
        (market: EngineMarket)
        (decisions: Decisions)
        : Result<BacktestResult, Invalid> =
        runBetween settings market decisions 0 (market.Axes.BarCount - 1)
