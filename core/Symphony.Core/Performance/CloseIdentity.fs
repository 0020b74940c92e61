namespace Symphony.Core

open System

/// Weights times returns from close to close: what a backtest shows that fills at a close it has already
/// seen. It shares no code with <c>Step</c>, pays nothing, and cannot be asked for a trade.
[<RequireQualifiedAccess>]
module internal CloseIdentity =

    /// A portfolio that is put on at closes: shares, their last prices and cash, worth 1 at the start.
    [<NoEquality; NoComparison>]
    type private Paper = {
        Shares: float[]
        Prices: float[]
        LastBars: int[]
        HasEnded: bool[]
        Values: float[]
        mutable Cash: float
    }

    let private worth (paper: Paper) : float =
        for i in 0 .. paper.Values.Length - 1 do
            paper.Values[i] <- paper.Shares[i] * paper.Prices[i]

        paper.Cash + Kernels.sum (ReadOnlySpan paper.Values)

    let private isGone (rules: Rules) (paper: Paper) (bar: int) (i: int) : bool =
        paper.HasEnded[i]
        || paper.LastBars[i] >= 0
           && bar - paper.LastBars[i] >= rules.Settings.DelistedAfterMissingBars

    /// Every name with a close here takes its weight at that close; the others are held.
    let private rebalance (bar: int) (weights: ReadOnlySpan<float>) (paper: Paper) : unit =
        let equity = worth paper

        for i in 0 .. weights.Length - 1 do
            if paper.LastBars[i] = bar && paper.Prices[i] > 0.0 then
                let weight = if paper.HasEnded[i] then 0.0 else weights[i]
                let wanted = weight * equity / paper.Prices[i]
                paper.Cash <- paper.Cash - (wanted - paper.Shares[i]) * paper.Prices[i]
                paper.Shares[i] <- wanted

    let private close (paper: Paper) (i: int) (simpleReturn: float) : unit =
        paper.Cash <- paper.Cash + paper.Shares[i] * paper.Prices[i] * (1.0 + simpleReturn)
        paper.Shares[i] <- 0.0

    /// Splits, dividends and delistings on the way to the next close.
    let private act (rules: Rules) (next: int) (paper: Paper) : unit =
        let mutable a = rules.ActionStarts[next]

        while a < rules.ActionStarts[next + 1] do
            let i = rules.Actions[a].Symbol
            let mutable ratio = 1.0
            let mutable ending = ValueNone

            while a < rules.ActionStarts[next + 1] && rules.Actions[a].Symbol = i do
                match rules.Actions[a].Kind with
                | ActionKind.Split given ->
                    ratio <- given
                    paper.Shares[i] <- paper.Shares[i] * given
                    paper.Prices[i] <- paper.Prices[i] / given
                | ActionKind.Dividend given ->
                    // Paid on each share of before the split.
                    paper.Cash <- paper.Cash + paper.Shares[i] / ratio * given
                    paper.Prices[i] <- max 0.0 (paper.Prices[i] - given / ratio)
                | ActionKind.Delisting given -> ending <- ValueSome given

                a <- a + 1

            match ending with
            | ValueSome simpleReturn ->
                close paper i simpleReturn
                paper.HasEnded[i] <- true
            | ValueNone -> ()

        for i in 0 .. paper.Shares.Length - 1 do
            if paper.Shares[i] <> 0.0 && isGone rules paper (next - 1) i then
                close
                    paper
                    i
                    (if paper.Shares[i] > 0.0 then
                         rules.Settings.DelistingReturnLong
                     else
                         rules.Settings.DelistingReturnShort)

    let private mark (rules: Rules) (bar: int) (paper: Paper) : unit =
        for i in 0 .. paper.Shares.Length - 1 do
            let price = rules.Closes[bar * rules.Width + i]

            if not (Double.IsNaN price) then
                paper.Prices[i] <- price
                paper.LastBars[i] <- bar

    /// What an account holds, for one unit of its equity.
    let private hold (account: EngineState) (paper: Paper) : unit =
        for i in 0 .. paper.Shares.Length - 1 do
            paper.Shares[i] <- account.SharesArray[i] / account.Equity

        paper.Cash <- account.Cash / account.Equity

    /// The worth at each close from the account's bar to the last, or to ruin, of 1 at the first: the
    /// decision of bar t is put on at the close of bar t - <c>early</c>.
    let growth
        (engine: Engine)
        (decisions: Decisions)
        (early: int)
        (account: EngineState)
        (lastBar: int)
        : float[] =
        let rules = engine.Rules
        let width = rules.Width
        let firstBar = account.Bar

        let paper = {
            Shares = Array.zeroCreate width
            Prices = Array.zeroCreate width
            LastBars = Array.create width -1
            HasEnded = Array.zeroCreate width
            Values = Array.zeroCreate width
            Cash = 1.0
        }

        let worths = ResizeArray<float>()
        let mutable t = 0
        let mutable isRuined = false

        while t <= lastBar && not isRuined do
            if t > 0 then
                act rules t paper

            mark rules t paper

            if t = firstBar && Array.exists (fun held -> held <> 0.0) account.SharesArray then
                hold account paper

            if t >= firstBar then
                let value = worth paper
                worths.Add value
                isRuined <- not (value > 0.0)
                // At the first close there is also what should have been put on before it.
                let first = if t = firstBar then t else t + early

                for decided in first .. min lastBar (t + early) do
                    if not isRuined && decisions.IsDecided decided then
                        rebalance t (decisions.Weights decided) paper

            t <- t + 1

        worths.ToArray()
