namespace Symphony.Core

/// <summary>How much of each scenario a sweep hands over.</summary>
[<RequireQualifiedAccess>]
type SweepDetail =
    /// <summary>Its figures.</summary>
    | Summary = 0
    /// <summary>Its figures and the equity of every bar.</summary>
    | Equity = 1
    /// <summary>Its figures and a whole result, without trades.</summary>
    | Rows = 2

/// <summary>Which bars a sweep covers, how much it keeps, and how it is cut into pieces.</summary>
/// <remarks>No outcome depends on how it is cut, nor on the budget.</remarks>
[<Struct>]
type SweepSettings = {
    /// <summary>The first bar, whose decision is the first to fill.</summary>
    FirstBar: int
    /// <summary>The last bar, not before the first.</summary>
    LastBar: int
    /// <summary>How much of each scenario is handed over.</summary>
    Detail: SweepDetail
    /// <summary>
    /// Bytes that the sweep may hold at once for the scenarios under way and their outcomes, until those are
    /// handed over; market, sources and scenarios are the caller's and not counted.
    /// </summary>
    ByteBudget: int64
    /// <summary>Scenarios that one piece of work takes together, so that their shares stay in cache, at least 1.</summary>
    BlockScenarios: int
    /// <summary>Bars between two looks at progress and stop, over which a scenario that shares no rows runs alone, at least 1.</summary>
    BlockBars: int
}

/// <summary>Usual ways to sweep, and how many bytes they take.</summary>
[<RequireQualifiedAccess>]
module SweepSettings =

    /// Bytes of the shares of a block's scenarios that are meant to stay in a processor's own cache.
    let private sharesInCache = 512 * 1024

    /// Bytes of a block's rows (fills, closes, weights, volatility, ADV, a quotient) for scenarios on their own.
    let private rowsInCache = 1024 * 1024

    /// <summary>A whole history: figures only, within 256 MiB, in blocks for the caches of usual processors.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    let wholeHistory (axes: Axes) : SweepSettings = {
        FirstBar = 0
        LastBar = axes.BarCount - 1
        Detail = SweepDetail.Summary
        ByteBudget = 256L * 1024L * 1024L
        BlockScenarios = max 1 (min 64 (sharesInCache / (8 * axes.SymbolCount)))
        BlockBars = max 8 (min 256 (rowsInCache / (6 * 8 * axes.SymbolCount)))
    }

    /// Columns of N values that a scenario has at work when it shares nothing: its account, or its shares and
    /// a market's rows of its own.
    let private bytesOfName = 36L * 8L

    /// Rates of cash and margin at every bar of the market, and whether its rows are complete.
    let private bytesOfMarketBar = 2L * 8L + 1L

    /// Equity and cash returns at every bar of the sweep.
    let private bytesOfBar = 2L * 8L

    /// A row of a result, seventeen fields, and the returns of account and cash that a result keeps.
    let private bytesOfRow = 17L * 8L + 2L * 8L

    /// What an account, its counters and its outcome take whatever the market.
    let private bytesOfScenario = 32768L

    /// <summary>Bytes that one scenario takes while it is under way and until it is handed over.</summary>
    /// <param name="axes">The market's bars and symbols.</param>
    /// <param name="settings">How to sweep.</param>
    let bytesPerScenario (axes: Axes) (settings: SweepSettings) : int64 =
        let rows = int64 (settings.LastBar - settings.FirstBar + 1)

        bytesOfScenario
        + bytesOfName * int64 axes.SymbolCount
        + bytesOfMarketBar * int64 axes.BarCount
        + bytesOfBar * rows
        + (if settings.Detail = SweepDetail.Rows then bytesOfRow * rows else 0L)

    /// How many scenarios fit, at most all of them.
    let internal batchSize (axes: Axes) (settings: SweepSettings) (scenarios: int) : int =
        int (min (int64 scenarios) (settings.ByteBudget / bytesPerScenario axes settings))

    let internal check (axes: Axes) (settings: SweepSettings) : Result<unit, Invalid> =
        let atLeastOne parameter value =
            Check.within parameter 1.0 (float System.Int32.MaxValue) (float value)

        Check.all [
            Check.within "FirstBar" 0.0 (float (axes.BarCount - 1)) (float settings.FirstBar)
            Check.within
                "LastBar"
                (float settings.FirstBar)
                (float (axes.BarCount - 1))
                (float settings.LastBar)
            atLeastOne "BlockScenarios" settings.BlockScenarios
            atLeastOne "BlockBars" settings.BlockBars
            if int settings.Detail < 0 || int settings.Detail > 2 then
                Error(
                    Invalid.Unknown(
                        "Detail",
                        Text.number (float settings.Detail),
                        "Summary, Equity, Rows"
                    )
                )
        ]
        |> Result.bind (fun () ->
            let needed = bytesPerScenario axes settings

            if settings.ByteBudget < needed then
                Error(
                    Invalid.Conflict(
                        "ByteBudget",
                        $"{settings.ByteBudget} bytes are less than one scenario takes: {needed}, for {axes.SymbolCount} names and {settings.LastBar - settings.FirstBar + 1} bars at detail {settings.Detail}"
                    )
                )
            else
                Ok())
