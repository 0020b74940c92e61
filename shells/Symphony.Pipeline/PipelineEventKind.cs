namespace Symphony.Pipeline;

/// <summary>What a pipeline event tells.</summary>
public enum PipelineEventKind
{
    /// <summary>A stage began to compute.</summary>
    StageStarted,

    /// <summary>A stage got further.</summary>
    StageProgress,

    /// <summary>A stage's outputs are stored.</summary>
    StageFinished,

    /// <summary>A stage was finished before and its stored outputs are used.</summary>
    StageReused,

    /// <summary>Something a reader should know: a repaired input, a damaged cache.</summary>
    Note,

    /// <summary>Another process holds what this one needs.</summary>
    Waiting,
}
