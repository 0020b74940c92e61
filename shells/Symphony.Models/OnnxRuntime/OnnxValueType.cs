namespace Symphony.Models.OnnxRuntime;

/// <summary>What a model's input or output is, named and numbered as in ONNX Runtime.</summary>
public enum OnnxValueType
{
    /// <summary>Not known.</summary>
    ONNX_TYPE_UNKNOWN = 0,

    /// <summary>A dense array with a shape.</summary>
    ONNX_TYPE_TENSOR = 1,

    /// <summary>A list of values.</summary>
    ONNX_TYPE_SEQUENCE = 2,

    /// <summary>Keys with values.</summary>
    ONNX_TYPE_MAP = 3,

    /// <summary>A type of the model's own.</summary>
    ONNX_TYPE_OPAQUE = 4,

    /// <summary>An array that stores only what is not zero.</summary>
    ONNX_TYPE_SPARSETENSOR = 5,

    /// <summary>A value that may be absent.</summary>
    ONNX_TYPE_OPTIONAL = 6,
}
