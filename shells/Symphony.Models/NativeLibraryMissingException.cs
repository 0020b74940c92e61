using System;

namespace Symphony.Models;

/// <summary>ONNX Runtime is not to be found or not to be used; the message says how to mend it.</summary>
/// <param name="message">What is missing and what brings it, as one sentence.</param>
/// <param name="cause">What the system's loader said, or null.</param>
public sealed class NativeLibraryMissingException(string message, Exception? cause = null)
    : DllNotFoundException(message, cause);
