namespace Symphony.Core.Interop

open Symphony.Core

/// <summary>A feature of the caller's own, written as a class.</summary>
/// <remarks>
/// Nothing keeps such code from looking ahead: <c>LeakageProof.OfFeatures</c> tries it as it tries the catalogue's.
/// A <c>RefusedException</c> that it raises is a refusal of the feature; any other exception is the caller's own.
/// </remarks>
[<AbstractClass; AllowNullLiteral(false)>]
type CustomFeature() =

    /// <summary>Lower-case letters, digits and underscores.</summary>
    abstract Name: string

    /// <summary>How many of a symbol's first bars have no value, not negative.</summary>
    abstract WarmUpBars: int

    /// <summary>The formula in one line.</summary>
    abstract Definition: string

    /// <summary>The values, T x N on the bars' own axes; NaN where there is none.</summary>
    /// <param name="bars">Bars as traded, or adjusted ones.</param>
    /// <param name="actions">Their splits and dividends; none with adjusted bars.</param>
    abstract Compute: bars: Bars * actions: CorporateActions -> Panel

    /// <summary>The feature as the catalogue's are.</summary>
    /// <exception cref="RefusedException">A name or a warm-up that is not accepted.</exception>
    member this.ToFeature() : Feature =
        Feature.ofFunction this.Name (this.WarmUpBars * 1<bar>) this.Definition (fun bars actions ->
            Refusal.caught (fun () -> this.Compute(bars, actions)))
        |> Refusal.orRaise
