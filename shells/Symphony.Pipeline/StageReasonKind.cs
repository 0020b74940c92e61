namespace Symphony.Pipeline;

/// <summary>Which part of a stage's key is not what it was.</summary>
public enum StageReasonKind
{
    /// <summary>A setting of the configuration.</summary>
    Setting,

    /// <summary>A file or another source that the stage reads.</summary>
    Input,

    /// <summary>A stage it reads: made anew, or with other outputs.</summary>
    Stage,

    /// <summary>An assembly or a library that computes.</summary>
    Code,

    /// <summary>Nothing of the stage is kept.</summary>
    Nothing,

    /// <summary>What is kept is not as it was written.</summary>
    Damage,

    /// <summary>It was asked for.</summary>
    Asked,
}
