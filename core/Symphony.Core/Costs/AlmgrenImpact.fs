namespace Symphony.Core

/// <summary>The coefficients of the impact law of Almgren, Thum, Hauptmann and Li (2005).</summary>
[<Struct>]
type AlmgrenImpact = {
    /// <summary>gamma of the permanent impact, dimensionless, not negative; 0.314 in the paper.</summary>
    Gamma: float
    /// <summary>eta of the temporary impact, dimensionless, not negative; 0.142 in the paper.</summary>
    Eta: float
    /// <summary>How long a fill is worked, in trading days, above zero; 1 is all day.</summary>
    DurationDays: float
}

/// <summary>Permanent and temporary impact by Almgren, Thum, Hauptmann and Li (2005).</summary>
/// <remarks>
/// <para>Of X shares of a name with V traded a day and Theta outstanding, worked over T days, as fractions of
/// the price: permanent <c>I = gamma sigma (X / V) (Theta / V)^(1/4)</c>, which the price keeps, and temporary
/// <c>K = eta sigma |X / (V T)|^(3/5)</c>, which only this trade pays. The trade itself pays <c>I / 2 + K</c>:
/// the permanent part builds up while it is worked. Here the price keeps nothing: our own trades never move
/// marks, so the half that later trades would pay is left out.</para>
/// <para>Source: Almgren, Thum, Hauptmann and Li (2005), "Direct estimation of equity market impact", Risk 18(7),
/// 58-62, equations 1 to 3 with the fitted exponents 1/4 and 3/5.</para>
/// </remarks>
[<RequireQualifiedAccess>]
module AlmgrenImpact =

    /// <summary>The paper's fit for large US stocks: gamma 0.314, eta 0.142; worked over one day.</summary>
    let standard: AlmgrenImpact = { Gamma = 0.314; Eta = 0.142; DurationDays = 1.0 }

    /// The exponent of the temporary impact.
    [<Literal>]
    let private TemporaryExponent = 0.6

    /// Each coefficient in its range, under the name it has in the engine's settings.
    let internal check (impact: AlmgrenImpact) : Result<unit, Invalid> =
        Check.all [
            Bounds.atMost Bounds.Factor "Almgren.Gamma" impact.Gamma
            Bounds.atMost Bounds.Factor "Almgren.Eta" impact.Eta
            Bounds.positiveAtMost Bounds.Factor "Almgren.DurationDays" impact.DurationDays
        ]

    /// <summary>What the price keeps of a trade, a fraction of it: I.</summary>
    /// <param name="impact">The coefficients.</param>
    /// <param name="dailyVolatility">Standard deviation of daily returns, not negative.</param>
    /// <param name="participation">X / V: size over what trades in a day, not negative.</param>
    /// <param name="inverseTurnover">Theta / V: shares outstanding over shares traded a day, not negative.</param>
    /// <remarks><c>(gamma x sigma) x (participation x sqrt(sqrt(inverseTurnover)))</c>, in this order.</remarks>
    let permanent
        (impact: AlmgrenImpact)
        (dailyVolatility: float)
        (participation: float)
        (inverseTurnover: float)
        : float =
        impact.Gamma * dailyVolatility * (participation * sqrt (sqrt inverseTurnover))

    /// <summary>What the trade pays beyond the price's own move, a fraction of the price: K.</summary>
    /// <param name="impact">The coefficients.</param>
    /// <param name="dailyVolatility">Standard deviation of daily returns, not negative.</param>
    /// <param name="participation">X / V: size over what trades in a day, not negative.</param>
    /// <remarks><c>(eta x sigma) x (participation / T)^(3/5)</c>, in this order.</remarks>
    let temporary (impact: AlmgrenImpact) (dailyVolatility: float) (participation: float) : float =
        impact.Eta
        * dailyVolatility
        * Elementary.pow (participation / impact.DurationDays) TemporaryExponent
