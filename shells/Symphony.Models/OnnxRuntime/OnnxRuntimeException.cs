using System;

namespace Symphony.Models.OnnxRuntime;

/// <summary>ONNX Runtime failed at something that was asked of it correctly.</summary>
/// <param name="code">The kind of failure, as ONNX Runtime reported it.</param>
/// <param name="message">What ONNX Runtime said.</param>
public sealed class OnnxRuntimeException(OrtErrorCode code, string message) : Exception(message)
{
    /// <summary>The kind of failure, as ONNX Runtime reported it.</summary>
    public OrtErrorCode ErrorCode { get; } = code;
}
