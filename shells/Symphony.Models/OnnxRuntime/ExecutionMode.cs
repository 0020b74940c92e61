namespace Symphony.Models.OnnxRuntime;

/// <summary>Whether independent nodes of a graph run side by side, named as in ONNX Runtime.</summary>
public enum ExecutionMode
{
    /// <summary>One node after another.</summary>
    ORT_SEQUENTIAL = 0,

    /// <summary>Independent nodes on several threads.</summary>
    ORT_PARALLEL = 1,
}
