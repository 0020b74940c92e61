namespace Symphony.Core

open System
open System.Collections.Generic
open System.Collections.ObjectModel

/// <summary>A way to count the same decisions; each is looser than the ones before it.</summary>
[<RequireQualifiedAccess>]
type Convention =
    /// <summary>The engine's own figure: next bar, net of everything the settings charge.</summary>
    | AsRun = 0
    /// <summary>Shorts pay no borrow.</summary>
    | NoBorrowFee = 1
    /// <summary>Every name can be borrowed.</summary>
    | EveryShortAllowed = 2
    /// <summary>Negative cash pays no interest.</summary>
    | NoMarginInterest = 3
    /// <summary>Positive cash earns no interest.</summary>
    | NoCashInterest = 4
    /// <summary>Fills have no market impact.</summary>
    | NoImpact = 5
    /// <summary>Fills pay no half spread and no slippage.</summary>
    | NoSpread = 6
    /// <summary>Fills pay no commission and no minimum fee.</summary>
    | NoCommission = 7
    /// <summary>Orders may be of any share of dollar ADV.</summary>
    | NoParticipationCap = 8
    /// <summary>Names trade although their volatility or dollar ADV is not known.</summary>
    | EveryNameTrades = 9
    /// <summary>Small orders are sent too.</summary>
    | NoBand = 10
    /// <summary>Fractions of lots are traded.</summary>
    | NoLots = 11
    /// <summary>Weights are not capped by name, sector, gross or net.</summary>
    | NoCaps = 12
    /// <summary>Buys may exceed the cash there is.</summary>
    | NoCashLimit = 13
    /// <summary>Orders are sized at the equity and price of their own fill.</summary>
    | SizedAtFill = 14
    /// <summary>
    /// Filled at the very close the decision was made after, which no order can do: weights times the
    /// returns from that close to the next.
    /// </summary>
    | FilledAtDecision = 15
    /// <summary>
    /// Filled a bar before the decision was made, which is look-ahead: weights times the returns of the
    /// bar they were decided on.
    /// </summary>
    | FilledBeforeDecision = 16

/// <summary>What the same decisions show under one convention: numbers to be printed and nothing else.</summary>
/// <remarks>
/// It is no result: it has no account, no returns and no trades, so that nothing can be built on it.
/// Numbers of one explanation are multiples of one power of two, so that gaps add up exactly.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type ComparisonLine
    internal
    (
        convention: Convention,
        isExecutable: bool,
        isRuined: bool,
        totalReturn: float,
        annualReturn: Nullable<float>,
        sharpeRatio: Nullable<float>,
        totalReturnGap: float,
        annualReturnGap: Nullable<float>,
        sharpeRatioGap: Nullable<float>
    ) =

    /// <summary>The convention; everything the lines above leave out is left out here too.</summary>
    member _.Convention: Convention = convention

    /// <summary>True when orders could have filled like this; false for the same-bar identities.</summary>
    member _.IsExecutable: bool = isExecutable

    /// <summary>True when equity fell to 0 or below, where the line ends.</summary>
    member _.IsRuined: bool = isRuined

    /// <summary>The return over the explanation's bars, a fraction.</summary>
    member _.TotalReturn: float = totalReturn

    /// <summary>The compounded return a year, a fraction; null after ruin, without a calendar, or beyond all numbers.</summary>
    member _.AnnualReturn: Nullable<float> = annualReturn

    /// <summary>Sharpe ratio a year, in excess of the run's cash return; null where it has no value.</summary>
    member _.SharpeRatio: Nullable<float> = sharpeRatio

    /// <summary>Total return less that of the line before; 0 in the first line.</summary>
    member _.TotalReturnGap: float = totalReturnGap

    /// <summary>Annual return less that of the line before; 0 in the first line; null where one of them is.</summary>
    member _.AnnualReturnGap: Nullable<float> = annualReturnGap

    /// <summary>Sharpe ratio less that of the line before; 0 in the first line; null where one of them is.</summary>
    member _.SharpeRatioGap: Nullable<float> = sharpeRatioGap

/// <summary>From the engine's net figure to what the same decisions show elsewhere, one convention at a time.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Explanation internal (firstBar: int, lastBar: int, lines: ComparisonLine[]) =

    /// <summary>The first bar with a return in the figures: that of the first fill of any line.</summary>
    member _.FirstBar: int = firstBar

    /// <summary>The last bar.</summary>
    member _.LastBar: int = lastBar

    /// <summary>The lines, the engine's own first, the loosest convention last.</summary>
    member _.Lines: IReadOnlyList<ComparisonLine> = ReadOnlyCollection lines

    /// <summary>Total return of the last line less that of the first: the sum of all gaps, exactly.</summary>
    member _.TotalReturnGap: float =
        lines[lines.Length - 1].TotalReturn - lines[0].TotalReturn
