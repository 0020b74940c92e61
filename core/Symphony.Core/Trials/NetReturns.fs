namespace Symphony.Core

open System

/// <summary>Net returns of one configuration with the bars they belong to.</summary>
/// <remarks>
/// What trials have in common is decided by the bars' closing instants: returns of two trials are of the
/// same bar when the instants are equal.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type NetReturns
    internal (instants: int64[], sessionDates: int[], returns: float[], cashReturns: float[]) =

    /// <summary>How many returns, n.</summary>
    member _.Count: int = instants.Length

    /// <summary>The bars' closing instants, n values, microseconds since 1970-01-01T00:00Z, strictly increasing.</summary>
    member _.Instants: ReadOnlyMemory<int64> = ReadOnlyMemory instants

    /// <summary>The bars' session dates, n values, epoch days, never decreasing.</summary>
    member _.SessionDates: ReadOnlyMemory<int> = ReadOnlyMemory sessionDates

    /// <summary>Net simple returns per bar, n finite values.</summary>
    member _.Returns: ReadOnlyMemory<float> = ReadOnlyMemory returns

    /// <summary>Simple returns of cash per bar, n finite values.</summary>
    member _.CashReturns: ReadOnlyMemory<float> = ReadOnlyMemory cashReturns

    /// <summary>The session date of one return, an epoch day.</summary>
    /// <param name="index">0 to n - 1.</param>
    member _.SessionDate(index: int) : int = sessionDates[index]

/// <summary>Makes series of trials' returns and finds what they have in common.</summary>
[<RequireQualifiedAccess>]
module NetReturns =

    let private allFinite (parameter: string) (values: ReadOnlySpan<float>) =
        let mutable firstBad = -1

        for i in values.Length - 1 .. -1 .. 0 do
            if not (Double.IsFinite values[i]) then
                firstBad <- i

        if firstBad < 0 then
            Ok()
        else
            Error(Invalid.NotFinite($"{parameter}[{firstBad}]", values[firstBad]))

    let private increasing (instants: ReadOnlySpan<int64>) =
        let mutable firstBad = -1

        for i in instants.Length - 1 .. -1 .. 1 do
            if instants[i] <= instants[i - 1] then
                firstBad <- i

        if firstBad < 0 then
            Ok()
        else
            Error(Invalid.NotIncreasing("instants", firstBad))

    let private neverDecreasing (sessionDates: ReadOnlySpan<int>) =
        let mutable firstBad = -1

        for i in sessionDates.Length - 1 .. -1 .. 1 do
            if sessionDates[i] < sessionDates[i - 1] then
                firstBad <- i

        if firstBad < 0 then
            Ok()
        else
            Error(
                Invalid.Conflict(
                    "sessionDates",
                    $"entry {firstBad}, {Text.date sessionDates[firstBad]}, is before the one before it"
                )
            )

    /// <summary>Accepts a series, or says why not.</summary>
    /// <param name="instants">The bars' closing instants, n values, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="sessionDates">The bars' session dates, n values, epoch days, never decreasing.</param>
    /// <param name="cashReturns">Simple returns of cash per bar, n finite values; empty for none.</param>
    /// <param name="returns">Net simple returns per bar, n finite values.</param>
    let create
        (instants: ReadOnlySpan<int64>)
        (sessionDates: ReadOnlySpan<int>)
        (cashReturns: ReadOnlySpan<float>)
        (returns: ReadOnlySpan<float>)
        : Result<NetReturns, Invalid> =
        let n = returns.Length

        let cash =
            if cashReturns.Length = 0 then Array.zeroCreate n else cashReturns.ToArray()

        let shapes =
            Check.all [
                Check.length "instants" n instants.Length
                Check.length "sessionDates" n sessionDates.Length
                Check.length "cashReturns" n cash.Length
                increasing instants
                neverDecreasing sessionDates
                allFinite "cashReturns" cashReturns
                allFinite "returns" returns
            ]

        match shapes with
        | Error invalid -> Error invalid
        | Ok() ->
            Ok(NetReturns(instants.ToArray(), sessionDates.ToArray(), returns.ToArray(), cash))

    /// <summary>The returns of a run of the engine, from its first fill on.</summary>
    /// <param name="result">A run of the engine.</param>
    let ofBacktest (result: BacktestResult) : NetReturns =
        let n = result.Returns.Length
        let first = result.FirstBar + result.RowCount - n

        NetReturns(
            result.Axes.Instants.Slice(first, n).ToArray(),
            result.Axes.SessionDates.Slice(first, n).ToArray(),
            result.Returns.ToArray(),
            result.CashReturns.ToArray()
        )

    /// <summary>The returns of a parameter set of brackets, from its first fill on; none unless its equity is written down.</summary>
    /// <param name="result">A set's result.</param>
    let ofBracket (result: BracketResult) : NetReturns =
        let returns = result.Returns.ToArray()
        let first = max 0 result.Summary.FirstFillBar

        NetReturns(
            result.Axes.Instants.Slice(first, returns.Length).ToArray(),
            result.Axes.SessionDates.Slice(first, returns.Length).ToArray(),
            returns,
            result.CashReturns.ToArray()
        )

    /// <summary>Returns in excess of cash, n values.</summary>
    /// <param name="series">The returns of a trial.</param>
    let excess (series: NetReturns) : float[] =
        Array.map2
            (fun (net: float) cash -> net - cash)
            (series.Returns.ToArray())
            (series.CashReturns.ToArray())

    /// <summary>Sharpe ratio per bar in excess of cash; none of fewer than two returns or of a constant series.</summary>
    /// <param name="series">The returns of a trial.</param>
    let sharpePerBar (series: NetReturns) : float voption =
        Sharpe.perBar (ReadOnlySpan(excess series))
