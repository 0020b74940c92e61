namespace Symphony.Cli;

/// <summary>What <c>symphony statistics returns</c> was asked for.</summary>
/// <param name="BarsPerYear">Bars in a year; null for what the dates say.</param>
/// <param name="Blocks">Blocks of the cross-validation behind the probability of overfitting.</param>
/// <param name="Resamples">Resamples of the bootstrap.</param>
/// <param name="BlockLength">Mean block length of the bootstrap in bars; null for what the data ask for.</param>
/// <param name="Seed">Decides the resamples.</param>
/// <param name="Trials">N stated by hand; null for the number of columns.</param>
/// <param name="Variance">The variance of the trials' Sharpe ratios per bar, stated by hand with N.</param>
/// <param name="Benchmark">The column whose returns are subtracted from all others; null for none.</param>
/// <param name="Threads">How many threads work at once.</param>
internal sealed record ReturnStatisticsOptions(
    double? BarsPerYear,
    int Blocks,
    int Resamples,
    double? BlockLength,
    ulong Seed,
    int? Trials,
    double? Variance,
    string? Benchmark,
    int Threads);
