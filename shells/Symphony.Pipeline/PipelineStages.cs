using System.Collections.Generic;

namespace Symphony.Pipeline;

/// <summary>The stages of a run, in order.</summary>
public static class PipelineStages
{
    /// <summary>Reads the bars.</summary>
    public const string Ingest = "ingest";

    /// <summary>Looks for what is wrong with the rows.</summary>
    public const string Audit = "audit";

    /// <summary>Computes the features.</summary>
    public const string Features = "features";

    /// <summary>Computes the labels.</summary>
    public const string Labels = "labels";

    /// <summary>Decides what is trained on and what is tested.</summary>
    public const string Splits = "splits";

    /// <summary>Fits the models and scores the observations.</summary>
    public const string Train = "train";

    /// <summary>Turns scores into weights.</summary>
    public const string Portfolio = "portfolio";

    /// <summary>Trades the weights.</summary>
    public const string Backtest = "backtest";

    /// <summary>Measures, records the trial and writes the run folder.</summary>
    public const string Report = "report";

    /// <summary>All stages, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Ingest, Audit, Features, Labels, Splits, Train, Portfolio, Backtest, Report];
}
