namespace Symphony.Core.Interop

open Symphony.Core

/// <summary>How long after a test label's end nothing is trained on: bars, calendar days or a share of the market's bars.</summary>
[<Sealed; AllowNullLiteral(false)>]
type EmbargoLength private (embargo: Embargo) =

    /// The embargo as the core knows it.
    member internal _.Value: Embargo = embargo

    /// <summary>So many bars of the market axis.</summary>
    /// <param name="bars">Not negative.</param>
    static member Bars(bars: int) : EmbargoLength =
        EmbargoLength(Embargo.Bars(bars * 1<bar>))

    /// <summary>So many calendar days after the session date of the end; 0 are the rest of its session.</summary>
    /// <param name="days">Not negative.</param>
    static member CalendarDays(days: int) : EmbargoLength =
        EmbargoLength(Embargo.CalendarDays days)

    /// <summary>A fraction of the market axis' length, in bars, rounded down.</summary>
    /// <param name="fraction">From 0 to 1; 0.01 is one per cent.</param>
    static member Fraction(fraction: float) : EmbargoLength =
        EmbargoLength(Embargo.Fraction fraction)

    /// <summary>The embargo in words.</summary>
    override _.ToString() : string = Embargo.describe embargo
