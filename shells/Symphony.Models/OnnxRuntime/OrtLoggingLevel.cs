namespace Symphony.Models.OnnxRuntime;

/// <summary>From which severity on ONNX Runtime writes to standard error, named as there.</summary>
public enum OrtLoggingLevel
{
    /// <summary>Everything.</summary>
    ORT_LOGGING_LEVEL_VERBOSE = 0,

    /// <summary>Information and above.</summary>
    ORT_LOGGING_LEVEL_INFO = 1,

    /// <summary>Warnings and above.</summary>
    ORT_LOGGING_LEVEL_WARNING = 2,

    /// <summary>Errors and above.</summary>
    ORT_LOGGING_LEVEL_ERROR = 3,

    /// <summary>Only what ends the program; every other failure still raises here.</summary>
    ORT_LOGGING_LEVEL_FATAL = 4,
}
