namespace Symphony.Models.OnnxRuntime;

/// <summary>How far a graph may be rewritten before it runs, named as in ONNX Runtime.</summary>
public enum GraphOptimizationLevel
{
    /// <summary>Not at all.</summary>
    ORT_DISABLE_ALL = 0,

    /// <summary>Rewritings that keep the meaning and need no particular hardware.</summary>
    ORT_ENABLE_BASIC = 1,

    /// <summary>Fusions for the execution provider as well.</summary>
    ORT_ENABLE_EXTENDED = 2,

    /// <summary>Everything, memory layouts for this CPU included.</summary>
    ORT_ENABLE_ALL = 99,
}
