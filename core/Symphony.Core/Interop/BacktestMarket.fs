namespace Symphony.Core.Interop

open System
open System.Collections.Generic

open Symphony.Core

/// <summary>Builds what the engine reads of a market.</summary>
[<AbstractClass; Sealed>]
type BacktestMarket private () =

    /// <summary>A market of bars alone.</summary>
    /// <param name="bars">The bars.</param>
    static member Create(bars: Bars) : EngineMarket =
        Refusal.ifNull "bars" bars
        EngineMarket.create bars CorporateActions.None |> Refusal.orRaise

    /// <summary>A market of bars as traded, with splits, dividends and delistings.</summary>
    /// <param name="bars">The bars; as traded when there are actions.</param>
    /// <param name="actions">Splits, dividends and delistings.</param>
    static member Create(bars: Bars, actions: CorporateActions) : EngineMarket =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "actions" actions
        EngineMarket.create bars actions |> Refusal.orRaise

    /// <summary>The market with volatility and dollar ADV given instead of measured.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="dailyVolatility">Known at each close, T x N, not negative; NaN where not known.</param>
    /// <param name="averageDailyNotional">Known at each close, money a day, T x N; NaN where not known.</param>
    static member WithLiquidity
        (market: EngineMarket, dailyVolatility: Panel, averageDailyNotional: Panel)
        : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifNull "dailyVolatility" dailyVolatility
        Refusal.ifNull "averageDailyNotional" averageDailyNotional
        EngineMarket.withLiquidity dailyVolatility averageDailyNotional market |> Refusal.orRaise

    /// <summary>The market with a cash rate for each bar.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="annualRates">Simple rates a year, T values from -10 to 10; bar t's holds until bar t+1.</param>
    static member WithCashRates
        (market: EngineMarket, annualRates: ReadOnlySpan<float>)
        : EngineMarket =
        Refusal.ifNull "market" market
        EngineMarket.withCashRates (annualRates.ToArray()) market |> Refusal.orRaise

    /// <summary>The market with a margin rate for each bar.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="annualRates">Simple rates a year, T values from -10 to 10; bar t's holds until bar t+1.</param>
    static member WithMarginRates
        (market: EngineMarket, annualRates: ReadOnlySpan<float>)
        : EngineMarket =
        Refusal.ifNull "market" market
        EngineMarket.withMarginRates (annualRates.ToArray()) market |> Refusal.orRaise

    /// <summary>The market with borrow rates by bar and name, in place of the tiers.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="annualRates">Simple rates a year, T x N, from 0 to 10; NaN where the name cannot be shorted.</param>
    static member WithBorrow(market: EngineMarket, annualRates: Panel) : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifNull "annualRates" annualRates
        EngineMarket.withBorrow annualRates market |> Refusal.orRaise

    /// <summary>The market with a sector for each name.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="sectors">N names of sectors, in the order of the symbols.</param>
    static member WithSectors(market: EngineMarket, sectors: IReadOnlyList<string>) : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifAnyNull "sectors" sectors
        EngineMarket.withSectors sectors market |> Refusal.orRaise

    /// <summary>The market with prices that fills happen at, for <c>FillAt.Panel</c>.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="prices">Price of a fill at each bar, T x N, above zero; NaN where none can happen.</param>
    static member WithFillPrices(market: EngineMarket, prices: Panel) : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifNull "prices" prices
        EngineMarket.withFillPrices prices market |> Refusal.orRaise

    /// <summary>The market with a further cost of each fill, such as the slippage of an auction.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="fractions">Fractions of a fill's notional, T x N, from 0 to below 0.5.</param>
    static member WithFillSlippage(market: EngineMarket, fractions: Panel) : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifNull "fractions" fractions
        EngineMarket.withFillSlippage fractions market |> Refusal.orRaise

    /// <summary>The market with a contract multiplier for each name: what one point of its quoted price is worth.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="multipliers">N values, finite and above zero; 1 for shares.</param>
    static member WithContractMultipliers
        (market: EngineMarket, multipliers: ReadOnlySpan<float>)
        : EngineMarket =
        Refusal.ifNull "market" market
        EngineMarket.withContractMultipliers (multipliers.ToArray()) market |> Refusal.orRaise

    /// <summary>The market with the number of shares outstanding, for the permanent part of impact.</summary>
    /// <param name="market">The market to change.</param>
    /// <param name="shares">Shares outstanding as known at each close, T x N, above zero; NaN where not known.</param>
    static member WithSharesOutstanding(market: EngineMarket, shares: Panel) : EngineMarket =
        Refusal.ifNull "market" market
        Refusal.ifNull "shares" shares
        EngineMarket.withSharesOutstanding shares market |> Refusal.orRaise

    /// <summary>The volume-weighted average price of each bar, T x N, for <c>WithFillPrices</c>; NaN where nothing traded.</summary>
    /// <param name="bars">The bars the orders fill in.</param>
    /// <param name="finer">Shorter bars with volumes, on the same price basis, within the prices of those bars.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The two are not of one market.</exception>
    static member VolumeWeightedPrices(bars: Bars, finer: Bars) : Panel =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "finer" finer
        FillPrices.volumeWeighted finer bars |> Refusal.orRaise

    /// <summary>The volume-weighted average price of each bar, finer prices outside their bar by a source's rounding forgiven.</summary>
    /// <param name="bars">The bars the orders fill in.</param>
    /// <param name="finer">Shorter bars with volumes, on the same price basis, within the prices of those bars.</param>
    /// <param name="tolerance">How far a finer high or low may lie outside its bar, a fraction of the bar's price, from 0 to 0.01.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">The two are not of one market.</exception>
    static member VolumeWeightedPrices(bars: Bars, finer: Bars, tolerance: float) : Panel =
        Refusal.ifNull "bars" bars
        Refusal.ifNull "finer" finer
        FillPrices.volumeWeightedWithin tolerance finer bars |> Refusal.orRaise

    /// <summary>The slippage of a stated order in each bar's auction, T x N, for <c>WithFillSlippage</c>.</summary>
    /// <param name="market">The market; its dollar ADV says how large auctions are.</param>
    /// <param name="slippage">The coefficients, and the order.</param>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A coefficient is out of its range.</exception>
    static member AuctionSlippage(market: EngineMarket, slippage: AuctionSlippage) : Panel =
        Refusal.ifNull "market" market
        AuctionSlippage.panel slippage market |> Refusal.orRaise

    /// <summary>The market with prices, volatility and dollar ADV kept in single precision: half the memory.</summary>
    /// <param name="market">The market to round.</param>
    /// <remarks>
    /// Money, shares and sums stay in double precision. A run is, to the last bit, the run in double precision on the
    /// rounded numbers; give it decisions in single precision too.
    /// </remarks>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A value does not survive the rounding.</exception>
    static member InSinglePrecision(market: EngineMarket) : EngineMarket =
        Refusal.ifNull "market" market
        EngineMarket.inSinglePrecision market |> Refusal.orRaise

    /// <summary>The decisions with weights kept in single precision.</summary>
    /// <param name="decisions">The decisions to round.</param>
    /// <remarks>Each weight becomes the 32-bit number nearest to it.</remarks>
    /// <exception cref="T:Symphony.Core.Interop.RefusedException">A weight is beyond all 32-bit numbers.</exception>
    static member InSinglePrecision(decisions: Decisions) : Decisions =
        Refusal.ifNull "decisions" decisions
        Decisions.inSinglePrecision decisions |> Refusal.orRaise
