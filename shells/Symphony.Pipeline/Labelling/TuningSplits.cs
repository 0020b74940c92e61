namespace Symphony.Pipeline;

/// <summary>The outer splits by which tuned barriers are judged.</summary>
public enum TuningSplits
{
    /// <summary>The windows of the walk forward: each trades what was chosen on its past.</summary>
    WalkForward,

    /// <summary>The combinatorial splits or folds: each trades what was chosen on the other groups.</summary>
    CrossValidation,
}
