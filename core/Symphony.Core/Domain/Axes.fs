namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>
/// The two axes of every panel: the market's bars (each with the instant of its close and its session
/// date) and the symbols.
/// </summary>
/// <remarks>
/// Instants are microseconds since 1970-01-01T00:00Z, strictly increasing. Session dates are epoch days
/// (days since 1970-01-01) in the market's own zone, never decreasing. Symbols are distinct.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Axes internal (instants: int64[], sessionDates: int[], symbols: string[]) =

    let names = Array.AsReadOnly symbols

    let index =
        let found = Dictionary<string, int>(symbols.Length, StringComparer.Ordinal)
        symbols |> Array.iteri (fun i symbol -> found[symbol] <- i)
        found

    /// <summary>How many bars, T.</summary>
    member _.BarCount: int = instants.Length

    /// <summary>How many symbols, N.</summary>
    member _.SymbolCount: int = symbols.Length

    /// <summary>The bars' closing instants, T values, microseconds since 1970-01-01T00:00Z.</summary>
    member _.Instants: ReadOnlyMemory<int64> = ReadOnlyMemory instants

    /// <summary>The bars' session dates, T values, epoch days.</summary>
    member _.SessionDates: ReadOnlyMemory<int> = ReadOnlyMemory sessionDates

    /// <summary>The symbols, N distinct names in column order.</summary>
    member _.Symbols: IReadOnlyList<string> = names :> IReadOnlyList<string>

    /// <summary>The session date of one bar, an epoch day.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    member _.SessionDate(bar: int) : int = sessionDates[bar]

    /// <summary>The closing instant of one bar, microseconds since 1970-01-01T00:00Z.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    member _.Instant(bar: int) : int64 = instants[bar]

    /// <summary>The column of a symbol, or -1 when it is not on the axis.</summary>
    /// <param name="symbol">A name, compared by its characters.</param>
    member _.IndexOf(symbol: string) : int =
        match index.TryGetValue symbol with
        | true, column -> column
        | false, _ -> -1

    /// <summary>True when both axes hold the same values.</summary>
    /// <param name="other">The axes to compare with.</param>
    member this.SameAs(other: Axes) : bool =
        Object.ReferenceEquals(this, other)
        || this.Instants.Span.SequenceEqual(other.Instants.Span)
           && this.SessionDates.Span.SequenceEqual(other.SessionDates.Span)
           && Seq.forall2
               (fun (a: string) b -> String.Equals(a, b, StringComparison.Ordinal))
               symbols
               other.Symbols
           && symbols.Length = other.SymbolCount

/// <summary>Builds axes from columns, or says why not.</summary>
[<RequireQualifiedAccess>]
module Axes =

    let private firstNotIncreasing (values: int64[]) : int =
        let mutable t = 1

        while t < values.Length && values[t] > values[t - 1] do
            t <- t + 1

        if t < values.Length then t else -1

    /// <summary>Axes of T bars and N symbols.</summary>
    /// <param name="instants">Closing instants, microseconds since 1970-01-01T00:00Z, strictly increasing.</param>
    /// <param name="sessionDates">Epoch days, T values, never decreasing.</param>
    /// <param name="symbols">Distinct, non-empty names.</param>
    let create
        (instants: int64[])
        (sessionDates: int[])
        (symbols: string[])
        : Result<Axes, Invalid> =
        let repeated =
            symbols |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1)

        let lateSession =
            Seq.tryFind
                (fun t -> sessionDates[t] < sessionDates[t - 1])
                (seq { 1 .. sessionDates.Length - 1 })

        match firstNotIncreasing instants, lateSession, repeated with
        | _ when instants.Length = 0 -> Error(Invalid.Empty "instants")
        | _ when symbols.Length = 0 -> Error(Invalid.Empty "symbols")
        | _ when Array.exists String.IsNullOrWhiteSpace symbols ->
            Error(Invalid.Empty "symbol name")
        | _ when sessionDates.Length <> instants.Length ->
            Error(Invalid.LengthMismatch("sessionDates", instants.Length, sessionDates.Length))
        | t, _, _ when t >= 0 -> Error(Invalid.NotIncreasing("instants", t))
        | _, Some t, _ -> Error(Invalid.NotIncreasing("sessionDates", t))
        | _, _, Some(symbol, _) -> Error(Invalid.Duplicate("symbols", symbol))
        | _ -> Ok(Axes(Array.copy instants, Array.copy sessionDates, Array.copy symbols))
