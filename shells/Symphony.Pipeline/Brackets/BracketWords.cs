using System.Globalization;
using System.Linq;

namespace Symphony.Pipeline;

/// <summary>What is said of parameter sets and trades, for terminal and page alike.</summary>
public static class BracketWords
{
    /// <summary>A name of the JSON as words: <c>noBorrow</c> is no borrow.</summary>
    /// <param name="name">The name.</param>
    public static string Of(string name) => name switch
    {
        "profitTaking" => "take-profit",
        "stopLoss" => "stop-loss",
        _ => string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString())),
    };

    /// <summary>How many sets were tried, and what that leaves of the one shown: it is the best of them by choice, not by merit.</summary>
    /// <param name="outcome">What they came to.</param>
    public static string Tried(BracketOutcome outcome)
    {
        if (outcome.Trials is not { } trials) return "One set was tried here; sets of other calls are not counted.";
        var study = trials.Study is { } name ? $" of the study {name}" : "";
        var deflated = trials.DeflatedSharpeRatio is { } probability
            ? $"its Sharpe ratio beats what the best of {trials.Trials} trials{study} reaches by luck with probability {Probability(probability)} (DSR)"
            : $"no deflated Sharpe ratio has a value ({trials.Statement}{study})";
        var which = trials.Sets == 1 ? "One set was tried" : $"{trials.Sets} sets were tried and set {outcome.Shown} has the highest Sharpe ratio";
        var effective = trials.Comparison is { EffectiveTrials: > 0 } compared && compared.DeflatedSharpeRatio is { } at
            ? $" At the effective number of trials, {compared.EffectiveTrials}, the DSR is {Probability(at)}."
            : "";
        var overfitting = trials.Comparison is { OverfittingProbability: { } odds }
            ? $" The probability of backtest overfitting is {Probability(odds)}."
            : "";
        var others = trials.Study is null ? " Sets of other calls are not counted: --study NAME counts them." : "";
        return $"{which}: {deflated}.{effective}{overfitting}{others}";
    }

    private static string Probability(double value) =>
        // A probability below 1 never reads 1.
        value is >= 0.9995 and < 1 ? ">0.999" : value.ToString("0.000", CultureInfo.InvariantCulture);
}
