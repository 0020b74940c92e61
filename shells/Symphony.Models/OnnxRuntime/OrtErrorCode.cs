namespace Symphony.Models.OnnxRuntime;

/// <summary>What kind of failure ONNX Runtime reported, numbered as in its C API.</summary>
public enum OrtErrorCode
{
    /// <summary>No failure.</summary>
    Ok = 0,

    /// <summary>A failure without a kind of its own.</summary>
    Fail = 1,

    /// <summary>An argument does not suit the model: a name, a shape or an element type.</summary>
    InvalidArgument = 2,

    /// <summary>The model's file is not there.</summary>
    NoSuchFile = 3,

    /// <summary>No model was loaded.</summary>
    NoModel = 4,

    /// <summary>The engine failed.</summary>
    EngineError = 5,

    /// <summary>An exception inside ONNX Runtime.</summary>
    RuntimeException = 6,

    /// <summary>The bytes are no ONNX model.</summary>
    InvalidProtobuf = 7,

    /// <summary>A model is loaded already.</summary>
    ModelLoaded = 8,

    /// <summary>The model uses something this runtime does not have.</summary>
    NotImplemented = 9,

    /// <summary>The model's graph breaks the rules of ONNX.</summary>
    InvalidGraph = 10,

    /// <summary>The execution provider failed.</summary>
    ExecutionProviderFail = 11,
}
