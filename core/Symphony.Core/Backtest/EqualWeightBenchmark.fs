namespace Symphony.Core

open System

/// <summary>Equal weights in every name that can trade: what the market's average name would have made.</summary>
[<RequireQualifiedAccess>]
module EqualWeightBenchmark =

    /// <summary>Bars after which weights are made equal again though no name came or went.</summary>
    [<Literal>]
    let RebalanceBars = 21

    /// Known to trade at the close of a bar: a bar among the last ones, no delisting record, and
    /// dollar ADV and volatility where the settings ask for them.
    let private isTradable (rules: Rules) (book: Book) (symbol: int) : bool =
        let cell = book.Bar * rules.Width + symbol

        book.LastBars[symbol] >= 0
        && not (book.IsGone(symbol, rules.Settings.DelistedAfterMissingBars))
        && (not rules.NeedsAdv || rules.AverageDailyNotional[cell] > 0.0)
        && (not rules.NeedsVolatility || not (Double.IsNaN rules.Volatility[cell]))

    /// <summary>Decisions of one weight, 1/n, in the n tradable names.</summary>
    /// <param name="engine">Settings and market; they say which names can trade.</param>
    /// <param name="firstBar">The first bar with a decision, 0 to T - 1.</param>
    /// <remarks>
    /// Decided at the first bar at which a name can trade, at every bar at which the set of tradable
    /// names has changed, and 21 bars after the last decision. A name that misses a few bars stays in
    /// the set until it counts as ended.
    /// </remarks>
    let decisions (engine: Engine) (firstBar: int) : Result<Decisions, Invalid> =
        let rules = engine.Rules
        let axes = rules.Axes
        let width = rules.Width

        Check.within "firstBar" 0.0 (float (axes.BarCount - 1)) (float firstBar)
        |> Result.bind (fun () ->
            let book = Book width
            let log = TradeLog TradeRecording.Totals
            let decided = Array.zeroCreate<bool> axes.BarCount
            let weights = Array.zeroCreate<float>(axes.BarCount * width)
            let members = Array.zeroCreate<bool> width
            let mutable lastDecision = -1

            for t in 0 .. axes.BarCount - 1 do
                book.Bar <- Timing.decisionBar t
                OpeningActions.apply rules log book
                book.Bar <- t
                let mutable hasChanged = false
                let mutable count = 0

                for i in 0 .. width - 1 do
                    if not (Double.IsNaN rules.Closes[t * width + i]) then
                        book.LastBars[i] <- t

                    if t >= firstBar then
                        let isMember = isTradable rules book i
                        hasChanged <- hasChanged || isMember <> members[i]
                        members[i] <- isMember
                        count <- count + (if isMember then 1 else 0)

                let isDue = count > 0 && (lastDecision < 0 || t - lastDecision >= RebalanceBars)

                if hasChanged || isDue then
                    decided[t] <- true
                    lastDecision <- t

                    for i in 0 .. width - 1 do
                        if members[i] then
                            weights[t * width + i] <- 1.0 / float count

            Decisions.create axes decided weights)
